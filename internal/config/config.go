// Package config reads topgen.yaml: settings, and the overrides for what a page
// gets wrong.
//
// An entry changes the type of a field, a Go name or a package name, withdraws
// a method or skips a page. Every entry has a reason, and one that matches nothing, or that the
// page no longer needs, is an error: overrides must not outlive their page's
// mistake.
package config

import (
	"fmt"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/nearest"
)

// Kind says what an entry overrides.
type Kind int

// The kinds of entries, and in brackets the section of topgen.yaml they stand in.
const (
	// FieldType gives a field another documented type (types).
	FieldType Kind = iota
	// Prefix gives a method another Go prefix: "ItemFetch" makes ItemFetchRequest (names).
	Prefix
	// TypeName gives a Go type another name (names).
	TypeName
	// FieldName gives a struct field another Go name (names).
	FieldName
	// PackageName gives the package of a namespace another name and folder (packages).
	PackageName
	// Withdrawn marks a method as deprecated that the platform withdraws, though
	// its page does not say so (withdrawn).
	Withdrawn
	// SkipPage leaves a page out (skip).
	SkipPage
)

// Key says what an entry is about. It is comparable, and the same for two
// entries that contradict each other.
type Key struct {
	Kind Kind
	// Method is the API's method name; "" for PackageName and SkipPage.
	Method string
	// Target is, by kind:
	//   FieldType, FieldName: the path of wire names, "response.result.fee"
	//   TypeName: the Go name that the type has without the entry
	//   PackageName: the namespace as the method names write it, "taobao.time"
	//   SkipPage: the page's path relative to the folder of pages
	//   Prefix, Withdrawn: ""
	Target string
}

// String tells which thing of which page the key means.
func (k Key) String() string {
	switch k.Kind {
	case FieldType, FieldName:
		return fmt.Sprintf("field %s of %s", k.Target, k.Method)
	case TypeName:
		return fmt.Sprintf("type %s of %s", k.Target, k.Method)
	case PackageName:
		return "namespace " + k.Target
	case SkipPage:
		return "page " + k.Target
	}
	return "method " + k.Method
}

// Entry is one override.
type Entry struct {
	Key
	// Value is what holds instead: a documented type ("Price", "Number []"),
	// a Go name, or a package name; IsWithdrawn for Withdrawn; "" for SkipPage.
	Value  string
	Reason string
	Pos    diag.Position
}

// IsWithdrawn is the value of a method that is withdrawn, by topgen.yaml or by
// its page.
const IsWithdrawn = "withdrawn"

// Config is a topgen.yaml. A nil Config overrides nothing.
type Config struct {
	// Path of the file, "" if there is none.
	Path string
	// Settings are what the flags of those names would say: "docs", "out" (paths
	// as package os takes them), "module" (an import path), "tests" ("true" or
	// "false"). A setting that the file does not have is not there.
	Settings map[string]string
	// Entries in the order of the file.
	Entries []Entry
	// Sum is the SHA-256 of the file's bytes.
	Sum [32]byte

	index map[Key]int
}

// Setting returns a setting of the file.
func (c *Config) Setting(name string) (text string, ok bool) {
	if c == nil {
		return "", false
	}
	text, ok = c.Settings[name]
	return text, ok
}

// SettingOr returns a setting of the file, or what holds without it.
func (c *Config) SettingOr(name, without string) string {
	if text, ok := c.Setting(name); ok {
		return text
	}
	return without
}

// Use records that an entry was found to match.
type Use struct {
	Entry int    // index in Config.Entries
	Was   string // what would hold without the entry
}

// Value returns what the configuration says for the key, and was if it says
// nothing. If it says something, the use is appended to uses, so that Unused
// can tell which entries no page needs.
func (c *Config) Value(key Key, was string, uses *[]Use) string {
	if c == nil {
		return was
	}
	i, ok := c.index[key]
	if !ok {
		return was
	}
	*uses = append(*uses, Use{Entry: i, Was: was})
	return c.Entries[i].Value
}

// Has reports whether the configuration has an entry for the key.
func (c *Config) Has(key Key) bool {
	if c == nil {
		return false
	}
	_, ok := c.index[key]
	return ok
}

// Reason returns the reason of the entry for the key, "" if there is none.
func (c *Config) Reason(key Key) string {
	if !c.Has(key) {
		return ""
	}
	return c.Entries[c.index[key]].Reason
}

// Pages is what Unused needs to know of the pages that were looked at.
type Pages struct {
	Methods []string // that they document
	// Unread tells that there are pages that could not be read: an entry that no
	// use names may be about one of them.
	Unread bool
}

// Unused returns an error for every entry that none of the uses names, unless it
// may be about a page that could not be read, and for every entry all of whose
// uses would be the same without it.
func (c *Config) Unused(uses []Use, pages Pages) diag.List {
	if c == nil {
		return nil
	}
	matched, needed := make([]bool, len(c.Entries)), make([]bool, len(c.Entries))
	for _, u := range uses {
		matched[u.Entry] = true
		if u.Was != c.Entries[u.Entry].Value {
			needed[u.Entry] = true
		}
	}
	var list diag.List
	for i, e := range c.Entries {
		switch {
		case !matched[i] && pages.Unread:
		case !matched[i]:
			list = append(list, entryError(e, "no page has the "+e.Key.String()+pages.meant(e.Method),
				"correct the entry, or remove it if the page is gone"))
		case !needed[i] && e.Kind == SkipPage:
			list = append(list, entryError(e, e.Key.String()+" reads without a complaint; it need not be skipped",
				"remove the entry"))
		case !needed[i]:
			list = append(list, entryError(e, fmt.Sprintf("%s is %s without this entry", e.Key, e.Value), "remove the entry"))
		}
	}
	return list
}

// meant names the method that an entry can have meant by one that no page
// documents; "" if a page does, or none is near.
func (p Pages) meant(method string) string {
	if method == "" || slices.Contains(p.Methods, method) {
		return ""
	}
	near := nearest.Word(method, slices.Values(p.Methods))
	if near == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean the method %s?", near)
}

func entryError(e Entry, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.Config, Severity: diag.Error, Pos: e.Pos, Message: message, Hint: hint}
}
