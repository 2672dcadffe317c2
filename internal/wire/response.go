package wire

import (
	"slices"
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

// The member in which every response names its call, and the one that a
// response holds which says that there is none.
const (
	requestID     = "request_id"
	errorResponse = "error_response"
)

// Root returns the name of the response's document element: the one that the
// page shows, else the one that the platform forms out of the method.
func Root(api *schema.API) string {
	if api.Root != "" {
		return api.Root
	}
	return strings.ReplaceAll(strings.TrimPrefix(api.Method, "taobao."), ".", "_") + "_response"
}

// Answers are the documented response of an API in every form: what the page
// has no sample of is derived from the one that it has, and where it has none
// at all, the examples of its table are the response.
type Answers struct {
	api    *schema.API
	object *Object
	base   *Answer // the one in XML, from which others are derived
}

// Answer is the documented response in one form.
type Answer struct {
	Form Form
	Root string // around the members, but in simplified JSON; "" if there is none
	Tree *Node  // the members, as they stand in this form

	api    *schema.API
	sample string // of the page, if that is where the tree is from; else ""
}

// ReadAnswers reads the samples of an API, whose response is o.
func ReadAnswers(api *schema.API, o *Object) *Answers {
	s := &Answers{api: api, object: o}
	if s.base = s.xmlSample(); s.base == nil {
		s.base = s.otherSample()
	}
	return s
}

// In returns the documented response in a form.
func (s *Answers) In(form Form) *Answer {
	switch form {
	case XML:
		return s.base
	case JSON:
		if own := s.jsonSample(form, s.api.Samples.JSON); own != nil {
			return own
		}
	default:
		if own := s.jsonSample(form, s.api.Samples.Simplified); own != nil {
			return own
		}
	}
	return s.derived(form, s.base)
}

// derived returns an answer in another form. Of members that no row describes,
// those are left out that would be taken for the root of the body, or for an
// error.
func (s *Answers) derived(form Form, from *Answer) *Answer {
	plain := &Node{Kind: ObjectNode, Members: slices.DeleteFunc(slices.Clone(from.Tree.Members), func(m Member) bool {
		return s.object.Field(m.Name) == nil && strings.HasSuffix(m.Name, "_response") && (!m.Value.IsLeaf() || m.Name == errorResponse)
	})}
	return s.answer(form, from.Root, jsonForm{wrapped: form == JSON}.object(s.object, plain))
}

func (s *Answers) answer(form Form, root string, tree *Node) *Answer {
	return &Answer{Form: form, Root: root, Tree: tree, api: s.api}
}

// xmlSample returns the response in the XML sample; nil if the page has none.
// What stands beside the documented root does not count.
func (s *Answers) xmlSample() *Answer {
	if strings.TrimSpace(s.api.Samples.XML) == "" {
		return nil
	}
	doc := sample.ReadXML(s.api.Samples.XML)
	elements := doc.Elements
	if len(elements) == 0 || len(elements) == 1 && elements[0].Name == errorResponse {
		return nil
	}
	if i := slices.IndexFunc(elements, func(e *sample.Element) bool { return s.api.Root != "" && e.Name == s.api.Root }); i >= 0 {
		elements = elements[i].Children
	}
	a := s.answer(XML, s.api.Root, xmlObject(elements))
	if len(doc.Elements) == 1 && isWellFormed(doc) && !hasMixed(doc.Elements) {
		a.sample = s.api.Samples.XML
	} else {
		a.Tree = markupAsText(s.object, a.Tree)
	}
	return a
}

func isWellFormed(doc *sample.XML) bool { return len(doc.Faults) == 0 && !doc.Truncated && !doc.Loose }

// hasMixed reports whether text stands beside elements: nothing can hold that.
func hasMixed(elements []*sample.Element) bool {
	return slices.ContainsFunc(elements, func(e *sample.Element) bool {
		return len(e.Children) > 0 && strings.TrimSpace(e.Text) != "" || hasMixed(e.Children)
	})
}

// markupAsText returns the tree of a document that is not well-formed with the
// elements in texts as what they are: text that somebody forgot to escape.
func markupAsText(o *Object, n *Node) *Node {
	out := &Node{Kind: n.Kind, Text: n.Text, Source: n.Source, Items: n.Items}
	for _, m := range n.Members {
		switch f := o.Field(m.Name); {
		case f == nil || m.Value.IsLeaf():
		case f.Kind == schema.KindString && !f.List:
			m.Value = &Node{Kind: TextNode, Text: m.Value.Source}
		case f.Object != nil && !f.List:
			m.Value = markupAsText(f.Object, m.Value)
		case f.Object != nil:
			m.Value = markupInItems(f, m.Value)
		}
		out.Members = append(out.Members, m)
	}
	return out
}

// markupInItems does the same for a list: its elements may stand in an element
// of the list's own.
func markupInItems(f *Field, list *Node) *Node {
	holder, items := list.only()
	if own := list.Values(f.Doc.Element); len(own) > 0 {
		holder, items = f.Doc.Element, own
	}
	if len(items) == 0 || f.Object.Field(holder) != nil && holder != f.Doc.Element {
		return markupAsText(f.Object, list)
	}
	out := &Node{Kind: list.Kind, Source: list.Source}
	for _, m := range list.Members {
		if m.Name == holder && !m.Value.IsLeaf() {
			m.Value = markupAsText(f.Object, m.Value)
		}
		out.Members = append(out.Members, m)
	}
	return out
}

// jsonSample returns the response in a JSON sample; nil if there is none or it
// is no JSON.
func (s *Answers) jsonSample(form Form, text string) *Answer {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n, err := ParseJSON(text)
	if err != nil || n.Kind != ObjectNode {
		return nil
	}
	a := s.answer(form, s.api.Root, n)
	a.sample = text
	if name, inner := n.only(); len(inner) == 1 && inner[0].Kind == ObjectNode &&
		(name != "" && name == s.api.Root || strings.HasSuffix(name, "_response") && s.object.Field(name) == nil) {
		a.Root, a.Tree = name, inner[0]
	}
	return a
}

// otherSample returns the response as a JSON sample has it, in the shape of
// XML, or, where the page has no sample at all, as the table's examples have it.
func (s *Answers) otherSample() *Answer {
	for _, text := range []string{s.api.Samples.JSON, s.api.Samples.Simplified} {
		if own := s.jsonSample(JSON, text); own != nil {
			return s.answer(XML, own.Root, toXML(s.object, own.Tree))
		}
	}
	a := s.answer(XML, s.api.Root, exampleTree(s.api.Response))
	if s.api.Protocol != schema.ProtocolQimen {
		a.Root = Root(s.api)
	}
	return a
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
	l := f.Elements([]*Node{v})
	if !l.Present {
		return &Node{Kind: TextNode}
	}
	inner := f.Doc.Element
	if inner == "" {
		inner = "item"
	}
	wrapper := &Node{Kind: ObjectNode}
	for _, item := range l.Items {
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

// Text returns the whole body: the page's sample where it has one in this form
// that reads, and what holds the same where it has none, in XML in the lines in
// which pages write it.
func (a *Answer) Text() string {
	var b strings.Builder
	switch {
	case a.Shown():
		return a.sample
	case a.Form == XML:
		root, members := a.document()
		writeXML(&b, "\n", root, members)
		return strings.TrimPrefix(b.String(), "\n")
	case a.Form == JSON && a.Root != "":
		writeJSON(&b, &Node{Kind: ObjectNode, Members: []Member{{a.Root, a.Tree}}})
	default:
		writeJSON(&b, a.Tree)
	}
	return b.String()
}

// Shown reports whether the page has a sample in this form that reads.
func (a *Answer) Shown() bool { return a.sample != "" }

// document returns the document element in XML, and what is in it: of a
// response without root that is a single object (Qimen), that object.
func (a *Answer) document() (root string, members *Node) {
	root, members = a.place()
	if root == "" {
		root = a.Root
	}
	if root == "" {
		root = Root(a.api)
	}
	return root, members
}

// place returns the object that the request id belongs into: the response, or
// where it has no root and is a single object (Qimen), that object.
func (a *Answer) place() (holder string, members *Node) {
	if a.Root == "" && len(a.Tree.Members) == 1 && a.Tree.Members[0].Value.Kind == ObjectNode {
		return a.Tree.Members[0].Name, a.Tree.Members[0].Value
	}
	return "", a.Tree
}

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

// Documented returns the body of the documented response in a form, as the
// gateway writes it: see Answers.
func Documented(api *schema.API, form Form) *Body { return documented(api, form).body() }

func documented(api *schema.API, form Form) *Answer {
	s := ReadAnswers(api, Response(api))
	a := s.In(form)
	if form == Simplified && a.Shown() && strings.Contains(a.sample, Quote(a.Root)) {
		a = s.derived(form, a) // some pages show the sample with its root under both headings
	}
	return a
}

// DocumentedQimen is Documented for the gateway of Qimen's cloud, as the
// platform's Java and C# runtimes read it: the root is response whatever the
// method, and lists have no inner elements in JSON.
func DocumentedQimen(api *schema.API, form Form) *Body {
	simple := form
	if form == JSON {
		simple = Simplified
	}
	a := *documented(api, simple)
	a.Form, a.Root = form, qimenResponse
	if n := a.Tree.Get(qimenResponse); len(a.Tree.Members) == 1 && n != nil && n.Kind == ObjectNode {
		a.Root = "" // the page documents the root itself
	}
	return a.body()
}

func (a *Answer) body() *Body {
	if a.Form == XML {
		return a.xmlBody()
	}
	var b strings.Builder
	b.WriteByte('{')
	tail := "}"
	if a.Form == JSON && a.Root != "" {
		b.WriteString(Quote(a.Root) + ":{")
		tail += "}"
	}
	holder, place := a.place()
	if holder != "" {
		b.WriteString(Quote(holder) + ":{")
		tail += "}"
	}
	members := withoutID(place)
	writeMembers(&b, members)
	return &Body{Head: b.String(), Tail: tail, Empty: len(members.Members) == 0, form: a.Form}
}

// withoutID returns n without the request id that the page shows.
func withoutID(n *Node) *Node {
	out := &Node{Kind: ObjectNode}
	for _, m := range n.Members {
		if m.Name != requestID || !m.Value.IsLeaf() {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

const xmlHeader = `<?xml version="1.0" encoding="utf-8" ?>`

func (a *Answer) xmlBody() *Body {
	root, place := a.document()
	var b strings.Builder
	b.WriteString(xmlHeader + "<" + root + ">")
	for _, m := range withoutID(place).Members {
		writeXML(&b, "", m.Name, m.Value)
	}
	return &Body{Head: b.String(), Tail: "</" + root + ">"}
}

// ErrorSample returns what an error sample holds in its error_response; nil if
// it does not read, or holds none.
func ErrorSample(text string) *Node {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		n, err := ParseJSON(text)
		if err != nil {
			return nil
		}
		return n.Get(errorResponse)
	}
	doc := sample.ReadXML(text)
	if len(doc.Elements) != 1 || doc.Elements[0].Name != errorResponse || !isWellFormed(doc) {
		return nil
	}
	return XMLNode(doc.Elements[0])
}

// xmlIndent is what pages put before an element for each that it is in.
const xmlIndent = "    "

// writeXML writes an element. What is in front of it is before: nothing, or a new
// line and the indentation, and then the elements in it stand on lines of their
// own, too.
func writeXML(b *strings.Builder, before, name string, n *Node) {
	if n.Kind == ArrayNode {
		for _, item := range n.Items {
			writeXML(b, before, name, item)
		}
		return
	}
	b.WriteString(before + "<" + name + ">")
	switch n.Kind {
	case ObjectNode:
		inner := before
		if before != "" {
			inner += xmlIndent
		}
		for _, m := range n.Members {
			writeXML(b, inner, m.Name, m.Value)
		}
		if len(n.Members) > 0 {
			b.WriteString(before)
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
