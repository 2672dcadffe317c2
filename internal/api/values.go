package api

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// valueReader goes through the values that a page shows: in the examples of its
// tables and in its samples. It finds the Numbers that are decimals, and reports
// values that their types cannot hold.
type valueReader struct {
	findings
	sample *sampleValues // the one at hand
	// examples tells that the rows' examples are read along with the sample: with
	// the first of each side.
	examples bool
	quiet    bool // only fractions are noted
	numbers  map[*Field]*numberValues
	order    []*Field        // of numbers, as they were met
	said     map[string]bool // contradictions that were reported
}

// sampleValues is a sample, and how its values are found.
type sampleValues struct {
	root    *sample.Node
	setters bool // the names are those of Java setters
	places  sample.Places
}

// shownValue is a text in a table or sample, and where it stands.
type shownValue struct {
	text string
	at   schema.Place
	what string // whatExample or whatSample
}

// What shows a value, in messages.
const (
	whatExample = "example"
	whatSample  = "sample text"
	whatSent    = "" // a body that the gateway sent
)

// readValues reads all values of a page.
func (a *API) readValues() diag.List {
	r := &valueReader{findings: findings{file: a.Source.Path}, numbers: make(map[*Field]*numberValues), said: make(map[string]bool)}
	r.side(a.Request, a.requestSamples())
	r.side(a.Response, a.responseSamples())
	r.recorded(a)
	r.settleNumbers()
	return r.list
}

// recorded reads the values of bodies that the gateway sent, of which only fractions
// matter here: what else they contradict was said when they were read.
func (r *valueReader) recorded(a *API) {
	r.examples, r.quiet = false, true
	for i := range a.Recorded {
		if b := &a.Recorded[i]; !b.Error {
			r.sample = &sampleValues{root: b.Tree}
			r.object(a.Response, []*sample.Node{b.Tree}, false)
		}
	}
	r.quiet = false
}

// requestSamples returns the samples of the request.
func (a *API) requestSamples() []sampleValues {
	switch d := a.samples; {
	case d.Java != nil && d.Java.Request != nil:
		return []sampleValues{{d.Java.Request, true, d.Java.Places}}
	case d.Request != nil && d.Request.Root != nil:
		return []sampleValues{{d.Request.Root, false, d.Request.Places}}
	}
	return nil
}

// responseSamples returns the samples of the response, without their roots.
func (a *API) responseSamples() []sampleValues {
	var all []sampleValues
	if a.answers.fromXML {
		all = append(all, sampleValues{a.answers.base.Tree, false, a.samples.XML.Places})
	}
	for _, own := range []struct {
		answer *Answer
		doc    *sample.JSON
	}{{a.answers.json, a.samples.JSON}, {a.answers.simplified, a.samples.Simplified}} {
		if own.answer != nil {
			all = append(all, sampleValues{own.answer.Tree, false, own.doc.Places})
		}
	}
	return all
}

// side reads the values of the request or the response.
func (r *valueReader) side(o *Object, samples []sampleValues) {
	if len(samples) == 0 {
		samples = []sampleValues{{}}
	}
	for i := range samples {
		r.sample, r.examples = &samples[i], i == 0
		var roots []*sample.Node
		if samples[i].root != nil {
			roots = []*sample.Node{samples[i].root}
		}
		r.object(o, roots, false)
	}
}

// object reads the values of the fields of an object, given all values that the
// sample has for it. Within a loop the page has no rows.
func (r *valueReader) object(o *Object, values []*sample.Node, loop bool) {
	for _, u := range o.Fields {
		var inner []*sample.Node
		if r.examples && !loop {
			r.exampleValues(o, u)
		}
		for _, n := range values {
			inner = append(inner, r.field(o, u, n)...)
		}
		switch inLoop := loop || u.Loop; {
		case u.Object == nil:
		case len(inner) > 0 || !inLoop:
			r.object(u.Object, inner, inLoop)
		}
	}
}

// exampleValues reads the examples of the rows of a field.
func (r *valueReader) exampleValues(o *Object, u *Use) {
	for _, row := range u.rows {
		for _, text := range exampleTexts(row) {
			r.value(o, u, shownValue{text, row.ExampleAt, whatExample})
		}
	}
}

// field reads the values that an object in the sample has of a field, and returns
// those of them that are objects.
func (r *valueReader) field(o *Object, u *Use, object *sample.Node) (objects []*sample.Node) {
	for _, v := range r.sample.valuesOf(u, object) {
		switch {
		case v.Kind == sample.ObjectNode:
			objects = append(objects, v)
		case !v.IsLeaf() || v.Kind == sample.FileNode:
		case u.Kind == schema.KindStruct:
			r.noObject(u, v)
		default:
			r.sampleValue(o, u, v)
		}
	}
	return objects
}

// valuesOf returns the values of a field in an object, of a list its elements.
func (s *sampleValues) valuesOf(u *Use, object *sample.Node) []*sample.Node {
	if s.setters {
		n := setTo(object, u.Wire)
		switch {
		case n == nil:
			return nil
		case n.Kind == sample.ArrayNode:
			return n.Items
		}
		return []*sample.Node{n}
	}
	values := object.Values(u.Wire)
	if !u.List {
		return values
	}
	list := u.Elements(values)
	if list.Misfit {
		return append(list.Items, values...)
	}
	return list.Items
}

// sampleValue reads one value in the sample, unless it is the example.
func (r *valueReader) sampleValue(o *Object, u *Use, v *sample.Node) {
	text := oneLine(v.Text)
	if text == "" || text == u.Doc.Example {
		return
	}
	texts := []string{text}
	if r.sample.setters && u.List {
		texts = listItems(text) // setters take a list as one text
	}
	for _, t := range texts {
		what := whatSample
		if r.quiet {
			what = whatSent
		}
		r.value(o, u, shownValue{t, r.place(u, v), what})
	}
}

// noObject reports a text where an object belongs.
func (r *valueReader) noObject(u *Use, v *sample.Node) {
	if text := oneLine(v.Text); text != "" && !r.quiet {
		r.warn(diag.ExampleType, u.Key, r.place(u, v), fmt.Sprintf("%s: sample text %q is no object", visible.Shown(u.Wire), visible.Shown(text)), "")
	}
}

// place returns where a value stands on the page or, if nobody knows, the row that
// documents it.
func (r *valueReader) place(u *Use, v *sample.Node) schema.Place {
	if r.sample.places == nil {
		return schema.Place{Line: u.Doc.Line, Column: u.Doc.Column}
	}
	line, column := r.sample.places(v.Pos.Offset)
	return schema.Place{Line: line, Column: column}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// value reads one value of a field in an object.
func (r *valueReader) value(o *Object, u *Use, v shownValue) {
	switch u.Kind {
	case schema.KindStruct, schema.KindString, schema.KindBytes, schema.KindRaw:
		return
	case schema.KindNumber:
		if r.number(u, v) {
			return
		}
	}
	if r.quiet {
		return
	}
	problem := ""
	switch {
	case u.Kind == schema.KindDate && u.Holds(v.text), u.Kind.Holds(v.text, false):
		return
	case u.Kind == schema.KindDate && isBareDate(v.text):
		problem = "has no separators"
	case u.Kind == schema.KindNumber && isDigits(v.text):
		problem = "does not fit into 64 bits"
	default:
		problem = "is no " + visible.Shown(u.Word)
	}
	hint := "the type or the example is wrong: topgen.yaml can give the field another type"
	if u.Kind == schema.KindDate {
		hint += ", or the layout of its dates"
	}
	message := fmt.Sprintf("%s: %s %q %s", visible.Shown(u.Wire), v.what, visible.Shown(v.text), problem)
	if said := o.Type.Documented + "\x00" + message; !r.said[said] {
		r.said[said] = true
		r.warn(diag.ExampleType, u.Key, v.at, message, hint)
	}
}

// isBareDate reports whether s is a date such as 20180131 or 20180131235959.
func isBareDate(s string) bool {
	if !isDigits(s) || len(s) != len("20060102") && len(s) != len("20060102150405") {
		return false
	}
	return schema.KindDate.Holds(s[:4]+"-"+s[4:6]+"-"+s[6:8], false)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(strings.TrimLeft(s, "+-"), "0123456789") == ""
}
