package api

import (
	"cmp"
	"slices"

	"github.com/topgen/topgen/internal/protocol"
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

var formNames = [...]string{"xml", "json", "simplified"}

// String returns the form's name, for tests.
func (f Form) String() string { return formNames[f] }

// Answer is the documented response in one form.
type Answer struct {
	Form Form
	Root string       // around the members, but in simplified JSON; "" if there is none
	Tree *sample.Node // the members, as they stand in this form

	api    *API
	sample string // of the page, if that is where the tree is from; else ""
}

// answers are the documented responses that the page has samples of, and the one
// from which the others are derived.
type answers struct {
	json, simplified *Answer // nil where the page has none that reads
	base             *Answer // in XML
	fromXML          bool    // base is the sample in XML
}

// readAnswers finds the response in the samples.
func (a *API) readAnswers() {
	if a.Message {
		a.readMessage()
		return
	}
	a.answers.json = a.jsonAnswer(JSON, a.samples.JSON, a.Samples.JSON)
	a.answers.simplified = a.jsonAnswer(Simplified, a.samples.Simplified, a.Samples.Simplified)
	a.answers.base = a.xmlAnswer()
	if a.answers.fromXML = a.answers.base != nil; !a.answers.fromXML {
		a.answers.base = a.otherAnswer()
	}
}

// readMessage finds a message in its sample or, if that does not read, makes one of
// the examples of the table.
func (a *API) readMessage() {
	if doc := a.samples.JSON; doc != nil && doc.Reads() && doc.Root.Kind == sample.ObjectNode {
		tree := schema.Sent(a.API.Response, doc.Root)
		a.answers.json = &Answer{Form: JSON, Tree: tree, api: a, sample: a.Samples.JSON}
		a.answers.base = a.answers.json
		return
	}
	a.answers.base = &Answer{Form: JSON, Tree: exampleTree(a.API.Response), api: a}
}

// Answer returns the documented response in a form. What the page has no sample of
// is derived from the one that it has, and where it has none at all, the examples
// of its table are the response.
func (a *API) Answer(form Form) *Answer {
	switch {
	case form == XML:
		return a.answers.base
	case form == JSON && a.answers.json != nil:
		return a.answers.json
	case form == Simplified && a.answers.simplified != nil:
		return a.answers.simplified
	}
	return a.derived(form, a.answers.base)
}

// Answers returns the documented response in every form in which a body says what
// it is: without a root and without any field that the page documents, nothing
// would.
func (a *API) Answers() []*Answer {
	answers := []*Answer{a.Answer(XML)}
	for _, form := range []Form{JSON, Simplified} {
		answer := a.Answer(form)
		rooted := form == JSON && answer.Root != ""
		if answer.Shown() || rooted || len(answer.Tree.Members) == 0 || a.Response.DocumentsAny(answer.Tree) {
			answers = append(answers, answer)
		}
	}
	return answers
}

// ResponseSamples returns the samples of the response that the page shows and that
// read, in the forms in which it shows them.
func (a *API) ResponseSamples() schema.Samples {
	text := func(answer *Answer) string {
		if answer == nil || !answer.Shown() {
			return ""
		}
		return answer.sample
	}
	return schema.Samples{XML: text(a.answers.base), JSON: text(a.answers.json), Simplified: text(a.answers.simplified)}
}

// Sampled returns what an API means whose page shows the given responses and no
// others. Whoever has these texts and the rows of the response comes to the same
// answers as who has the page. The root of the response in XML is known by the form
// of its name, where the page does not tell it.
func Sampled(s *schema.API, samples schema.Samples) *API {
	shown := *s
	shown.Samples, shown.Documents, shown.Settled.SampleRoot = samples, nil, "" // these have the root of the API
	if shown.Root == "" {
		name, root := sample.ReadXML(samples.XML).Root.Only()
		documented := slices.ContainsFunc(s.Response, func(f *schema.Field) bool { return f.Name == name })
		if len(root) == 1 && protocol.IsRoot(name) && !documented {
			shown.Root = name
		}
	}
	return Meaning(&shown)
}

// derived returns an answer in another form. Of members that no row describes,
// those are left out that would be taken for the root of the body, or for an
// error.
func (a *API) derived(form Form, from *Answer) *Answer {
	plain := &sample.Node{Kind: sample.ObjectNode}
	for _, m := range from.Tree.Members {
		taken := protocol.IsRoot(m.Name) && (!m.Value.IsLeaf() || m.Name == protocol.ErrorResponse)
		if !taken || a.Response.Field(m.Name) != nil {
			plain.Add(m.Name, m.Value)
		}
	}
	return &Answer{Form: form, Root: from.Root, Tree: jsonForm{wrapped: form == JSON}.object(a.Response, plain), api: a}
}

// xmlAnswer returns the response in the XML sample; nil if the page has none.
// What stands beside the documented root does not count.
func (a *API) xmlAnswer() *Answer {
	doc := a.samples.XML
	if doc == nil || len(doc.Root.Members) == 0 || len(doc.Root.Members) == 1 && doc.Root.Members[0].Name == protocol.ErrorResponse {
		return nil
	}
	tree, shown := doc.Root, a.sampleRoot()
	if root := tree.Get(shown); shown != "" && root != nil {
		tree = membersOf(root)
	}
	answer := &Answer{Form: XML, Root: a.API.Root, Tree: tree, api: a}
	if len(doc.Root.Members) == 1 && doc.Reads() && !doc.Mixed && shown == a.API.Root && !answer.takenForRoot() {
		answer.sample = a.Samples.XML
	} else {
		answer.Tree = markupAsText(a.Response, tree)
	}
	return answer
}

// sampleRoot returns the root that samples of the page have: where topgen.yaml names
// another, they show what the gateway does not send.
func (a *API) sampleRoot() string { return cmp.Or(a.Settled.SampleRoot, a.API.Root) }

// membersOf returns an element as an object, which one without elements in it is
// not by itself.
func membersOf(element *sample.Node) *sample.Node {
	if element.Kind != sample.ObjectNode {
		return &sample.Node{Kind: sample.ObjectNode}
	}
	return element
}

// jsonAnswer returns the response in a JSON sample; nil if there is none or it
// is no JSON.
func (a *API) jsonAnswer(form Form, doc *sample.JSON, text string) *Answer {
	if doc == nil || !doc.Reads() {
		return nil
	}
	n := doc.Root
	if n.Kind != sample.ObjectNode {
		return nil
	}
	answer := &Answer{Form: form, Root: a.API.Root, Tree: n, api: a, sample: text}
	if name, inner := n.Only(); len(inner) == 1 && inner[0].Kind == sample.ObjectNode &&
		(name != "" && name == a.sampleRoot() || protocol.IsRoot(name) && a.Response.Field(name) == nil) {
		answer.Root, answer.Tree = name, inner[0]
		if a.Settled.SampleRoot != "" {
			answer.Root, answer.sample = a.API.Root, ""
		}
	}
	return answer
}

// otherAnswer returns the response as a JSON sample has it, in the shape of
// XML, or, where the page has no sample at all, as the table's examples have it.
func (a *API) otherAnswer() *Answer {
	for _, own := range []*Answer{a.answers.json, a.answers.simplified} {
		if own != nil {
			return &Answer{Form: XML, Root: own.Root, Tree: toXML(a.Response, own.Tree), api: a}
		}
	}
	return &Answer{Form: XML, Root: a.Root, Tree: exampleTree(a.API.Response), api: a}
}

// exampleTree returns the response that the examples of the table describe.
func exampleTree(rows []*schema.Field) *sample.Node {
	n := &sample.Node{Kind: sample.ObjectNode}
	for _, r := range rows {
		v := &sample.Node{Kind: sample.TextNode, Text: r.Example}
		if len(r.Fields) > 0 {
			v = exampleTree(r.Fields)
		}
		if r.List && r.Element != "" {
			v = holding(r.Element, v)
		}
		n.Add(r.Name, v)
	}
	return n
}

// holding returns an object with one member.
func holding(name string, value *sample.Node) *sample.Node {
	n := &sample.Node{Kind: sample.ObjectNode}
	n.Add(name, value)
	return n
}

// Text returns the whole body: the page's sample where it has one in this form
// that reads, and what holds the same where it has none, in XML in the lines in
// which pages write it.
func (a *Answer) Text() string {
	switch {
	case a.Shown():
		return a.sample
	case a.Form == XML:
		root, members := a.document()
		return members.XML(root)
	case a.Form == JSON && a.Root != "":
		return holding(a.Root, a.Tree).JSON()
	}
	return a.Tree.JSON()
}

// Shown reports whether the page has a sample in this form that reads.
func (a *Answer) Shown() bool { return a.sample != "" }

// document returns the document element in XML, and what is in it: of a
// response without root that is a single object (Qimen), that object.
func (a *Answer) document() (root string, members *sample.Node) {
	root, members = a.place()
	return cmp.Or(root, a.Root, a.api.DocumentElement()), members
}

// place returns the object that the request id belongs into: the response, or
// where it has no root and is a single object (Qimen), that object.
func (a *Answer) place() (holder string, members *sample.Node) {
	if m := a.single(); m != nil && !a.takenForRoot() {
		return m.Name, m.Value
	}
	return "", a.Tree
}

// single returns the object that is the whole of a response without root, nil where
// there is none.
func (a *Answer) single() *sample.Member {
	if a.Root != "" || len(a.Tree.Members) != 1 || a.Tree.Members[0].Value.Kind != sample.ObjectNode {
		return nil
	}
	return &a.Tree.Members[0]
}

// takenForRoot reports whether that object would be taken for the root if nothing stood
// around it: it has itself what the response has, as a result in a result does.
func (a *Answer) takenForRoot() bool {
	m := a.single()
	return m != nil && a.Form == XML && a.api.Response.DocumentsAny(m.Value)
}
