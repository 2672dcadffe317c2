package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// all adds the method that goes through the items of all pages.
func (w *writer) all(p *api.Paging) {
	v := values{
		"item": w.elementName(w.fields[p.Items.Field.Field]), "parts": w.parts(p), "comment": w.allComment(p),
		"first": p.First, "perPage": p.PerPage, "rows": p.Kind == api.ByOffset, "fromLast": p.Kind == api.FromLast,
		"last": p.LastValue,
	}
	for name, at := range map[string]api.Place{"number": p.Number, "size": p.Size, "wantsHasNext": p.UseHasNext} {
		if at.Field != nil {
			v[name] = w.parameter(at)
		}
	}
	if p.HasNext.Field == nil {
		delete(v, "wantsHasNext") // the platform fills nothing in on demand
	}
	if p.Kind != api.ByCursor {
		w.shape("all", v)
		return
	}
	if p.FirstValue != "" {
		cursor := w.parameter(p.Cursor)
		v["firstCursor"] = cursor.set(fmt.Sprintf("%s(%s, %s)", w.binding("Or"), cursor.Expr, w.scalarOf(p.Cursor, fmt.Sprintf("%q", p.FirstValue))))
	}
	v["next"] = w.next(p)
	w.shape("scroll", v)
}

// allComment says how the method goes through the pages.
func (w *writer) allComment(p *api.Paging) string {
	how := "for one page after the other, from the page of the request on"
	switch p.Kind {
	case api.FromLast:
		how = "for one page after the other, from the last one back, since newer items push others off the pages before"
	case api.ByOffset:
		how = "for one page after the other, from the row of the request on"
	case api.ByCursor:
		how = "for one page after the other, each by the " + p.Cursor.Field.Wire + " that the answer before gave"
		if p.OfLastItem {
			how = "for what follows the last item that came, by " + p.Cursor.Field.Wire
		}
	}
	return commentText(sentence("All calls %s %s, and returns the elements of %s. It works on a copy of the request.", w.api.Method, how, p.Items.Of()))
}

// parameter is a parameter of a request, perhaps within objects, which r then owns.
type parameter struct {
	Owns []string // statements
	Expr string
}

func (w *writer) parameter(at api.Place) parameter {
	p := parameter{Expr: w.within("r", at)}
	for i, f := range at.Path {
		object := w.within("r", api.Place{Path: at.Path[:i], Field: f})
		p.Owns = append(p.Owns, fmt.Sprintf("%s = %s(%s)", object, w.binding("Own"), object))
	}
	return p
}

// set returns the statements that set the parameter to a value.
func (p parameter) set(value string) []string {
	return append(slices.Clip(p.Owns), p.Expr+" = "+value)
}

// scalarOf returns the expression of a pointer to what a Go text is as a value of a
// parameter.
func (w *writer) scalarOf(at api.Place, text string) string {
	if at.Field.Kind == schema.KindNumber {
		return w.binding("Int") + "(" + text + ")"
	}
	return w.binding("Text") + "(" + text + ")"
}

// next returns the statements that make a request for what follows a cursor.
func (w *writer) next(p *api.Paging) []string {
	set := w.parameter(p.Cursor).set(w.scalarOf(p.Cursor, "cursor"))
	if p.Number.Field != nil {
		number := w.parameter(p.Number)
		step := "1"
		if p.CountsRows {
			step = "n"
		}
		set = append(set, number.set(fmt.Sprintf("%s(%s, %d, %s)", w.binding("Add"), number.Expr, p.First, step))...)
	}
	if p.Forward.Field != nil {
		set = append(set, w.parameter(p.Forward).set(w.scalarOf(p.Forward, fmt.Sprintf("%q", p.ForwardBy)))...)
	}
	var once []string
	for _, s := range set {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// part is what is taken from a response under a condition, if that is not empty.
type part struct {
	Condition string
	Set       []string // assignments to fields of the page
}

// parts returns how a page is taken from resp. What stands under one condition goes
// together.
func (w *writer) parts(p *api.Paging) []*part {
	var parts []*part
	add := func(at api.Place, set, end string) {
		if at.Field == nil {
			return
		}
		condition := w.there(at.Path)
		i := slices.IndexFunc(parts, func(p *part) bool { return p.Condition == condition })
		if i < 0 {
			i, parts = len(parts), append(parts, &part{Condition: condition})
		}
		parts[i].Set = append(parts[i].Set, set+w.expression(at)+end)
	}
	add(p.Items, "Items = ", "")
	add(p.Total, "Total = &", "")
	add(p.HasNext, "HasNext = &", "")
	add(p.Success, "Success = &", "")
	set, end := "Cursor = ", ""
	if p.NextCursor.Field != nil && p.NextCursor.Field.Kind == schema.KindNumber {
		set, end = "Cursor = "+w.binding("Cursor")+"(", ")"
	}
	if p.OfLastItem {
		condition, expr := w.lastItem(p)
		return append(parts, &part{Condition: condition, Set: []string{set + expr + end}})
	}
	add(p.NextCursor, set, end)
	return parts
}

// lastItem returns the expression for the cursor in the last item of a page, and the
// condition that there is one.
func (w *writer) lastItem(p *api.Paging) (condition, expr string) {
	condition, expr = "n := len(page.Items); n > 0", "page.Items[n-1]"
	if p.NextCursor.Field == p.Items.Field {
		return condition, expr
	}
	within := w.fields[p.Items.Field.Field].Object
	for _, wire := range append(slices.Clip(p.NextCursor.Path[len(p.Items.Path)+1:]), p.NextCursor.Field) {
		f := w.fields[wire.Field]
		expr += "." + f.Name
		if f.Object != nil && within.containsItselfBy(f) {
			condition += " && " + expr + " != nil"
		}
		within = f.Object
	}
	return condition, expr
}

// there returns the condition that no pointer on the way of path through resp is
// nil, empty if there are none.
func (w *writer) there(path []*api.Use) string {
	var conditions []string
	within := w.response
	for i, wire := range path {
		f := w.fields[wire.Field]
		if within.containsItselfBy(f) {
			conditions = append(conditions, w.expression(api.Place{Path: path[:i], Field: wire})+" != nil")
		}
		within = f.Object
	}
	return strings.Join(conditions, " && ")
}

// expression returns the Go expression for a field of resp.
func (w *writer) expression(at api.Place) string { return w.within("resp", at) }

// within returns the Go expression for a field of a variable.
func (w *writer) within(expr string, at api.Place) string {
	for _, f := range at.Path {
		expr += "." + w.fields[f.Field].Name
	}
	return expr + "." + w.fields[at.Field.Field].Name
}

// listTest says how the test of All gets at the list, if the documented response shows
// an item of it.
func (w *writer) listTest(v values, p *api.Paging) {
	node := w.bodies[0].Tree
	for _, f := range p.Items.Path {
		if node = node.Get(f.Wire); node == nil {
			return
		}
	}
	f := w.fields[p.Items.Field.Field]
	if list := f.elements(node.Values(f.Wire)); len(list.Items) == 0 || !list.Whole() {
		return
	}
	v["items"], v["item"] = strings.TrimPrefix(w.expression(p.Items), "resp."), w.testedElement(f)
	var list []string
	add := func(name, value string) {
		if value != "" {
			list = append(list, fmt.Sprintf("%s: %q", name, value))
		}
	}
	if p.Kind == api.ByCursor {
		add("Cursor", p.Cursor.Of())
	} else {
		add("Number", p.Number.Of())
		list = append(list, fmt.Sprintf("First: %d", p.First))
		if p.Kind == api.ByOffset {
			list = append(list, "Rows: true")
		}
		v["firstPage"] = w.firstPage(p)
	}
	if p.Kind == api.FromLast {
		list = append(list, "FromLast: true")
	}
	add("Items", p.Items.Of())
	add("Total", p.Total.Of())
	if add("HasNext", p.HasNext.Of()); p.HasNext.Field != nil {
		add("UseHasNext", p.UseHasNext.Of())
	}
	add("Success", p.Success.Of())
	add("NextCursor", p.NextCursor.Of())
	add("LastCursor", p.LastValue)
	v["list"] = list
}

// firstPage returns the statement that makes the documented request one for the first
// page, "" if it is.
func (w *writer) firstPage(p *api.Paging) string {
	if shown := w.repaired.At(p.Number); shown == nil || shown.Text == strconv.FormatInt(p.First, 10) {
		return ""
	}
	return w.within("req", p.Number) + " = nil"
}

// testedElement returns the Go type of the elements of a list as the tests name it.
func (w *writer) testedElement(f *field) string {
	name := w.elementName(f)
	if f.Object != nil {
		return w.tested() + "." + name
	}
	return name
}
