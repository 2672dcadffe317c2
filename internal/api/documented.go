package api

import (
	"strings"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
)

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
		return b.Head + "<" + protocol.RequestID + ">" + sample.EscapeXML(id) + "</" + protocol.RequestID + ">" + b.Tail
	case b.Empty:
		return b.Head + `"` + protocol.RequestID + `":` + sample.Quote(id) + b.Tail
	}
	return b.Head + `,"` + protocol.RequestID + `":` + sample.Quote(id) + b.Tail
}

// Documented returns the body of the documented response in a form, as the
// gateway writes it: see Answer. Where it is known what the gateway really sent, it is
// that.
func (a *API) Documented(form Form) *Body { return a.documented(form).body() }

func (a *API) documented(form Form) *Answer {
	switch sent := a.sent(); {
	case sent != nil && form == XML:
		return sent
	case sent != nil:
		return a.derived(form, sent)
	}
	answer := a.Answer(form)
	if form == Simplified && answer.Shown() && strings.Contains(answer.sample, sample.Quote(answer.Root)) {
		answer = a.derived(form, answer) // some pages show the sample with its root under both headings
	}
	return answer
}

// DocumentedQimen is Documented for the gateway of Qimen's cloud, as the
// platform's Java and C# runtimes read it: the root is response whatever the
// method, and lists have no inner elements in JSON.
func (a *API) DocumentedQimen(form Form) *Body {
	simple := form
	if form == JSON {
		simple = Simplified
	}
	answer := *a.documented(simple)
	answer.Form, answer.Root = form, qimenResponse
	if n := answer.Tree.Get(qimenResponse); len(answer.Tree.Members) == 1 && n != nil && n.Kind == sample.ObjectNode {
		answer.Root = "" // the page documents the root itself
	}
	return answer.body()
}

func (a *Answer) body() *Body {
	if a.Form == XML {
		return a.xmlBody()
	}
	var b strings.Builder
	b.WriteByte('{')
	tail := "}"
	if a.Form == JSON && a.Root != "" {
		b.WriteString(sample.Quote(a.Root) + ":{")
		tail += "}"
	}
	holder, place := a.place()
	if holder != "" {
		b.WriteString(sample.Quote(holder) + ":{")
		tail += "}"
	}
	members := withoutID(place)
	b.WriteString(members.MembersJSON())
	return &Body{Head: b.String(), Tail: tail, Empty: len(members.Members) == 0, form: a.Form}
}

// withoutID returns n without the request id that the page shows.
func withoutID(n *sample.Node) *sample.Node {
	out := &sample.Node{Kind: sample.ObjectNode}
	for _, m := range n.Members {
		if m.Name != protocol.RequestID || !m.Value.IsLeaf() {
			out.Add(m.Name, m.Value)
		}
	}
	return out
}

const xmlHeader = `<?xml version="1.0" encoding="utf-8" ?>`

func (a *Answer) xmlBody() *Body {
	root, place := a.document()
	return &Body{Head: xmlHeader + "<" + root + ">" + withoutID(place).MembersXML(), Tail: "</" + root + ">"}
}

// ErrorSample returns what an error sample holds in its error_response; nil if
// it does not read, or holds none.
func ErrorSample(text string) *sample.Node {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		n, err := sample.ParseJSON(text)
		if err != nil {
			return nil
		}
		return n.Get(protocol.ErrorResponse)
	}
	doc := sample.ReadXML(text)
	if len(doc.Root.Members) != 1 || !doc.Reads() {
		return nil
	}
	return doc.Root.Get(protocol.ErrorResponse)
}
