package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// Apply changes what the page of an API says to what topgen.yaml wants. What the page
// means is settled after that. It returns the entries that matched, and what is wrong
// with them on this page; c may be nil.
func (c *Config) Apply(api *schema.API) ([]Use, diag.List) {
	if c == nil || len(c.methods[api.Method]) == 0 {
		return nil, nil
	}
	a := &applier{config: c, api: api, places: newPlaces(api), uses: make(map[int]*Use)}
	before := shapesOf(api)
	for _, phase := range phases {
		for _, i := range c.methods[api.Method] {
			if slices.Contains(phase, c.Entries[i].Kind) {
				a.apply(i)
			}
		}
	}
	a.settle()
	a.noteSplit(before)
	var uses []Use
	for i := range c.Entries {
		if u := a.uses[i]; u != nil {
			uses = append(uses, *u)
		}
	}
	a.list.Sort()
	return uses, a.list
}

// phases are the kinds of entries in the order in which they are applied. Fields are
// added first, so that other entries can be about them; they are moved and taken away
// last, so that entries name all fields by their places on the page.
var phases = [][]Kind{
	{FieldAdd},
	{FieldType},
	{FieldZone, FieldLayout},
	{FieldRequired, FieldLimit, FieldValue, FieldExample, FieldName},
	{FieldRemove},
	{FieldUnder},
	{Effect, Session, Gateway, Paging, Withdrawn, Root},
}

// applier applies the entries of one method.
type applier struct {
	config *Config
	api    *schema.API
	places *places
	uses   map[int]*Use
	list   diag.List
	typed  []int // entries that have changed the fields of an object
}

// apply applies one entry.
func (a *applier) apply(i int) {
	e := a.config.Entries[i]
	if !e.isField() {
		a.wholeAPI(i, e)
		return
	}
	if e.Kind == FieldAdd {
		a.add(i, e)
		return
	}
	rows := a.places.byPath[e.Target]
	if len(rows) == 0 {
		a.missing(i, e)
		return
	}
	switch e.Kind {
	case FieldRemove:
		a.remove(i, rows)
	case FieldUnder:
		a.under(i, e, rows)
	case FieldName: // which package emit gives it, and says whether it is needed
	default:
		for _, r := range rows {
			a.field(i, e, r.Field)
		}
	}
}

// missing notes an entry whose field the page does not have.
func (a *applier) missing(i int, e Entry) {
	if e.Kind == FieldUnder {
		path := e.Value + e.Target[strings.LastIndexByte(e.Target, '.'):]
		if len(a.places.byPath[path]) > 0 {
			a.use(i, e.Value, false) // where the page has it by now
			return
		}
	}
	a.uses[i] = &Use{Entry: i, Missing: true, Near: a.places.near(e.Target)}
}

// use notes that an entry matched.
func (a *applier) use(i int, was string, needed bool) {
	if u := a.uses[i]; u != nil {
		needed = needed || u.Needed
	}
	a.uses[i] = &Use{Entry: i, Was: was, Needed: needed}
}

// fault notes that an entry cannot be applied to the page.
func (a *applier) fault(i int, message, hint string) {
	a.uses[i] = &Use{Entry: i, Needed: true}
	e := a.config.Entries[i]
	if d := e.error(e.Key.String()+": "+message, hint); !slices.Contains(a.list, d) {
		a.list = append(a.list, d)
	}
}

// add adds a field.
func (a *applier) add(i int, e Entry) {
	if rows := a.places.byPath[e.Target]; len(rows) > 0 {
		a.use(i, rows[0].DocumentedType(), false)
		return
	}
	dot := strings.LastIndexByte(e.Target, '.')
	o := a.places.object(e.Target[:dot])
	switch {
	case o == nil:
		hint := "add the object before"
		if near := a.places.near(e.Target[:dot]); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		a.fault(i, fmt.Sprintf("there is no object %s", e.Target[:dot]), hint)
		return
	case o.row != nil && !holdsFields(o.row):
		a.fault(i, fmt.Sprintf("%s is %s, which has no fields", o.path, o.row.DocumentedType()), "")
		return
	case !wireName.MatchString(e.Target[dot+1:]):
		a.fault(i, fmt.Sprintf("%q cannot be a name on the wire", e.Target[dot+1:]), "")
		return
	case o.row == nil && isReserved(o.path, e.Target[dot+1:]):
		a.fault(i, fmt.Sprintf("%s has a meaning of its own in the protocol", e.Target[dot+1:]), "calls send it as it is: no field is needed")
		return
	}
	f := &schema.Field{Name: e.Target[dot+1:], From: schema.FromConfig}
	f.SetType(e.Value)
	f.TypeSettled = true
	if strings.HasPrefix(e.Target, requestSide+".") {
		f.Required = new(bool)
	}
	*o.list = append(*o.list, f)
	a.places.addRow(f, o)
	a.typed = append(a.typed, i)
	a.use(i, "", true)
}

// isReserved reports whether a field of a side would be taken for something else.
func isReserved(side, name string) bool {
	return side == requestSide && protocol.Reserved(name) || side == responseSide && name == protocol.ErrorResponse
}

// settle looks at what only all entries together tell: an added object has fields, and no
// entry undoes another.
func (a *applier) settle() {
	a.undone()
	for i, u := range a.uses {
		e := a.config.Entries[i]
		if e.Kind != FieldAdd || !u.Needed {
			continue
		}
		if rows := a.places.byPath[e.Target]; len(rows) > 0 && len(rows[0].Fields) == 0 {
			if _, simple := schema.SimpleKind(rows[0].Type); !simple {
				a.fault(i, "no entry adds a field to it, and "+unknownType(e.Value), typesHint)
			}
		}
	}
}

// remove takes a field away.
func (a *applier) remove(i int, rows []*row) {
	for _, r := range rows {
		r.in.take(r.Field)
	}
	a.forget(rows[0].in.path + "." + rows[0].Name)
	a.typed = append(a.typed, i)
	a.use(i, "", true)
}

// forget takes an object that is gone out of those in which fields can stand.
func (a *applier) forget(path string) {
	a.eachField(func(f *schema.Field) {
		f.Candidates = slices.DeleteFunc(f.Candidates, func(at string) bool { return at == path || strings.HasPrefix(at, path+".") })
		if len(f.Candidates) == 0 {
			f.Candidates = nil
		}
	})
}

// eachField calls do with every field of the API.
func (a *applier) eachField(do func(*schema.Field)) {
	var walk func([]*schema.Field)
	walk = func(fields []*schema.Field) {
		for _, f := range fields {
			do(f)
			walk(f.Fields)
		}
	}
	walk(a.api.Request)
	walk(a.api.Response)
}

// under puts a field into another object, or says that it stands where it is.
func (a *applier) under(i int, e Entry, rows []*row) {
	r := rows[0]
	for _, other := range rows {
		if other.Ambiguous {
			r = other
		}
	}
	o := a.places.object(e.Value)
	switch {
	case o == nil:
		near := ""
		if n := a.places.near(e.Value); n != "" {
			near = fmt.Sprintf("; did you mean %q?", n)
		}
		a.fault(i, fmt.Sprintf("there is no object %s%s", e.Value, near), "name the object as the page has it, or add it")
		return
	case o.row != nil && !holdsFields(o.row):
		a.fault(i, fmt.Sprintf("%s is %s, which has no fields", e.Value, o.row.DocumentedType()), "")
		return
	case !strings.HasPrefix(e.Target, o.path[:strings.IndexByte(o.path+".", '.')]+"."):
		a.fault(i, fmt.Sprintf("%s is on the other side of the API", e.Value), "a field of the request stays one, and so does one of the response")
		return
	case o.path == r.in.path:
		a.use(i, e.Value, r.Ambiguous)
		r.Ambiguous, r.Candidates = false, nil
		return
	case o.within(r.Field):
		a.fault(i, fmt.Sprintf("%s is within the field itself", e.Value), "")
		return
	case o.has(r.Name):
		a.fault(i, fmt.Sprintf("%s has a field of that name already", e.Value), "")
		return
	}
	a.use(i, r.in.path, true)
	r.in.take(r.Field)
	o.insert(r.Field)
	r.Ambiguous, r.Candidates = false, nil
	a.typed = append(a.typed, i)
	a.rename(r.Field, e.Target, o.path+"."+r.Name)
}

// within reports whether an object is, or is part of, a field.
func (o *object) within(f *schema.Field) bool {
	for ; o != nil; o = o.outer {
		if o.row == f {
			return true
		}
	}
	return false
}

// rename notes by which paths entries know a field that has moved, and the fields in
// it, and names its new place where fields could stand in it.
func (a *applier) rename(f *schema.Field, was, is string) {
	f.Keep(was)
	a.eachField(func(f *schema.Field) {
		for i, at := range f.Candidates {
			if rest, ok := strings.CutPrefix(at+".", was+"."); ok {
				f.Candidates[i] = strings.TrimSuffix(is+"."+rest, ".")
			}
		}
	})
}

// wholeAPI applies an entry that is about the API as a whole.
func (a *applier) wholeAPI(i int, e Entry) {
	if a.api.Message && slices.Contains([]Kind{Effect, Gateway, Paging, Root}, e.Kind) {
		a.fault(i, "messages are not called: only session, withdrawn and name say something of them", "take the key out")
		return
	}
	switch e.Kind {
	case Effect:
		// Whether it is needed, only package api knows: see load.
		a.api.Effect = e.Value
	case Session:
		a.use(i, fmt.Sprint(a.api.Session), fmt.Sprint(a.api.Session) != e.Value)
		a.api.Session = e.Value == "true"
		a.api.Sessionless = a.api.Sessionless && !a.api.Session
	case Gateway:
		a.gateway(i, e)
	case Paging:
		a.paging(i, e)
	case Withdrawn:
		was := a.api.WithdrawnBecause() != ""
		a.use(i, fmt.Sprint(was), fmt.Sprint(was) != e.Value)
		if e.Value == "true" {
			a.api.Settled.Withdrawn = e.Reason
		} else {
			a.api.Settled.Kept = true
		}
	case Root:
		a.use(i, a.api.Root, a.api.Root != e.Value)
		if a.api.Root != e.Value {
			a.api.Settled.SampleRoot, a.api.Root = a.api.Root, e.Value
		}
	}
}

// gateway sends the calls of an API elsewhere. The methods of Qimen have gateways of
// their own, since what they send reads otherwise.
func (a *applier) gateway(i int, e Entry) {
	was := protocol.GatewayOf(a.api.Method)
	for _, g := range protocol.Gateways() {
		if g.String() == e.Value && g.IsQimen() != was.IsQimen() {
			a.fault(i, fmt.Sprintf("calls of this method cannot go to %s", g), fmt.Sprintf("its gateways are those that speak as %s does", was))
			return
		}
	}
	a.use(i, was.String(), was.String() != e.Value)
	a.api.Settled.Gateway = e.Value
}
