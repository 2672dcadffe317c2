package top

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// qimenGateway returns the gateway of a Qimen method: taobao.qimen.* speak
// protocol 1.x, other scenes that of the cloud.
func qimenGateway(method string) string {
	if strings.HasPrefix(method, "taobao.qimen.") {
		return GatewayQimen
	}
	return GatewayQimenCloud
}

// qimenFailure returns the error that a Qimen response is, or nil: flag, code
// and message stand among its fields.
func qimenFailure(body string) *Error {
	var answer struct {
		Response *struct {
			Flag       string `json:"flag"`
			Code       string `json:"code"`
			Message    string `json:"message"`
			SubCode    string `json:"sub_code"`
			SubMessage string `json:"sub_message"`
			RequestID  string `json:"request_id"`
		} `json:"response"`
		RequestID string `json:"request_id"`
	}
	p, v := mustPlanOf(&answer)
	decodeBody(body, p, v, "", wanted{})
	r := answer.Response
	if r == nil || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Flag)), "fail") { // failure, also cut short
		return nil
	}
	if r.RequestID == "" {
		r.RequestID = answer.RequestID
	}
	said := errorBody{Code: r.Code, Message: r.Message, SubCode: r.SubCode, SubMessage: r.SubMessage, RequestID: r.RequestID}
	return said.err()
}

// qimenRequest builds a request of protocol 1.x: the parameters of the
// protocol in the query, the request as an XML document, which is signed, too.
func (k *call) qimenRequest(ctx context.Context) (*http.Request, error) {
	f := newForm()
	defer f.release()
	k.added = nil // of the attempt before
	if err := k.system(f); err != nil {
		return nil, err
	}
	f.add("customerId", k.customerID)
	f.sortFrom(0)
	f.sort(0)
	body, err := requestXML(k.reqPlan, k.req, k.added)
	if err != nil {
		return nil, err
	}
	k.signForm(f, body)
	address := withQuery(k.gateway.address, string(f.urlencode(nil)))
	return k.post(ctx, address, "text/xml;charset=utf-8", bytes.NewReader(body))
}

// requestXML returns a request as the XML document of Qimen, with what WithParam adds to
// it. The pages document a single parameter, request, which is the document element.
func requestXML(p *plan, v slot, more []added) ([]byte, error) {
	w := xmlWriter{b: []byte(`<?xml version="1.0" encoding="utf-8"?>`)}
	if len(p.fields) == 1 && p.fields[0].name == "request" && p.fields[0].kind == kindStruct {
		f := &p.fields[0]
		v, ok := v.field(f).pointed(f)
		w.element(f.name, func() {
			if more = w.within(f, more); ok {
				w.object(f.object, v, more)
			} else {
				w.absent(f.object, more)
			}
		})
		return w.b, w.err
	}
	w.element("request", func() { w.object(p, v, more) })
	return w.b, w.err
}

// xmlWriter writes the XML of a request.
type xmlWriter struct {
	b    []byte
	path []string // names of the elements that are open
	err  error    // the first
}

// object writes the members of an object, and what is added to it.
func (w *xmlWriter) object(p *plan, v slot, more []added) {
	for i := range p.fields {
		f := &p.fields[i]
		var own []added
		if len(more) > 0 && isThere(f, v.field(f)) {
			own, more = split(more, f.name)
		}
		w.field(f, v.field(f), own)
	}
	w.absent(p, more)
}

// isThere reports whether a field is written.
func isThere(f *field, v slot) bool {
	if f.list {
		return v.len() > 0
	}
	_, ok := v.pointed(f)
	return ok
}

func (w *xmlWriter) field(f *field, v slot, more []added) {
	if f.list {
		w.list(f, v, more)
		return
	}
	if v, ok := v.pointed(f); ok {
		w.element(f.name, func() { w.value(f, v, w.within(f, more)) })
	}
}

func (w *xmlWriter) list(f *field, v slot, more []added) {
	if v.len() == 0 {
		return
	}
	w.element(f.name, func() {
		for i := range v.len() {
			w.element(elementName(f), func() { w.value(f, v.element(f, i), w.withinElement(f, more, i, v.len())) })
		}
	})
}

// elementName returns the name of the elements of a list.
func elementName(f *field) string {
	if f.rules.element != "" {
		return f.rules.element
	}
	return strings.TrimSuffix(f.name, "s")
}

func (w *xmlWriter) value(f *field, v slot, more []added) {
	switch f.kind {
	case kindStruct:
		w.object(f.object, v, more)
	case kindRaw:
		w.raw(w.extended(RawJSON(strings.TrimSpace(v.string())), more))
	default:
		for _, a := range more {
			w.failAdded(a, "there is no object for %s", a.path[0])
		}
		w.text(string(appendScalar(nil, f, v)))
	}
}

// raw writes the members of a JSON object as elements, and anything else as text.
func (w *xmlWriter) raw(v RawJSON) {
	w.checkUTF8(string(v))
	if !strings.HasPrefix(strings.TrimSpace(string(v)), "{") {
		w.text(v.Text())
		return
	}
	each(v, func(name string, m RawJSON) {
		values := []RawJSON{m}
		if strings.HasPrefix(string(m), "[") {
			values = elements(m)
		}
		for _, value := range values {
			w.element(name, func() { w.raw(value) })
		}
	})
}

func (w *xmlWriter) element(name string, content func()) {
	if !isXMLName(name) {
		w.fail("%q is no name of an XML element", name)
	}
	w.path = append(w.path, name)
	w.b = append(append(append(w.b, '<'), name...), '>')
	content()
	w.b = append(append(append(w.b, "</"...), name...), '>')
	w.path = w.path[:len(w.path)-1]
}

// fail records an error, unless there is one.
func (w *xmlWriter) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// isXMLName reports whether name can be that of an element.
func isXMLName(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || r != '-' && r != '.' && !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
}

// text writes text, escaped. A character that XML cannot hold, by any escape, is
// an error: without it, the text would be another one.
func (w *xmlWriter) text(s string) {
	w.checkUTF8(s)
	for _, r := range s {
		switch {
		case r == '<':
			w.b = append(w.b, "&lt;"...)
		case r == '>':
			w.b = append(w.b, "&gt;"...)
		case r == '&':
			w.b = append(w.b, "&amp;"...)
		case r == '\r':
			w.b = append(w.b, "&#13;"...)
		case !isXMLChar(r):
			w.fail("%s holds the character %U, which XML cannot have", strings.Join(w.path, "."), r)
		default:
			w.b = utf8.AppendRune(w.b, r)
		}
	}
}

func (w *xmlWriter) checkUTF8(s string) {
	if !utf8.ValidString(s) {
		w.fail("%s is no valid UTF-8", strings.Join(w.path, "."))
	}
}

// isXMLChar reports whether a document of XML 1.0 can hold r (section 2.2).
func isXMLChar(r rune) bool {
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}
