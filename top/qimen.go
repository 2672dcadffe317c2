package top

import (
	"bytes"
	"context"
	"net/http"
	"strings"
)

// qimenGateway returns the gateway of a Qimen method: taobao.qimen.* speak
// protocol 1.x, other scenes that of the cloud.
func qimenGateway(method string) string {
	if strings.HasPrefix(method, "taobao.qimen.") {
		return GatewayQimen
	}
	return GatewayQimenCloud
}

func (k *call) qimen() bool {
	return k.gateway.dialect == dialectQimen || k.gateway.dialect == dialectQimenCloud
}

// qimenFailure returns the error that a Qimen response is, or nil: flag, code
// and message stand among its fields.
func qimenFailure(body string) *Error {
	at := func(name string) string {
		for _, path := range []string{qimenObject + "." + name, name} {
			if v, ok := lookup(body, path); ok {
				return v.Text()
			}
		}
		return ""
	}
	if !strings.EqualFold(strings.TrimSpace(at("flag")), "failure") {
		return nil
	}
	return errorBody{
		Code: at("code"), Message: at("message"), SubCode: at("sub_code"), SubMessage: at("sub_message"), RequestID: at("request_id"),
	}.err()
}

// qimenRequest builds a request of protocol 1.x: the parameters of the
// protocol in the query, the request as an XML document, which is signed, too.
func (k *call) qimenRequest(ctx context.Context) (*http.Request, error) {
	f := newForm()
	defer f.release()
	if err := k.system(f); err != nil {
		return nil, err
	}
	f.add("customerId", k.customerID)
	f.sortFrom(0)
	f.sort(0)
	body := appendRequestXML(nil, k.reqPlan, slotOf(k.req))
	k.signForm(f, body)
	address := k.gateway.address + "?" + string(f.urlencode(nil))
	return k.post(ctx, address, "text/xml;charset=utf-8", bytes.NewReader(body))
}

// appendRequestXML appends a request as the XML document of Qimen. The pages
// document a single parameter, request, which is the document element.
func appendRequestXML(b []byte, p *plan, v slot) []byte {
	b = append(b, `<?xml version="1.0" encoding="utf-8"?>`...)
	if len(p.fields) == 1 && p.fields[0].name == "request" && p.fields[0].kind == kindStruct {
		f := &p.fields[0]
		if request, ok := v.field(f).pointed(f); ok {
			return appendElementXML(b, f, f.name, request)
		}
		return append(b, "<request></request>"...)
	}
	b = append(b, "<request>"...)
	b = appendObjectXML(b, p, v)
	return append(b, "</request>"...)
}

func appendObjectXML(b []byte, p *plan, v slot) []byte {
	for i := range p.fields {
		b = appendFieldXML(b, &p.fields[i], v.field(&p.fields[i]))
	}
	return b
}

func appendFieldXML(b []byte, f *field, v slot) []byte {
	if f.list {
		return appendListXML(b, f, v)
	}
	v, ok := v.pointed(f)
	if !ok {
		return b
	}
	return appendElementXML(b, f, f.name, v)
}

func appendListXML(b []byte, f *field, v slot) []byte {
	if v.len() == 0 {
		return b
	}
	element := f.element
	if element == "" {
		element = strings.TrimSuffix(f.name, "s")
	}
	b = appendTag(b, "<", f.name)
	for i := range v.len() {
		b = appendElementXML(b, f, element, v.element(f, i))
	}
	return appendTag(b, "</", f.name)
}

func appendElementXML(b []byte, f *field, name string, v slot) []byte {
	b = appendTag(b, "<", name)
	switch f.kind {
	case kindStruct:
		b = appendObjectXML(b, f.object, v)
	case kindRaw:
		b = appendRawXML(b, RawJSON(v.string()))
	default:
		b = appendTextXML(b, string(appendScalar(nil, f.kind, v)))
	}
	return appendTag(b, "</", name)
}

// appendRawXML appends the members of a JSON object as elements, and anything
// else as text.
func appendRawXML(b []byte, v RawJSON) []byte {
	if !strings.HasPrefix(strings.TrimSpace(string(v)), "{") {
		return appendTextXML(b, v.Text())
	}
	each(v, func(name string, m RawJSON) {
		values := []RawJSON{m}
		if strings.HasPrefix(string(m), "[") {
			values = elements(m)
		}
		for _, value := range values {
			b = appendTag(b, "<", name)
			b = appendRawXML(b, value)
			b = appendTag(b, "</", name)
		}
	})
	return b
}

func appendTag(b []byte, open, name string) []byte {
	b = append(b, open...)
	b = append(b, name...)
	return append(b, '>')
}

// appendTextXML appends text, escaped; characters that XML cannot hold are left out.
func appendTextXML(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '\r':
			b = append(b, "&#13;"...)
		case r < ' ' && r != '\t' && r != '\n':
		default:
			b = append(b, string(r)...)
		}
	}
	return b
}
