package explorer

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// paramView is a parameter in the form.
type paramView struct {
	ID                 string // of the field
	Name               string
	Label              template.HTML
	Type, Rules        string
	Required           bool
	Input              string // "file", "json", "choice", "number" or "text"
	Value, Placeholder string
	Choices            []option
	Other              string // the value, where it is no documented one
	Inner              []innerChoice
	Rows               int
}

// innerChoice offers the documented values of a field within a parameter that is JSON.
type innerChoice struct {
	Path    string // "filter.lines[].status"
	Number  bool
	Choices []option
}

func paramViews(m *mock.Method, c *sending) []paramView {
	var views []paramView
	for _, f := range m.Request().Fields {
		v := paramView{
			ID: api.Join("request", f.Wire), Name: f.Wire, Label: breakable(f.Wire), Type: typeText(f.Doc), Required: f.Rules.Required,
			Rules: strings.Join(ruleTexts(f.Doc, f), " · "), Input: "text", Value: c.values[f.Wire],
		}
		v.offer(f, c)
		views = append(views, v)
	}
	return views
}

// offer sets the input that fits a field, and what there is to choose.
func (v *paramView) offer(f *api.Use, c *sending) {
	switch {
	case f.IsFile():
		v.Input = "file"
		if f.Rules.Required {
			v.Value = documentedFile(c.api, f.Wire)
		}
	case f.Joined():
		v.Placeholder = "a,b,c"
		v.Inner = innerChoices(f, f.Wire, 0)
	case f.List || f.Kind == schema.KindStruct:
		v.Input, v.Value = "json", pretty(v.Value)
		v.Rows = min(max(strings.Count(v.Value, "\n")+1, 2), 14)
		v.Inner = innerChoices(f, f.Wire, 0)
	case f.Kind == schema.KindBoolean:
		v.choose([]option{{Value: "true", Text: "true"}, {Value: "false", Text: "false"}}, cmp.Or(truth(v.Value), v.Value))
	case len(f.Doc.Values) > 0:
		v.choose(valueOptions(f.Doc.Values), v.Value)
	case f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal:
		v.Input = "number"
	case f.Kind == schema.KindDate:
		v.Placeholder = f.Time.Pattern()
	case f.Kind == schema.KindRaw:
		v.Input, v.Rows = "json", 2
	}
}

// choose offers values, none, and any other one.
func (v *paramView) choose(values []option, value string) {
	v.Input = "choice"
	found := value == ""
	for i := range values {
		values[i].Selected = values[i].Value == value
		found = found || values[i].Selected
	}
	v.Choices = append([]option{{Text: "not sent"}}, values...)
	v.Choices = append(v.Choices, option{anotherValue, "another value…", !found})
	if !found {
		v.Other = value
	}
}

func valueOptions(list []schema.Value) []option {
	options := make([]option, len(list))
	for i, v := range list {
		options[i] = option{Value: v.Value, Text: strings.Join(nonEmpty(v.Value, v.Text), " · ")}
	}
	return options
}

// innerChoices returns what there is to choose within a parameter. Objects within
// themselves end somewhere.
func innerChoices(f *api.Use, path string, depth int) []innerChoice {
	var list []innerChoice
	if f.List {
		path += "[]"
	}
	if len(f.Doc.Values) > 0 {
		list = append(list, innerChoice{path, f.Kind == schema.KindNumber, valueOptions(f.Doc.Values)})
	}
	if f.Object == nil || f.Loop || depth > sample.MaxDepth {
		return list
	}
	for _, inner := range f.Object.Fields {
		list = append(list, innerChoices(inner, api.Join(path, inner.Wire), depth+1)...)
	}
	return list
}

func documentedFile(a *api.API, name string) string {
	for _, p := range a.DocumentedRequest() {
		if p.Name == name && p.File {
			return p.Text
		}
	}
	return ""
}

// truth spells a Boolean as the form's choice does.
func truth(text string) string {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1":
		return "true"
	case "false", "0":
		return "false"
	}
	return ""
}
