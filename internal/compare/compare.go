// Package compare says what changed between two sets of APIs, and whom that
// breaks: code that compiles against the bindings of the old set, calls that
// programs make by it, or nobody.
//
// What breaks calls follows from the two schemas (fields.go, wire.go). What
// breaks code is read off the bindings themselves: both sides are emitted, and
// what the packages export is compared by the rules of
// golang.org/x/exp/apidiff (golang.go, code.go).
package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
)

// Breaks says whom a change breaks: a set of Code and Calls.
type Breaks uint8

const (
	// Code that compiles against the old bindings does not compile against the
	// new ones.
	Code Breaks = 1 << iota
	// Calls that the old page allows are refused or mean something else, or
	// what they answer does not read as the old page says.
	Calls
)

// Names returns the members of the set, "code" and "calls"; never nil.
func (b Breaks) Names() []string {
	names := []string{}
	if b&Code != 0 {
		names = append(names, "code")
	}
	if b&Calls != 0 {
		names = append(names, "calls")
	}
	return names
}

// String returns the members joined, "code and calls", or "nothing".
func (b Breaks) String() string {
	if b == 0 {
		return "nothing"
	}
	return strings.Join(b.Names(), " and ")
}

// Status says what happened to an API.
type Status string

// The statuses.
const (
	Added   Status = "added"
	Removed Status = "removed"
	Changed Status = "changed"
	// Unread tells that a page could not be read on one of the sides, so that nobody
	// knows what changed.
	Unread Status = "unread"
)

// Kind says what a change is about. Kinds are part of the JSON form.
type Kind string

// The kinds of changes.
const (
	FieldAdded   Kind = "field-added"
	FieldRemoved Kind = "field-removed"
	Type         Kind = "type"      // documented type, or the fields of a struct that had none
	List         Kind = "list"      // one value or many
	Required     Kind = "required"  // of a parameter
	Limit        Kind = "limit"     // default, lengths, sizes, range, file types
	Element      Kind = "element"   // inner element of a list
	DateForm     Kind = "date-form" // zone or layout of a date
	ValueAdded   Kind = "value-added"
	ValueRemoved Kind = "value-removed" // breaks the code that uses its constant
	Session      Kind = "session"
	Protocol     Kind = "protocol"
	Root         Kind = "root" // of the response
	ErrorAdded   Kind = "error-added"
	ErrorRemoved Kind = "error-removed"
	ErrorText    Kind = "error-text"
	Withdrawn    Kind = "deprecated" // the page, or topgen.yaml, withdraws something
	Effect       Kind = "effect"     // of calls: read or write
	Paging       Kind = "paging"     // how the method All goes through the pages of a list
	Gateway      Kind = "gateway"    // where calls go
	Wording      Kind = "wording"    // title, description, category
	Example      Kind = "example"
	GoNames      Kind = "go-names" // Go declarations that moved on account of other changes
)

// structural reports whether a change of the kind can change Go declarations.
func (k Kind) structural() bool {
	switch k {
	case FieldAdded, FieldRemoved, Type, List, DateForm, Example, ErrorAdded, ErrorRemoved:
		return true
	}
	return false
}

// Report says what changed between two sets of APIs.
type Report struct {
	// APIs are those that changed, by method.
	APIs []*API
}

// Breaks returns whom the changes break.
func (r *Report) Breaks() Breaks {
	var b Breaks
	for _, a := range r.APIs {
		b |= a.Breaks()
	}
	return b
}

// API says what changed in one API.
type API struct {
	Method string
	Title  string // the new one, if there is a new one
	Status Status
	// Package is the folder of the API's bindings, "alibaba/idle".
	Package string
	// Old and New are the pages; nil where there is none.
	Old, New *schema.Source
	// Changes in the order of the pages. Those of an API that was added are its
	// title and its parameters; one that was removed has none.
	Changes []Change
	// Go are the declarations of the old bindings that the new ones do not
	// have, or have with another type, in the words of apidiff:
	// "XResult.Fee: changed from int64 to top.Decimal".
	Go []string
	// Errors are the first errors of the pages that are Unread.
	Errors []string
}

// Breaks returns whom the changes of the API break.
func (a *API) Breaks() Breaks {
	if a.Status == Removed {
		return Code | Calls
	}
	var b Breaks
	for i := range a.Changes {
		b |= a.Changes[i].Breaks
	}
	return b
}

// Change is one difference.
type Change struct {
	Kind Kind
	// Where is the path of wire names that the change is at, such as
	// "request.order.lines" or "errors.isv.x"; "" for the API as a whole.
	Where string
	// What the change is about within its kind: of a session "message" where one is about
	// whom messages come for, of a limit "default",
	// "maxLength", ... (schema.Limits in JSON), of wording "title",
	// "description" or "category", of an example "sample" where a value in a
	// sample tells something new.
	What string
	// Old and New are what the pages say; "" where they say nothing.
	Old, New string
	Breaks   Breaks
	// Why says in a few words why calls break; "" if they do not.
	Why string
	// Go are the declarations of API.Go that this change takes away.
	Go []string
	// Ambiguous reports that one of the pages leaves open how deep the field is.
	Ambiguous bool
}

// Set is one of the two sets of APIs.
type Set struct {
	APIs []*schema.API // a method occurs once
	// Unread are the pages that could not be read.
	Unread []load.Unread
	// Config is the topgen.yaml by which the bindings of the set are made; may be nil.
	Config *config.Config
}

// Options tell how to compare.
type Options struct {
	// Emit says how the bindings are made whose code may break, but for topgen.yaml.
	Emit emit.Options
	// Workers is how many APIs are emitted at once.
	Workers int
}

// Sets compares two sets of APIs. An
// API that says the same in another form or order of fields is not reported,
// unless its Go declarations differ.
func Sets(old, new Set, opt Options) *Report {
	findings, unread := withoutUnread(differing(old, new), old, new)
	readBindings(findings, old, new, opt)
	breakCode(findings, namespaces(append(slices.Clone(new.APIs), unread.apis...)), old.Config, new.Config)
	r := &Report{APIs: unread.reported}
	for _, f := range findings {
		f.noteDeprecations()
		if f.api.Status != Changed || len(f.api.Changes) > 0 {
			r.APIs = append(r.APIs, f.api)
		}
	}
	slices.SortFunc(r.APIs, func(a, b *API) int { return cmp.Compare(a.Method, b.Method) })
	return r
}
