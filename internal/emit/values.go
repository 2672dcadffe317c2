package emit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// valueList is a list of documented values with the Go names of its constants and of
// their table. Fields of one Go name that have the same list share it.
type valueList struct {
	Table  string
	Type   string // int64 or string, that of the fields
	Values []namedValue
	Wire   string   // name of the fields on the wire
	Line   int      // of the first of them
	Places []string // all of them: "response.module.order_status"
}

// namedValue is a documented value and its constant.
type namedValue struct {
	Name    string
	Literal string // the value in Go
	Text    string
}

// nameValues names the documented values of all fields, after all types and error
// codes. Lists come in the order of the page, the request's first.
func (m *model) nameValues(taken map[string]bool, opt Options) {
	lists := make(map[string]*valueList)
	for _, side := range []struct {
		name   string
		object *api.Object
	}{{"Request", m.api.Request}, {"Response", m.api.Response}} {
		eachUse(side.object, func(u *api.Use) {
			f := m.fields[u.Field]
			typ := constantType(f, u.Doc.Values)
			if typ == "" {
				return
			}
			key := fmt.Sprintf("%s %s %q", f.Name, typ, u.Doc.Values)
			l := lists[key]
			if l == nil {
				l = &valueList{Type: typ, Wire: f.Wire, Line: u.Doc.Line}
				prefix, path := m.method.Prefix, naming.Suffix(u.Path)
				l.name(u.Doc.Values, taken, prefix+f.Name, prefix+path, prefix+side.name+path)
				lists[key] = l
				m.useNames(u, opt)
				m.values = append(m.values, l)
			}
			l.Places = append(l.Places, m.placeOf(side.name, u.Path))
			if !slices.Contains(f.values, l) {
				f.values = append(f.values, l)
			}
		})
	}
}

// useNames notes that topgen.yaml names values of a field.
func (m *model) useNames(u *api.Use, opt Options) {
	for _, v := range u.Doc.Values {
		if v.Name != "" {
			opt.Config.Value(config.Key{Kind: config.FieldValue, Method: m.api.Method, Target: u.Key, Part: v.Value}, naming.Value(v.Value), &m.uses)
		}
	}
}

// placeOf returns where a field stands, for comments: a message has one side.
func (m *model) placeOf(side, path string) string {
	if m.api.Message {
		return path
	}
	return strings.ToLower(side) + "." + path
}

// eachUse calls do with every field within an object, in the order of the page.
func eachUse(o *api.Object, do func(*api.Use)) {
	for _, u := range o.Fields {
		do(u)
		if u.Object != nil && !u.Loop {
			eachUse(u.Object, do)
		}
	}
}

// constantType returns the type of constants for values of a field or of its elements;
// "" where there are none: a Decimal is no constant in Go, and a Boolean needs no names
// for true and false.
func constantType(f *field, values []schema.Value) string {
	typ := scalarType(f)
	if len(values) == 0 || typ != "int64" && typ != "string" || slices.ContainsFunc(values, func(v schema.Value) bool { return !f.Holds(v.Value) }) {
		return ""
	}
	return typ
}

// name names the constants and the table by the first of the places for which all
// these names are free, and takes them.
func (l *valueList) name(list []schema.Value, taken map[string]bool, places ...string) {
	for i := 0; ; i++ {
		if i == len(places) {
			places = append(places, places[i-1]+"Value")
		}
		if l.nameAt(places[i], list, taken) {
			break
		}
	}
	taken[l.Table] = true
	for _, v := range l.Values {
		taken[v.Name] = true
	}
}

// nameAt names the constants and the table by a place. It reports whether all these
// names are free.
func (l *valueList) nameAt(place string, list []schema.Value, taken map[string]bool) bool {
	l.Table, l.Values = place+"Values", nil
	own := map[string]bool{l.Table: true}
	free := !taken[l.Table]
	for _, v := range list {
		name := place + cmp.Or(v.Name, naming.Value(v.Value))
		for own[name] {
			name += "Value"
		}
		own[name] = true
		free = free && !taken[name]
		l.Values = append(l.Values, namedValue{name, literalOf(l.Type, v.Value), v.Text})
	}
	return free
}

// literalOf returns a value in Go. Numbers lose the zeros in front, which would make
// them octal.
func literalOf(typ, value string) string {
	if typ == "string" {
		return quote(value)
	}
	n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64) // the field holds it
	return strconv.FormatInt(n, 10)
}

// documentedValues declares the constants and tables of all lists. Programs that do not use a
// table are linked without it: it is data that nothing else refers to.
func (w *writer) documentedValues() {
	for _, l := range w.values {
		where := l.Places[0]
		if more := len(l.Places) - 1; more > 0 {
			where += fmt.Sprintf(" and %d more", more)
		}
		comment := sentence("Values of %s (%s); others may occur.", clean(l.Wire), clean(where))
		w.file.add(commented(comment, "const").Custom(group, l.constants()...))
		rows := make([]jen.Code, len(l.Values))
		for i, v := range l.Values {
			rows[i] = jen.Custom(line("{", "}"), jen.Id("Value:").Op(v.Literal), jen.Id("Text:").Op(quote(v.Text)))
		}
		w.file.add(commented(sentence("Texts of the values of %s.", clean(l.Wire)), "var").Id(l.Table).Op("=").Custom(lines(w.top("Values")+"["+l.Type+"]{", "}"), rows...))
	}
}

// constants returns the declarations of the constants of a list: with their texts
// beside them if there is room for all, else above.
func (l *valueList) constants() []jen.Code {
	name, literal, text := 0, 0, 0
	for _, v := range l.Values {
		name, literal, text = max(name, len(v.Name)), max(literal, tty.Columns(v.Literal)), max(text, tty.Columns(clean(v.Text)))
	}
	beside := len("    ")+name+len(" ")+len(l.Type)+len(" = ")+literal+len(" // ")+text <= commentWidth
	code := make([]jen.Code, len(l.Values))
	for i, v := range l.Values {
		if beside {
			code[i] = jen.Id(v.Name).Id(l.Type).Op("=").Op(v.Literal).Op("// " + clean(v.Text))
			continue
		}
		code[i] = commented(sentence("%s", clean(v.Text)), v.Name).Id(l.Type).Op("=").Op(v.Literal)
	}
	return code
}

// valueFacts names the tables of the values of a field.
func (f *field) valueFacts() []string {
	if len(f.values) == 0 {
		return nil
	}
	names := make([]string, len(f.values))
	for i, l := range f.values {
		names[i] = "[" + l.Table + "]"
	}
	return []string{"see " + strings.Join(names, ", ")}
}
