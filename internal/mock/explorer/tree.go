package explorer

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/schema"
)

// node is a field in the tree.
type node struct {
	ID                   string // of its place in the page; "" for a second row of one name
	Name                 template.HTML
	GoName               template.HTML
	Type                 string
	Required             bool
	Rules                []string
	Values               []valueView
	Example, Description string
	Note                 string
	Diags                []diagView
	Children             []node
	Count                string // of fields within
	Open                 bool
}

// valueView is a documented value.
type valueView struct {
	Value, Text string
	GoName      template.HTML
}

// mostOpenRows is how many rows a table can have whose objects are all open: some two
// screens. In a longer one only those of the first level are.
const mostOpenRows = 60

// tree makes the trees of fields of a method.
type tree struct {
	api   *api.API
	names *emit.Names
	diags []diagView            // all of the page
	at    map[string][]diagView // those about a field, by its path
}

func (x *Explorer) newTree(m *mock.Method) *tree {
	t := &tree{api: m.Meaning(), diags: x.diagViews(m.Diags), at: make(map[string][]diagView)}
	var err error
	if t.names, err = emit.NamesOf(t.api, x.opt.Emit); err != nil {
		t.names = &emit.Names{} // there are no bindings
	}
	fields := make(map[string]*schema.Field)
	add := func(r *schema.Field, _ *api.Use, path string) { fields[path] = r }
	eachRow(t.api, m.API.Request, "request", add)
	eachRow(t.api, m.API.Response, "response", add)
	for i, d := range m.Diags {
		v := &t.diags[i]
		v.settle(d, m.API.Method, fields)
		if v.Field != "" {
			t.at[v.Field] = append(t.at[v.Field], *v)
		}
	}
	return t
}

// nodes returns the tree of the rows of one side of a call, "request" or "response".
func (t *tree) nodes(rows []*schema.Field, side string) []node {
	return t.within(rows, side, 0, countRows(rows) <= mostOpenRows)
}

func (t *tree) within(rows []*schema.Field, parent string, depth int, open bool) []node {
	var list []node
	for _, r := range rows {
		u := t.api.Use(r)
		if u == nil {
			continue // it counts for nothing
		}
		path := api.Join(parent, r.Name)
		n := node{
			Name: breakable(r.Name), GoName: breakable(t.names.Field(u.Field)), Type: typeText(r), Required: r.IsRequired(), Rules: ruleTexts(r, u),
			Example: r.Example, Note: noteOf(r, u, strings.HasPrefix(parent, "request")), Children: t.within(r.Fields, path, depth+1, open),
			Open: open || depth == 0, Count: plural(countRows(r.Fields), "field"),
		}
		if u.Doc == r {
			n.ID, n.Diags = path, t.at[path]
		}
		for _, v := range r.Values {
			n.Values = append(n.Values, valueView{v.Value, v.Text, breakable(t.names.Value(u.Field, v.Value))})
		}
		if r.Description != r.Name {
			n.Description = r.Description
		}
		list = append(list, n)
	}
	return list
}

func noteOf(r *schema.Field, u *api.Use, request bool) string {
	switch {
	case r.Ambiguous:
		return "The page leaves open how deep this field is."
	case u.Loop:
		return "An object of the same type as the one around it."
	case u.Fraction != "":
		return "A decimal, not an integer: the page shows it as " + u.Fraction + "."
	case u.Kind == schema.KindRaw && !u.IsSimple():
		return "The page does not say what is in it."
	case u.List && r.Element != "" && !request:
		return "In XML and JSON, each element is called " + r.Element + "."
	}
	return ""
}

func typeText(r *schema.Field) string {
	if r.List || r.Type == "byte" {
		return r.Type + "[]"
	}
	return r.Type
}

// ruleTexts says in words what a field may be.
func ruleTexts(r *schema.Field, u *api.Use) []string {
	var texts []string
	if r.Time != nil {
		texts = append(texts, r.Time.String())
	}
	l := r.Limits
	if l == nil {
		return texts
	}
	add := func(format, value string) {
		if value != "" {
			texts = append(texts, fmt.Sprintf(format, value))
		}
	}
	add("default %s", l.Default)
	if u.IsFile() {
		add("at most %s bytes", string(l.MaxLength))
	} else {
		add("at most %s characters", string(l.MaxLength))
	}
	add("at most %s elements", string(l.MaxListSize))
	add("from %s", string(l.MinValue))
	add("up to %s", string(l.MaxValue))
	add("%s", strings.Join(l.FileTypes, ", "))
	return texts
}

func countRows(rows []*schema.Field) int {
	n := len(rows)
	for _, r := range rows {
		n += countRows(r.Fields)
	}
	return n
}
