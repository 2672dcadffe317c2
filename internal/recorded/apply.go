package recorded

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// Apply changes what a page says of the response to what the gateway really sent, and
// keeps the bodies with the API. It returns the diagnostics of the page, less those that
// bodies settle, with what is wrong with the bodies, and what they show that the page does
// not. The file is that of the page, as messages show it.
func (s *Set) Apply(a *schema.API, file string, diags diag.List) diag.List {
	e := s.evidence(a, file)
	if e == nil {
		return diags
	}
	diags = slices.DeleteFunc(slices.Clone(diags), func(d diag.Diagnostic) bool {
		return e.seen[d.About] && d.Severity == diag.Warning && (d.Code == diag.AmbiguousDepth || d.Code == diag.SampleMismatch)
	})
	e.list.Sort()
	return append(diags, e.list.Limit(maxDiagnostics)...)
}

// evidence reads the bodies of a method and applies what they show; nil if there are none.
func (s *Set) evidence(a *schema.API, file string) *evidence {
	bodies, list := s.read(a)
	if len(bodies)+len(list) == 0 {
		return nil
	}
	e := &evidence{api: a, file: file, list: list, seen: make(map[string]bool), layouts: make(map[string]string)}
	e.settleDepth(bodies)
	e.collect(bodies)
	e.nameElements()
	e.addFields()
	e.checkRoots(bodies)
	a.Recorded = bodies
	return e
}

// maxDiagnostics is how many diagnostics of a code the bodies of a method give.
const maxDiagnostics = 200

// evidence is what bodies show of the response of a method.
type evidence struct {
	api  *schema.API
	file string
	list diag.List

	elements map[*schema.Field]*shown // the elements around items
	added    []*addition              // in the order in which they are met
	said     map[string]bool
	seen     map[string]bool   // fields that bodies have, by their keys
	entries  []string          // of topgen.yaml
	layouts  map[string]string // of dates that do not fit, by their keys; "" of one that has none
}

// entry notes an entry that would settle what a body shows of a field.
func (e *evidence) entry(key, says, from string) {
	what := fmt.Sprintf("- {method: %s, field: %s, %s, reason: ", e.api.Method, quoted(key), says)
	if !slices.ContainsFunc(e.entries, func(line string) bool { return strings.HasPrefix(line, what) }) { // which another body shows, too
		e.entries = append(e.entries, what+quoted(sender(e.api)+" sent it so: "+path.Base(from))+"}")
	}
}

// quoted writes a text as YAML has it between the braces of a mapping.
func quoted(text string) string {
	if plain.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_. -]*$`)

// shown is a name that bodies show, and where.
type shown struct {
	name string
	at   diag.Position
}

// addition is a field that bodies have and the page lacks.
type addition struct {
	parent *schema.Field // nil for the response itself
	key    string        // of the parent: "response.result"
	name   string
	values []*sample.Node
	xml    bool
	at     diag.Position
}

// place is where a value stands.
type place struct {
	body   *schema.Body
	object *api.Object
	row    *schema.Field // of the object; nil for the response itself
	key    string        // "response.result"
}

// settleDepth puts fields whose depth the page leaves open where bodies have them. A
// field that moves changes what else means, so that bodies are read again.
func (e *evidence) settleDepth(bodies []schema.Body) {
	const most = 500 // fields that move
	for range most {
		moved := false
		meaning := api.Meaning(e.api)
		for i := range bodies {
			e.walk(meaning, &bodies[i], func(p place, u *api.Use, name string, _ []*sample.Node) {
				switch {
				case moved:
				case u != nil && u.Doc.Ambiguous:
					u.Doc.Ambiguous, u.Doc.Candidates = false, nil
					e.entry(u.Key, "under: "+quoted(p.key), p.body.Path)
				case u != nil:
				default:
					moved = e.move(p, name)
				}
			})
		}
		if !moved {
			return
		}
	}
}

// move moves the field of that name whose depth is open and that can stand at a place.
func (e *evidence) move(to place, name string) bool {
	var from, field *schema.Field
	var key string
	var find func(parent *schema.Field, at string, fields []*schema.Field)
	find = func(parent *schema.Field, at string, fields []*schema.Field) {
		for _, f := range fields {
			if field == nil && f.Name == name && f.Ambiguous && slices.Contains(f.Candidates, to.key) && f != to.row {
				from, field, key = parent, f, at+"."+f.Name
			}
			find(f, at+"."+f.Name, f.Fields)
		}
	}
	find(nil, responseKey, e.api.Response)
	if field == nil || field == to.row {
		return false
	}
	take := func(list *[]*schema.Field) {
		*list = slices.DeleteFunc(*list, func(x *schema.Field) bool { return x == field })
	}
	if from == nil {
		take(&e.api.Response)
	} else {
		take(&from.Fields)
	}
	field.Ambiguous, field.Candidates = false, nil
	e.entry(field.KeyAt(key), "under: "+quoted(to.key), to.body.Path)
	field.Keep(key)
	into := e.fieldsOf(to.row)
	i := slices.IndexFunc(*into, func(x *schema.Field) bool { return x.Line > field.Line })
	if i < 0 {
		i = len(*into)
	}
	*into = slices.Insert(*into, i, field)
	return true
}

// fieldsOf returns the fields of a row, or of the response itself.
func (e *evidence) fieldsOf(row *schema.Field) *[]*schema.Field {
	if row == nil {
		return &e.api.Response
	}
	return &row.Fields
}

// walk calls do for each name in each object of a body, with the field of that name,
// nil if there is none, and all its values in the object.
func (e *evidence) walk(meaning *api.API, b *schema.Body, do func(p place, u *api.Use, name string, values []*sample.Node)) {
	if b.Error {
		return
	}
	var object func(p place, n *sample.Node)
	object = func(p place, n *sample.Node) {
		for name, values := range n.All() {
			u := p.object.Field(name)
			if u == nil && p.row == nil && name == requestID && !e.api.Message {
				continue
			}
			do(p, u, name, values)
			if u == nil || u.Object == nil {
				continue
			}
			inner := place{body: b, object: u.Object, row: u.Doc, key: u.Key}
			if u.Loop {
				continue // the page has no rows within
			}
			if u.List {
				values = u.Elements(values).Items
			}
			for _, v := range values {
				if v.Kind == sample.ObjectNode {
					object(inner, v)
				}
			}
		}
	}
	object(place{body: b, object: meaning.Response, key: responseKey}, b.Tree)
}

const (
	responseKey = "response"
	requestID   = "request_id"
)

// collect notes what bodies show that the page lacks, and says what contradicts it.
func (e *evidence) collect(bodies []schema.Body) {
	e.elements, e.said = make(map[*schema.Field]*shown), make(map[string]bool)
	meaning := api.Meaning(e.api)
	for i := range bodies {
		b := &bodies[i]
		e.walk(meaning, b, func(p place, u *api.Use, name string, values []*sample.Node) {
			if u == nil {
				e.add(p, name, values)
				return
			}
			e.seen[u.Key] = true
			e.check(p, u, values)
		})
	}
}

// add notes a field that the page lacks.
func (e *evidence) add(p place, name string, values []*sample.Node) {
	at := at(p.body, values[0])
	for _, a := range e.added {
		if a.parent == p.row && a.name == name {
			a.values = append(a.values, values...)
			return
		}
	}
	e.added = append(e.added, &addition{parent: p.row, key: p.key, name: name, values: values, xml: p.body.XML, at: at})
}

// check holds the values of a field against what the page says of it.
func (e *evidence) check(p place, u *api.Use, values []*sample.Node) {
	if !u.List {
		for _, v := range values {
			e.value(p, u, v)
		}
		return
	}
	for _, v := range values {
		if name, inner := v.Only(); v.Kind == sample.ObjectNode && len(inner) > 0 && name != u.Doc.Element && u.Object.Field(name) == nil && e.elements[u.Doc] == nil {
			e.elements[u.Doc] = &shown{name, at(p.body, v)}
		}
	}
	list := u.Elements(values)
	if list.Misfit {
		e.contradict(p, u, values[0], "no list")
	}
	for _, item := range list.Items {
		e.value(p, u, item)
	}
}

// value holds one value against what the page says of its field.
func (e *evidence) value(p place, u *api.Use, v *sample.Node) {
	switch {
	case v.Blank() || u.Kind == schema.KindRaw:
	case u.Kind == schema.KindStruct:
		if v.Kind != sample.ObjectNode && !(v.Kind == sample.ArrayNode && len(v.Items) == 0) {
			e.contradict(p, u, v, "no object")
		}
	case !v.IsLeaf():
		if u.Kind != schema.KindString {
			e.contradict(p, u, v, "no "+u.Word)
		}
	case !u.Holds(v.Text) && u.Kind == schema.KindNumber && schema.ShowsFraction(v.Text):
		e.contradict(p, u, v, noInteger)
	case !u.Holds(v.Text):
		e.contradict(p, u, v, "no "+u.Word)
	}
}

// noInteger is what a fraction is where the page says Number.
const noInteger = "no integer"

// contradict says that a value is not what the page says.
func (e *evidence) contradict(p place, u *api.Use, v *sample.Node, what string) {
	sent := "an object"
	switch {
	case v.IsLeaf():
		sent = fmt.Sprintf("%q", visible.Shown(v.Text))
	case v.Kind == sample.ArrayNode:
		sent = "a list"
	}
	severity := diag.Warning
	if what == noInteger { // which the body settles
		severity = diag.Note
	}
	e.say(severity, u.Key, at(p.body, v),
		fmt.Sprintf("%s: %s sent %s, which is %s, and the page says %s (%s)", visible.Shown(u.Wire), sender(e.api), sent, what, visible.Shown(u.Doc.DocumentedType()), e.page(u.Doc)),
		"topgen.yaml can give the field another type, and a date another layout")
	e.entry(u.Key, e.settling(u, v), p.body.Path)
}

// settling returns what an entry says that makes a value fit its field: a date gets a
// layout, if one is that of all its values, and anything else a type.
func (e *evidence) settling(u *api.Use, v *sample.Node) string {
	another := "type: " + quoted(fitting(u, v))
	if u.Kind != schema.KindDate || !v.IsLeaf() {
		return another
	}
	layout := dates.LayoutOf(v.Text)
	if other, ok := e.layouts[u.Key]; ok && other != layout {
		e.entries = slices.DeleteFunc(e.entries, func(line string) bool { return strings.Contains(line, "field: "+quoted(u.Key)+", layout: ") })
		layout = ""
	}
	e.layouts[u.Key] = layout
	if layout == "" {
		return another
	}
	return "layout: " + quoted(layout)
}

// fitting returns the documented type that holds a value which does not fit its field.
func fitting(u *api.Use, v *sample.Node) string {
	f := &schema.Field{Type: "Json", List: u.List}
	switch {
	case v.IsLeaf() && u.Kind == schema.KindNumber && schema.ShowsFraction(v.Text):
		f.Type = "Price"
	case v.IsLeaf() && u.Kind != schema.KindStruct:
		f.Type = "String"
	case v.Kind == sample.ArrayNode && !u.List:
		f.Type, f.List = u.Doc.Type, true
	}
	return f.DocumentedType()
}

// say says something once of a field.
func (e *evidence) say(severity diag.Severity, about string, at diag.Position, message, hint string) {
	if key := about + message[:strings.IndexByte(message+":", ':')]; !e.said[key] {
		e.said[key] = true
		e.list = append(e.list, diag.Diagnostic{Code: diag.RealSample, Severity: severity, Pos: at, About: about, Message: message, Hint: hint})
	}
}

// checkRoots says where bodies have another root than the page: they are read all the
// same, but can be answers of another method.
func (e *evidence) checkRoots(bodies []schema.Body) {
	for i := range bodies {
		b := &bodies[i]
		if e.api.Message || b.Error || b.Root == "" || e.api.Root == "" || b.Root == e.api.Root {
			continue
		}
		where := diag.Position{File: b.Path, Line: max(b.Tree.Pos.Line, 1), Column: max(b.Tree.Pos.Column, 1)}
		page := diag.Position{File: e.file, Line: max(e.api.RootAt.Line, e.api.Source.Line)}
		e.say(diag.Warning, diag.AboutRoot, where, fmt.Sprintf("the gateway sent the root %s, and the page says %s (%s)", visible.Shown(b.Root), visible.Shown(e.api.Root), page),
			"remove the sample, if it is an answer of another method; else say root in topgen.yaml")
	}
}

// at returns where a value begins.
func at(b *schema.Body, v *sample.Node) diag.Position {
	return diag.Position{File: b.Path, Line: v.Pos.Line, Column: v.Pos.Column}
}

// page returns the place of a row on the page; of none, that of the title.
func (e *evidence) page(row *schema.Field) string {
	line := e.api.Source.Line
	if row != nil && row.Line > 0 {
		line = row.Line
	}
	return diag.Position{File: e.file, Line: line}.String()
}

// nameElements gives lists the elements that bodies show around their items.
func (e *evidence) nameElements() {
	var walk func(key string, fields []*schema.Field)
	walk = func(key string, fields []*schema.Field) {
		for _, f := range fields {
			at := key + "." + f.Name
			if s := e.elements[f]; s != nil {
				if f.Element != schema.ElementName(f.Type) {
					e.say(diag.Note, at, s.at, fmt.Sprintf("%s: %s sent its items in %s, the page shows %s (%s)", visible.Shown(f.Name), sender(e.api), visible.Shown(s.name), visible.Shown(f.Element), e.page(f)), "the bindings take both")
				}
				f.Element = s.name
			}
			walk(at, f.Fields)
		}
	}
	walk(responseKey, e.api.Response)
}
