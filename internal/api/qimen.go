package api

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// QimenRequest is the document element of a Qimen request, and the parameter as
// which pages document it.
const QimenRequest = "request"

// qimenResponse is the root of the answers of Qimen.
const qimenResponse = "response"

// SendsXML reports whether requests are XML documents: by Qimen's protocol 1.x.
// Other methods of Qimen are served by the cloud, which takes forms.
func (a *API) SendsXML() bool { return a.Gateway == protocol.Qimen }

// QimenDocument returns the parameter that is the document element of a Qimen
// request; nil where the page documents the parameters in it one by one.
func (a *API) QimenDocument() *Use {
	fields := a.Request.Fields
	if len(fields) == 1 && fields[0].Wire == QimenRequest && fields[0].Kind == schema.KindStruct {
		return fields[0]
	}
	return nil
}

// RequestXML writes parameters of a Qimen call as the XML document that is its
// body: the parameter request is the document element.
func (a *API) RequestXML(params map[string]string) (string, error) {
	content, err := a.RequestContent(params)
	if err != nil {
		return "", err
	}
	return `<?xml version="1.0" encoding="utf-8"?><` + QimenRequest + ">" + content + "</" + QimenRequest + ">", nil
}

// RequestContent writes what is in the document element of RequestXML.
func (a *API) RequestContent(params map[string]string) (string, error) {
	document := &sample.Node{Kind: sample.ObjectNode}
	for _, f := range a.Request.Fields {
		text, ok := params[f.Wire]
		if !ok {
			continue
		}
		n, err := requestNode(f, text)
		if err != nil {
			return "", fmt.Errorf("parameter %s: %w", f.Wire, err)
		}
		document.Add(f.Wire, n)
	}
	if a.QimenDocument() != nil && len(document.Members) == 1 {
		document = document.Members[0].Value
	}
	return document.MembersXML(), nil
}

// requestNode reads the text of a parameter as what it stands for.
func requestNode(u *Use, text string) (*sample.Node, error) {
	switch {
	case u.Joined():
		wrapper := &sample.Node{Kind: sample.ObjectNode}
		for item := range strings.SplitSeq(text, ",") {
			wrapper.Add(u.RequestElement(), &sample.Node{Text: item})
		}
		return wrapper, nil
	case u.List || u.Kind == schema.KindStruct:
		n, err := sample.ParseJSON(text)
		if err != nil {
			return nil, err
		}
		return requestToXML(u, n), nil
	}
	return &sample.Node{Text: text}, nil
}

// requestToXML returns what a value of a request looks like in XML.
func requestToXML(u *Use, n *sample.Node) *sample.Node {
	if !u.List || n.Kind != sample.ArrayNode {
		return elementToRequestXML(u, n)
	}
	wrapper := &sample.Node{Kind: sample.ObjectNode}
	for _, item := range n.Items {
		wrapper.Add(u.RequestElement(), elementToRequestXML(u, item))
	}
	return wrapper
}

// elementToRequestXML does the same for a value that is no list, or an element
// of one.
func elementToRequestXML(u *Use, n *sample.Node) *sample.Node {
	if n.Kind != sample.ObjectNode {
		return n
	}
	out := &sample.Node{Kind: sample.ObjectNode}
	for _, m := range n.Members {
		if inner := u.Object.Field(m.Name); inner != nil {
			m.Value = requestToXML(inner, m.Value)
		}
		out.Add(m.Name, m.Value)
	}
	return out
}
