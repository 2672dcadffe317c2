package wire

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// QimenRequest is the document element of a Qimen request, and the parameter as
// which pages document it.
const QimenRequest = "request"

// qimenResponse is the root of the answers of Qimen.
const qimenResponse = "response"

// RequestXML writes parameters of a Qimen call as the XML document that is its
// body: the parameter request is the document element.
func RequestXML(o *Object, params map[string]string) (string, error) {
	content, err := RequestContent(o, params)
	if err != nil {
		return "", err
	}
	return `<?xml version="1.0" encoding="utf-8"?><` + QimenRequest + ">" + content + "</" + QimenRequest + ">", nil
}

// RequestContent writes what is in the document element of RequestXML.
func RequestContent(o *Object, params map[string]string) (string, error) {
	document := &Node{Kind: ObjectNode}
	for _, f := range o.Fields {
		text, ok := params[f.Doc.Name]
		if !ok {
			continue
		}
		n, err := requestNode(f, text)
		if err != nil {
			return "", fmt.Errorf("parameter %s: %w", f.Doc.Name, err)
		}
		document.Members = append(document.Members, Member{f.Doc.Name, n})
	}
	if len(o.Fields) == 1 && o.Fields[0].Doc.Name == QimenRequest && o.Fields[0].Kind == schema.KindStruct && len(document.Members) == 1 {
		document = document.Members[0].Value
	}
	var b strings.Builder
	for _, m := range document.Members {
		writeXML(&b, "", m.Name, m.Value)
	}
	return b.String(), nil
}

// requestNode reads the text of a parameter as what it stands for.
func requestNode(f *Field, text string) (*Node, error) {
	switch {
	case f.Joined():
		wrapper := &Node{Kind: ObjectNode}
		for _, item := range strings.Split(text, ",") {
			wrapper.Members = append(wrapper.Members, Member{f.RequestElement(), &Node{Text: item}})
		}
		return wrapper, nil
	case f.List || f.Kind == schema.KindStruct:
		n, err := ParseJSON(text)
		if err != nil {
			return nil, err
		}
		return requestToXML(f, n), nil
	}
	return &Node{Text: text}, nil
}

// RequestElement returns the name of the elements of a list in the XML of a
// request: Qimen's own samples have <orderLines><orderLine>, whatever the type.
func (f *Field) RequestElement() string { return strings.TrimSuffix(f.Doc.Name, "s") }

// requestToXML returns what a value of a request looks like in XML.
func requestToXML(f *Field, n *Node) *Node {
	if f.List && n.Kind == ArrayNode {
		wrapper := &Node{Kind: ObjectNode}
		for _, item := range n.Items {
			wrapper.Members = append(wrapper.Members, Member{f.RequestElement(), requestToXML(&Field{Doc: f.Doc, Kind: f.Kind, Object: f.Object}, item)})
		}
		return wrapper
	}
	if n.Kind != ObjectNode {
		return n
	}
	out := &Node{Kind: ObjectNode}
	for _, m := range n.Members {
		if inner := f.Object.Field(m.Name); inner != nil {
			out.Members = append(out.Members, Member{m.Name, requestToXML(inner, m.Value)})
		} else {
			out.Members = append(out.Members, m)
		}
	}
	return out
}
