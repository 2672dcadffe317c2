package compare

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// changesOf returns what differs between two versions of an API, and which of
// it breaks calls.
func changesOf(old, new *api.API) []Change {
	w := &walk{old: old, new: new}
	w.about(old, new)
	w.fields("request", old.API.Request, new.API.Request, place{request: true, top: true})
	w.fields("response", old.API.Response, new.API.Response, place{top: true})
	w.errors(old.Errors, new.Errors)
	return w.changes
}

// introduction returns what there is to say of an API that was added: its title
// and its parameters, none of which breaks a call, as nobody makes any yet.
func introduction(api *schema.API) []Change {
	w := &walk{}
	w.wording("", "title", "", api.Title, false)
	for _, f := range api.Request {
		w.added("request."+f.Name, f, place{request: true, top: true, ambiguous: f.Ambiguous})
	}
	for i := range w.changes {
		w.changes[i].Breaks, w.changes[i].Why = 0, ""
	}
	return w.changes
}

// walk collects changes.
type walk struct {
	old, new *api.API
	changes  []Change
}

func (w *walk) add(c Change) { w.changes = append(w.changes, c) }

// place tells what kind of field a path leads to.
type place struct {
	request   bool // a parameter or a field of one
	top       bool // of the request or response itself
	ambiguous bool // within a field whose depth a page leaves open
}

// about compares what the pages say about the API as a whole.
func (w *walk) about(old, new *api.API) {
	if old.Session != new.Session {
		c := Change{Kind: Session, Old: yesNo(old.Session), New: yesNo(new.Session)}
		switch {
		case new.Message:
			c.What = ofMessage
		case new.Session:
			c.Breaks, c.Why = Calls, "calls without a session are refused"
		}
		w.add(c)
	}
	if old.Protocol != new.Protocol {
		w.add(Change{Kind: Protocol, Old: old.Protocol, New: new.Protocol, Breaks: Calls, Why: "calls go to another gateway in another form"})
	}
	if old.Effect != new.Effect {
		c := Change{Kind: Effect, Old: string(old.Effect), New: string(new.Effect)}
		if new.Effect == api.Write {
			c.Breaks, c.Why = Calls, "a call that fails for a moment is not repeated any more: programs get the error"
		}
		w.add(c)
	}
	w.paging(old.Paging.Schema(), new.Paging.Schema())
	if old.Protocol == new.Protocol && old.Gateway != new.Gateway {
		w.add(Change{Kind: Gateway, Old: old.Gateway.String(), New: new.Gateway.String(), Breaks: Calls, Why: "calls go to another gateway"})
	}
	if old.Root != new.Root {
		c := Change{Kind: Root, Old: old.Root, New: new.Root}
		if new.Root != "" && !protocol.IsRoot(new.Root) {
			// Any other root is found by its ending, or is the simplified form.
			c.Breaks, c.Why = Calls, "programs do not find the response under that root"
		}
		w.add(c)
	}
	w.wording("", "title", old.Title, new.Title, false)
	w.wording("", "description", old.Description, new.Description, false)
	if !sameCategory(old.API, new.API) {
		w.wording("", "category", old.Category, new.Category, false)
	}
}

// paging compares how the pages of a list are read. That the method All is gone, the
// bindings show.
func (w *walk) paging(old, new *schema.Paging) {
	if reflect.DeepEqual(old, new) {
		return
	}
	c := Change{Kind: Paging, Old: inWords(old), New: inWords(new)}
	if old != nil && new != nil {
		c.Breaks, c.Why = Calls, "a loop as it was can miss items, or end with an error"
		was := *new // but for what only tells the end sooner, or that it is none
		was.Size, was.Total, was.HasNext, was.UseHasNext, was.Success = old.Size, old.Total, old.HasNext, old.UseHasNext, old.Success
		if reflect.DeepEqual(old, &was) {
			c.Breaks, c.Why = 0, ""
		}
	}
	w.add(c)
}

// inWords lists what a loop over pages knows, "" if there is none.
func inWords(p *schema.Paging) string {
	if p == nil {
		return ""
	}
	first := ""
	if p.First != nil {
		first = strconv.FormatInt(*p.First, 10)
	}
	words := []string{p.Kind}
	for _, part := range []struct{ name, text string }{
		{"number", p.Number}, {"first", first}, {"size", p.Size}, {"cursor", p.Cursor}, {"firstCursor", p.FirstCursor}, {"nextCursor", p.NextCursor},
		{"lastCursor", p.LastCursor}, {"forward", p.Forward}, {"forwardValue", p.ForwardValue}, {"items", p.Items}, {"total", p.Total}, {"hasNext", p.HasNext}, {"useHasNext", p.UseHasNext}, {"success", p.Success},
	} {
		if part.text != "" {
			words = append(words, part.name+" "+part.text)
		}
	}
	return strings.Join(words, ", ")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (w *walk) wording(where, what, old, new string, ambiguous bool) {
	if old != new {
		w.add(Change{Kind: Wording, Where: where, What: what, Old: old, New: new, Ambiguous: ambiguous})
	}
}

// fields compares the fields of an object by their names. Of fields that have
// one name the first goes with the first.
func (w *walk) fields(path string, old, new []*schema.Field, at place) {
	was, is := numbered(old, fieldName), numbered(new, fieldName)
	for _, k := range was.order {
		o, n := was.rows[k], is.rows[k]
		where := path + "." + k.name
		here := at
		here.ambiguous = at.ambiguous || o.Ambiguous || n != nil && n.Ambiguous
		if n == nil {
			w.removed(where, o, here)
			continue
		}
		w.field(where, o, n, here)
	}
	for _, k := range is.order {
		if was.rows[k] == nil {
			here := at
			here.ambiguous = at.ambiguous || is.rows[k].Ambiguous
			w.added(path+"."+k.name, is.rows[k], here)
		}
	}
}

// numberedRows are the rows of a table, each with its name and how many of that
// name stand before it.
type numberedRows[R any] struct {
	order []rowKey
	rows  map[rowKey]R
}

type rowKey struct {
	name string
	n    int
}

func numbered[R any](rows []R, name func(R) string) numberedRows[R] {
	out := numberedRows[R]{rows: make(map[rowKey]R, len(rows))}
	seen := make(map[string]int, len(rows))
	for _, r := range rows {
		k := rowKey{name(r), seen[name(r)]}
		seen[k.name]++
		out.order = append(out.order, k)
		out.rows[k] = r
	}
	return out
}

func fieldName(f *schema.Field) string { return f.Name }

func errorName(e schema.ErrorCode) string { return e.Code }

func (w *walk) removed(where string, f *schema.Field, at place) {
	c := Change{Kind: FieldRemoved, Where: where, Old: describe(f, at), Breaks: Calls, Ambiguous: at.ambiguous || anyAmbiguous(f.Fields)}
	if at.request {
		c.Why = "what calls send there is not documented any more"
	} else {
		c.Why = "programs that read it find nothing"
	}
	w.add(c)
}

func (w *walk) added(where string, f *schema.Field, at place) {
	c := Change{Kind: FieldAdded, Where: where, New: describe(f, at), Ambiguous: at.ambiguous || anyAmbiguous(f.Fields)}
	if at.request && f.IsRequired() {
		c.Breaks, c.Why = Calls, "calls do not have it"
	}
	w.add(c)
}

func anyAmbiguous(fields []*schema.Field) bool {
	return slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Ambiguous || anyAmbiguous(f.Fields) })
}

// describe says in a few words what a field is: "String, required",
// "OrderDto [] with 5 fields".
func describe(f *schema.Field, at place) string {
	s := f.DocumentedType()
	if len(f.Fields) > 0 {
		s += " with " + count(len(f.Fields), "field")
	}
	if at.request {
		s += ", " + requiredWord(f)
	}
	return s
}

func requiredWord(f *schema.Field) string {
	if f.IsRequired() {
		return "required"
	}
	return "optional"
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// field compares two versions of one field.
func (w *walk) field(where string, old, new *schema.Field, at place) {
	w.typ(where, old, new, at)
	if at.request && old.IsRequired() != new.IsRequired() {
		c := Change{Kind: Required, Where: where, Old: requiredWord(old), New: requiredWord(new), Ambiguous: at.ambiguous}
		if new.IsRequired() {
			c.Breaks, c.Why = Calls, "calls may leave it out"
		}
		w.add(c)
	}
	w.time(where, old, new, at)
	w.limits(where, old.Constraints(), new.Constraints(), at)
	if old.List && new.List && old.Element != new.Element {
		c := Change{Kind: Element, Where: where, Old: old.Element, New: new.Element, Ambiguous: at.ambiguous}
		if at.request && w.old.IsQimen() {
			c.Breaks, c.Why = Calls, "calls send the elements under the old name"
		}
		w.add(c)
	}
	if !schema.SameTexts(old, new) {
		w.wording(where, "description", old.Description, new.Description, at.ambiguous)
	}
	w.values(where, old.Values, new.Values, at)
	w.example(where, old, new, at)
	if len(old.Fields) > 0 && len(new.Fields) > 0 {
		at.top = false
		w.fields(where, old.Fields, new.Fields, at)
	}
}

// typ compares what two versions of a field hold.
func (w *walk) typ(where string, old, new *schema.Field, at place) {
	bare := (len(old.Fields) == 0) != (len(new.Fields) == 0)
	if old.Type == new.Type && old.List == new.List && !bare {
		return
	}
	c := Change{Kind: Type, Where: where, Old: old.DocumentedType(), New: new.DocumentedType(), Ambiguous: at.ambiguous}
	switch {
	case bare:
		c.Old, c.New = withFields(old), withFields(new)
	case old.Type == new.Type:
		c.Kind = List
	}
	if was, is := w.old.Use(old), w.new.Use(new); was != nil && is != nil {
		if c.Why = typeBreaks(wireTypeOf(was), wireTypeOf(is), at); c.Why != "" {
			c.Breaks = Calls
		}
	}
	w.add(c)
}

// time compares how two versions of a date stand on the wire.
func (w *walk) time(where string, old, new *schema.Field, at place) {
	if schema.KindOf(old) != schema.KindDate || schema.KindOf(new) != schema.KindDate || old.Time.String() == new.Time.String() {
		return
	}
	c := Change{Kind: DateForm, Where: where, Old: old.Time.String(), New: new.Time.String(), Breaks: Calls, Ambiguous: at.ambiguous}
	if c.Why = "programs take the times that come for others"; at.request {
		c.Why = "calls send times that mean others, or that are refused"
	}
	w.add(c)
}

func withFields(f *schema.Field) string {
	if len(f.Fields) == 0 {
		return f.DocumentedType() + " without fields"
	}
	return f.DocumentedType() + " with " + count(len(f.Fields), "field")
}

// example compares examples, and with them the values that samples show: either
// can tell that a Number is a decimal.
func (w *walk) example(where string, old, new *schema.Field, at place) {
	c := Change{Kind: Example, Where: where, Old: old.Example, New: new.Example, Ambiguous: at.ambiguous}
	if was, is := w.old.Use(old), w.new.Use(new); becameDecimal(was, is) {
		if !at.request {
			c.Breaks, c.Why = Calls, "programs read integer, and it has a fraction"
		}
		if old.Example == new.Example && is.Sampled {
			c.What, c.New = "sample", is.Fraction
		}
	}
	if c.Old != c.New && (c.What != "" || !schema.SameTexts(old, new)) {
		w.add(c)
	}
}

// becameDecimal reports whether a Number that was an integer is a decimal now.
func becameDecimal(was, is *api.Use) bool {
	return was != nil && is != nil && was.Kind == schema.KindNumber && is.Kind == schema.KindNumber && !was.Decimal() && is.Decimal()
}

// errors compares the documented error codes by code.
func (w *walk) errors(old, new []schema.ErrorCode) {
	was, is := numbered(old, errorName), numbered(new, errorName)
	for _, k := range was.order {
		o, where := was.rows[k], "errors."+k.name
		n, ok := is.rows[k]
		switch {
		case !ok:
			w.add(Change{Kind: ErrorRemoved, Where: where, Old: o.Message})
		case o.Message != n.Message:
			w.add(Change{Kind: ErrorText, Where: where, What: "message", Old: o.Message, New: n.Message})
		case o.Solution != n.Solution:
			w.add(Change{Kind: ErrorText, Where: where, What: "solution", Old: o.Solution, New: n.Solution})
		}
	}
	for _, k := range is.order {
		if _, ok := was.rows[k]; !ok {
			w.add(Change{Kind: ErrorAdded, Where: "errors." + k.name, New: is.rows[k].Message})
		}
	}
}
