// Package schema is the intermediate schema: what a documentation page says,
// freed from the form in which it was written.
//
// The JSON form is public (topgen schema --format json): key order is fixed,
// and what a page does not have is absent.
package schema

import (
	"encoding/json"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
)

// Version is the number of the JSON form; it changes when a reader of the
// old form would misread the new one.
const Version = 2

// Schema is a set of APIs, ordered by method, and of messages, ordered by topic.
type Schema struct {
	Version  int        `json:"schema"`
	APIs     []*API     `json:"apis"`
	Messages []*Message `json:"messages,omitempty"`
}

// Message is the form in which an API that is a message stands in the schema.
type Message struct {
	Topic       string   `json:"topic"`
	Title       string   `json:"title"`
	Category    string   `json:"category,omitempty"`
	Description string   `json:"description"`
	Session     bool     `json:"session"` // a user must have permitted it: a label says so
	Source      Source   `json:"source"`
	Fields      []*Field `json:"fields"`
	Sample      string   `json:"sample,omitempty"` // in JSON
}

// AsMessage returns the form of a message.
func (a *API) AsMessage() *Message {
	return &Message{
		Topic: a.Method, Title: a.Title, Category: a.Category, Description: a.Description, Session: a.Session,
		Source: a.Source, Fields: a.Response, Sample: a.Samples.JSON,
	}
}

// The values of API.Protocol.
const (
	// ProtocolTOP is the platform's own protocol.
	ProtocolTOP = "top"
	// ProtocolQimen is the protocol of methods that begin with "qimen." or
	// "taobao.qimen.".
	ProtocolQimen = "qimen"
)

// ProtocolOf returns the protocol in which a method is called.
func ProtocolOf(method string) string {
	if protocol.IsQimen(method) {
		return ProtocolQimen
	}
	return ProtocolTOP
}

// API is one documented method or, with Message, one topic: its messages have the
// fields of the response, and it is called by nobody.
type API struct {
	Message     bool        `json:"-"` // see AsMessage
	Method      string      `json:"method"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Category    string      `json:"category,omitempty"` // last part of the breadcrumb
	Session     bool        `json:"session"`            // calls need one: a sample or a label says so, and no label that one may be left out
	Effect      string      `json:"effect,omitempty"`   // "read" or "write"; "" until somebody settles it
	Paging      *Paging     `json:"paging,omitempty"`   // how a list comes in pages; nil until somebody settles it
	Protocol    string      `json:"protocol"`           // ProtocolTOP or ProtocolQimen
	Root        string      `json:"root"`               // root element of the response sample; "" where it has none
	Source      Source      `json:"source"`
	Request     []*Field    `json:"request"`
	Response    []*Field    `json:"response"`
	Errors      []ErrorCode `json:"errors"`
	Samples     Samples     `json:"samples"`

	// RootAt is where the root stands in the sample, for diagnostics.
	RootAt Place `json:"-"`
	// Documents are the samples as they were read; nil where nobody has.
	Documents *sample.Documents `json:"-"`

	// Sessionless tells that the page says that calls go without a session; where
	// Session is false and this is, too, they may have one.
	Sessionless bool `json:"-"`

	// Recorded are bodies that the gateway sent.
	Recorded []Body `json:"-"`

	// Settled is what topgen.yaml says of the API as a whole, beside what has a
	// field above.
	Settled Settled `json:"-"`
}

// Settled is what topgen.yaml says of an API, and no page does.
type Settled struct {
	// Withdrawn is the reason for which the method is withdrawn; "" if nobody says so.
	Withdrawn string
	// Kept tells that the method is not withdrawn, whatever the page says.
	Kept bool
	// Gateway is the name of the gateway where the method is called; "" is that of
	// the method's name.
	Gateway string
	// Paging is what it says of the parts of paging, by their names in the JSON form of
	// Paging; "" where it says that there is no such part. The kind can also be NoPaging.
	Paging map[string]string
	// SampleRoot is the root of responses that the page shows, where Root is another.
	SampleRoot string
}

// Source is the page from which an API was read.
type Source struct {
	Path   string `json:"path"`   // relative to the folder that was given, with "/"
	Format string `json:"format"` // "text", "html" or "json"
	Line   int    `json:"line"`   // line of the title
}

// Field is a parameter, or a field of one.
type Field struct {
	Name        string   `json:"name"`                  // as on the wire
	Type        string   `json:"type"`                  // as documented, without "[]"; String where the page has none
	List        bool     `json:"list"`                  // byte[] is type byte and no list
	Required    *bool    `json:"required,omitempty"`    // request fields only
	Example     string   `json:"example,omitempty"`     // plain text
	Description string   `json:"description,omitempty"` // plain text
	Limits      *Limits  `json:"limits,omitempty"`
	Values      []Value  `json:"values,omitempty"`    // that the description lists; others can occur all the same
	Time        *Time    `json:"time,omitempty"`      // of a Date, where it is not GMT+8 or not the usual form
	Fields      []*Field `json:"fields,omitempty"`    // nil for a leaf
	Element     string   `json:"element,omitempty"`   // lists only: the inner element on the wire
	Ambiguous   bool     `json:"ambiguous,omitempty"` // the page cannot tell the depth of this field
	// Candidates are the paths of the objects in which an ambiguous field can
	// stand, such as "response.result"; the first is the one that was chosen.
	Candidates []string `json:"candidates,omitempty"`
	// From says where a field comes from that the page does not have: FromConfig, FromSample.
	From string `json:"from,omitempty"`
	Line int    `json:"line"`

	// For diagnostics:
	Column    int   `json:"-"` // of the name, in runes, from 1
	TypeAt    Place `json:"-"` // where the type stands
	ExampleAt Place `json:"-"` // where the example stands

	// Key is the path by which topgen.yaml knows the field, where that is not its own:
	// topgen.yaml has moved it, or an object around it.
	Key string `json:"-"`
	// ZoneSettled and LayoutSettled tell that the zone, or the layout, of a Date is that of
	// topgen.yaml, so that it does not matter what the text leaves open.
	ZoneSettled, LayoutSettled bool `json:"-"`
	// TypeSettled tells that the type is that of topgen.yaml, which holds against
	// examples and samples.
	TypeSettled bool `json:"-"`
}

// The values of Field.From.
const (
	FromConfig = "topgen.yaml" // topgen.yaml has added it
	FromSample = "sample"      // a body that the gateway sent has it
)

// Place is a line and column of a page, both from 1, the column in runes; zero
// for what the page does not have.
type Place struct{ Line, Column int }

// IsRequired reports whether the page says that a request must have the field.
func (f *Field) IsRequired() bool { return f.Required != nil && *f.Required }

// Constraints returns the limits of the field, the zero Limits where there are none.
func (f *Field) Constraints() Limits {
	if f.Limits == nil {
		return Limits{}
	}
	return *f.Limits
}

// Limits are the documented constraints of a request field. Numbers are kept
// as they are written.
type Limits struct {
	Default     string      `json:"default,omitempty"`
	MaxLength   json.Number `json:"maxLength,omitempty"`   // UTF-16 units of a text, bytes of a file
	MaxListSize json.Number `json:"maxListSize,omitempty"` // elements
	MinValue    json.Number `json:"minValue,omitempty"`
	MaxValue    json.Number `json:"maxValue,omitempty"`
	FileTypes   []string    `json:"fileTypes,omitempty"` // file name extensions without the dot
}

// Value is a value that a description lists, and what it says of it.
type Value struct {
	Value string `json:"value"` // as on the wire
	Text  string `json:"text"`
	// Name is what topgen.yaml calls the value in Go; "" if it does not.
	Name string `json:"-"`
}

// ErrorCode is a row of a page's own error table.
type ErrorCode struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Solution string `json:"solution"`
	Line     int    `json:"line"`
	Column   int    `json:"-"` // of the code, for diagnostics
}

// Samples are the page's samples, each as it is written; "" where the page has none.
type Samples struct {
	Java       string `json:"java,omitempty"`
	XML        string `json:"xml,omitempty"`
	JSON       string `json:"json,omitempty"`
	Simplified string `json:"simplified,omitempty"` // JSON without root and list wrappers
	Error      string `json:"error,omitempty"`
}
