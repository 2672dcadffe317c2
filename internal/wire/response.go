package wire

import (
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Form is a form in which the gateway answers.
type Form int

// The forms of answers.
const (
	XML        Form = iota // what the gateway takes for the default
	JSON                   // with a root, and with the inner elements of lists
	Simplified             // without both
)

// requestID is the member in which every response names its call.
const requestID = "request_id"

// Body is the documented response in one form, without a request id: that
// belongs between the two parts.
type Body struct {
	Head, Tail string
	// Empty tells that the object in which the request id belongs has no other
	// member.
	Empty bool
	form  Form
}

// With returns the body with a request id, as the form writes it.
func (b *Body) With(id string) string {
	switch {
	case b.form == XML:
		return b.Head + "<" + requestID + ">" + EscapeXML(id) + "</" + requestID + ">" + b.Tail
	case b.Empty:
		return b.Head + `"` + requestID + `":` + Quote(id) + b.Tail
	}
	return b.Head + `,"` + requestID + `":` + Quote(id) + b.Tail
}

// Root returns the name of the response's document element: the one that the
// page shows, else the one that the platform forms out of the method.
func Root(api *schema.API) string {
	if api.Root != "" {
		return api.Root
	}
	return strings.ReplaceAll(strings.TrimPrefix(api.Method, "taobao."), ".", "_") + "_response"
}

// Documented returns the documented response in a form. Where the page has no
// sample in that form, it is derived from the one that it has; where it has
// none at all, the examples of its table are the response.
func Documented(api *schema.API, form Form) *Body {
	o := Response(api)
	own := api.Samples.JSON
	if form == Simplified {
		own = api.Samples.Simplified
	}
	if form != XML {
		if doc := jsonSample(api, o, own); doc != nil {
			// Some pages show the sample with its root under both headings.
			w := jsonWriter{form: form, derived: form == Simplified && doc.root != "" && strings.Contains(own, Quote(doc.root))}
			return w.body(doc, o)
		}
	}
	doc := xmlSample(api)
	if doc == nil {
		doc = otherSample(api, o)
	}
	if form != XML {
		w := jsonWriter{form: form, derived: true}
		return w.body(doc, o)
	}
	return xmlBody(api, doc)
}

// document is a response that was read: its members, and the root around them,
// "" if it has none.
type document struct {
	root string
	tree *Node
}

// xmlSample returns the response in the XML sample; nil if the page has none.
func xmlSample(api *schema.API) *document {
	if strings.TrimSpace(api.Samples.XML) == "" {
		return nil
	}
	elements := sample.ReadXML(api.Samples.XML).Elements
	if len(elements) == 0 {
		return nil
	}
	if api.Root != "" && len(elements) == 1 && elements[0].Name == api.Root {
		elements = elements[0].Children
	}
	return &document{api.Root, xmlObject(elements)}
}

// jsonSample returns the response in a JSON sample; nil if there is none or it
// is no JSON.
func jsonSample(api *schema.API, o *Object, text string) *document {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	doc := sample.ReadJSON(text)
	if doc.Value == nil || doc.Value.Kind != sample.JSONObject || doc.Truncated || len(doc.Faults) > 0 {
		return nil
	}
	n := jsonNode(text, doc.Value)
	if name, inner := n.only(); len(inner) == 1 && inner[0].Kind == ObjectNode &&
		(name == api.Root || strings.HasSuffix(name, "_response") && o.Field(name) == nil) {
		return &document{name, inner[0]}
	}
	return &document{api.Root, n}
}

// otherSample returns the response as a JSON sample has it, in the shape of
// XML, or, where the page has no sample at all, as the table's examples have it.
func otherSample(api *schema.API, o *Object) *document {
	for _, text := range []string{api.Samples.JSON, api.Samples.Simplified} {
		if doc := jsonSample(api, o, text); doc != nil {
			return &document{doc.root, toXML(o, doc.tree)}
		}
	}
	doc := &document{api.Root, exampleTree(api.Response)}
	if api.Protocol != schema.ProtocolQimen {
		doc.root = Root(api)
	}
	return doc
}

// exampleTree returns the response that the examples of the table describe.
func exampleTree(rows []*schema.Field) *Node {
	n := &Node{Kind: ObjectNode}
	for _, r := range rows {
		v := &Node{Kind: TextNode, Text: r.Example}
		if len(r.Fields) > 0 {
			v = exampleTree(r.Fields)
		}
		if r.List && r.Element != "" {
			v = &Node{Kind: ObjectNode, Members: []Member{{r.Element, v}}}
		}
		n.Members = append(n.Members, Member{r.Name, v})
	}
	return n
}

// toXML returns what the tree of a JSON sample looks like in XML: every array
// is an element with inner elements.
func toXML(o *Object, n *Node) *Node {
	out := &Node{Kind: ObjectNode}
	for _, m := range n.Members {
		f := o.Field(m.Name)
		switch {
		case f == nil:
			out.Members = append(out.Members, m)
		case !f.List:
			out.Members = append(out.Members, Member{m.Name, elementToXML(f, m.Value)})
		default:
			out.Members = append(out.Members, Member{m.Name, listToXML(f, m.Value)})
		}
	}
	return out
}

func listToXML(f *Field, v *Node) *Node {
	l := listOf(f, []*Node{v})
	if !l.present {
		return &Node{Kind: TextNode}
	}
	inner := f.Doc.Element
	if inner == "" {
		inner = "item"
	}
	wrapper := &Node{Kind: ObjectNode}
	for _, item := range l.items {
		wrapper.Members = append(wrapper.Members, Member{inner, elementToXML(f, item)})
	}
	return wrapper
}

func elementToXML(f *Field, n *Node) *Node {
	if f.Object != nil && n.Kind == ObjectNode {
		return toXML(f.Object, n)
	}
	return n
}

// idPlace returns the object that the request id belongs into: the response, or
// where it has no root and is a single object (Qimen), that object.
func (d *document) idPlace() (holder string, place *Node) {
	if d.root == "" && len(d.tree.Members) == 1 && d.tree.Members[0].Value.Kind == ObjectNode {
		return d.tree.Members[0].Name, d.tree.Members[0].Value
	}
	return "", d.tree
}

// withoutID returns n without the request id that the page shows.
func withoutID(n *Node) *Node {
	out := &Node{Kind: ObjectNode}
	for _, m := range n.Members {
		if m.Name != requestID || !m.Value.leaf() {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

const xmlHeader = `<?xml version="1.0" encoding="utf-8" ?>`

func xmlBody(api *schema.API, doc *document) *Body {
	root, place := doc.idPlace()
	if root == "" {
		root = doc.root
	}
	if root == "" {
		root = Root(api)
	}
	var b strings.Builder
	b.WriteString(xmlHeader + "<" + root + ">")
	for _, m := range withoutID(place).Members {
		writeXML(&b, m.Name, m.Value)
	}
	return &Body{Head: b.String(), Tail: "</" + root + ">"}
}

func writeXML(b *strings.Builder, name string, n *Node) {
	if n.Kind == ArrayNode {
		for _, item := range n.Items {
			writeXML(b, name, item)
		}
		return
	}
	b.WriteString("<" + name + ">")
	switch n.Kind {
	case ObjectNode:
		for _, m := range n.Members {
			writeXML(b, m.Name, m.Value)
		}
	case TextNode, TokenNode:
		b.WriteString(EscapeXML(n.Text))
	}
	b.WriteString("</" + name + ">")
}

// EscapeXML returns s as XML text; characters that XML cannot hold are left out.
func EscapeXML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '\r':
			b.WriteString("&#xD;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
