package wire

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Sample returns the members of the documented response, without its root: as
// the page's sample in that form has them or, where it has none, the sample in
// another form.
func Sample(api *schema.API, form Form) *Node {
	o := Response(api)
	own := map[Form]string{JSON: api.Samples.JSON, Simplified: api.Samples.Simplified}[form]
	if doc := jsonSample(api, o, own); doc != nil {
		return doc.tree
	}
	if doc := xmlSample(api); doc != nil {
		return doc.tree
	}
	return otherSample(api, o).tree
}

// Values returns the values of all members of that name, in order; n may be nil.
func (n *Node) Values(name string) []*Node {
	if n == nil {
		return nil
	}
	return n.values(name)
}

// Blank reports whether the value stands for none: null, or blank text.
func (n *Node) Blank() bool { return n.blank() }

// IsLeaf reports whether the value is text, a token or null.
func (n *Node) IsLeaf() bool { return n.leaf() }

// JSON returns the value as JSON: XML text as a string, elements as an object in
// which an element that repeats is an array.
func (n *Node) JSON() string { return rawText(n) }

// Elements returns the elements of a list where values stand for it, in
// whichever way they are wrapped. It reports false if something there is
// neither list nor element, or stands beside the elements.
func (f *Field) Elements(values []*Node) (elements []*Node, whole bool) {
	l := listOf(f, values)
	return l.items, !l.misfit && !l.strays
}

// Items returns the elements that the example of a list of simple values shows:
// of a JSON array, or texts joined by commas.
func (f *Field) Items() []string {
	if strings.TrimSpace(f.Doc.Example) == "" {
		return nil
	}
	return listItems(f.Doc.Example)
}

// Repairs returns the paths of the fields at which DocumentedRequest departs
// from the page's examples, since these break the page's own rules: what is
// required has none that its type can hold, or it is out of range.
func Repairs(api *schema.API) []string {
	o := Request(api)
	shown := documented(o, api.Request)
	var paths []string
	repairs(o, shown, repair(o, shown, true), "", func(path string) { paths = append(paths, path) })
	return paths
}

func repairs(o *Object, shown, made *value, path string, found func(path string)) {
	for _, f := range o.Fields {
		at := Join(path, f.Doc.Name)
		was, is := shown.fields[f], made.fields[f]
		switch {
		case is == nil:
		case was == nil:
			found(at)
		case f.Kind == schema.KindStruct && f.List:
			if len(is.items) < len(was.items) {
				found(at)
			}
			for i := range is.items {
				repairs(f.Object, was.items[i], is.items[i], at, found)
			}
		case f.Kind == schema.KindStruct:
			repairs(f.Object, was, is, at, found)
		case !slices.EqualFunc(was.items, is.items, func(a, b *value) bool { return a.text == b.text }) || was.text != is.text:
			found(at)
		}
	}
}
