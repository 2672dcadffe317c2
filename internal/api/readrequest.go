package api

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// ReadRequest returns the request that parameters make, which Params would give again.
// It returns an error where a field's type cannot hold its value, and where the page
// has no such field: such requests cannot be written with the bindings. Parameters that
// are blank, or that the method does not have, count as not given.
func (a *API) ReadRequest(params []Param) (*Value, error) {
	v := &Value{fields: make(map[*Use]*Value)}
	for _, p := range params {
		f := a.Request.Field(p.Name)
		if f == nil || strings.TrimSpace(p.Text) == "" {
			continue
		}
		if f.IsFile() && f.List && v.fields[f] != nil {
			v.fields[f].Items = append(v.fields[f].Items, &Value{Text: p.Text})
			continue
		}
		fv, err := f.readParam(p.Text)
		if err != nil {
			return nil, err
		}
		v.fields[f] = fv
	}
	return v, nil
}

// readParam reads the text of a parameter.
func (f *Use) readParam(text string) (*Value, error) {
	switch {
	case f.Joined():
		list := &Value{}
		for _, item := range strings.Split(text, ",") {
			v, err := f.readScalar(item, f.Wire)
			if err != nil {
				return nil, err
			}
			list.Items = append(list.Items, v)
		}
		return list, nil
	case f.IsFile() && f.List:
		return &Value{Items: []*Value{{Text: text}}}, nil
	case f.IsFile():
		return &Value{Text: text}, nil
	case f.List || f.Kind == schema.KindStruct:
		n, err := sample.ParseJSON(text)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", f.Wire, err)
		}
		return f.readNode(n, f.Wire)
	}
	return f.readScalar(text, f.Wire)
}

func (f *Use) readScalar(text, path string) (*Value, error) {
	if !f.Holds(text) {
		return nil, fmt.Errorf("parameter %s: %q is no %s", path, text, f.Word)
	}
	return &Value{Text: text}, nil
}

// readNode reads a value within JSON.
func (f *Use) readNode(n *sample.Node, path string) (*Value, error) {
	if !f.List {
		return f.readOne(n, path)
	}
	if n.Kind != sample.ArrayNode {
		return nil, fmt.Errorf("parameter %s is a list, and none here", path)
	}
	list := &Value{Items: []*Value{}}
	for i, item := range n.Items {
		v, err := f.readOne(item, fmt.Sprintf("%s[%d]", path, i))
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, v)
	}
	return list, nil
}

// readOne reads a value that is no list, or an element of one.
func (f *Use) readOne(n *sample.Node, path string) (*Value, error) {
	switch {
	case f.Kind == schema.KindStruct && n.Kind == sample.ObjectNode:
		return f.Object.readObject(n, path)
	case f.Kind == schema.KindStruct:
		return nil, fmt.Errorf("parameter %s is an object, and none here", path)
	case !n.IsLeaf() && f.Kind == schema.KindRaw:
		return &Value{Text: n.Source}, nil
	case !n.IsLeaf():
		return nil, fmt.Errorf("parameter %s is a %s, and an object or a list here", path, f.Word)
	}
	return f.readScalar(n.Text, path)
}

func (o *Object) readObject(n *sample.Node, path string) (*Value, error) {
	v := &Value{fields: make(map[*Use]*Value)}
	for _, m := range n.Members {
		at := Join(path, m.Name)
		f := o.Field(m.Name)
		if f == nil {
			return nil, fmt.Errorf("parameter %s: the page does not document it, so that the bindings have no field for it; top.WithParam sends it", at)
		}
		if m.Value.Kind == sample.NullNode {
			continue
		}
		fv, err := f.readNode(m.Value, at)
		if err != nil {
			return nil, err
		}
		v.fields[f] = fv
	}
	return v, nil
}

// JSON returns a request as one object in JSON, its parameters as they are within
// others: lists as arrays, numbers without quotes.
func (a *API) JSON(v *Value) string {
	var members []string
	for f, fv := range a.Request.Each(v) {
		members = append(members, encoded(f.Wire)+":"+requestJSON(f, fv))
	}
	return "{" + strings.Join(members, ",") + "}"
}
