package top

import (
	"bytes"
	"context"
	"net/http"
	"reflect"
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
	f := &form{}
	if err := k.system(f); err != nil {
		return nil, err
	}
	f.add("customerId", k.customerID)
	f.finish()
	for i := range f.params {
		if f.params[i].name == "format" {
			f.params[i].value = "xml"
		}
	}
	sortParams(f.params)
	body := appendRequestXML(nil, k.reqPlan, k.req)
	k.signForm(f, body)
	address := k.gateway.address + "?" + string(urlencoded(nil, f.params))
	return k.post(ctx, address, "text/xml;charset=utf-8", bytes.NewReader(body))
}

// appendRequestXML appends a request as the XML document of Qimen. The pages
// document a single parameter, request, which is the document element.
func appendRequestXML(b []byte, p *plan, v reflect.Value) []byte {
	b = append(b, `<?xml version="1.0" encoding="utf-8"?>`...)
	if len(p.fields) == 1 && p.fields[0].name == "request" && p.fields[0].kind == kindStruct {
		f := &p.fields[0]
		if f.ptr && v.Field(f.index).IsNil() {
			return append(b, "<request></request>"...)
		}
		return appendFieldXML(b, f, v.Field(f.index))
	}
	b = append(b, "<request>"...)
	b = appendObjectXML(b, p, v)
	return append(b, "</request>"...)
}

func appendObjectXML(b []byte, p *plan, v reflect.Value) []byte {
	for i := range p.fields {
		b = appendFieldXML(b, &p.fields[i], v.Field(p.fields[i].index))
	}
	return b
}

func appendFieldXML(b []byte, f *field, v reflect.Value) []byte {
	if f.list {
		return appendListXML(b, f, v)
	}
	if f.ptr {
		if v.IsNil() {
			return b
		}
		v = v.Elem()
	}
	return appendElementXML(b, f, f.name, v)
}

func appendListXML(b []byte, f *field, v reflect.Value) []byte {
	if v.Len() == 0 {
		return b
	}
	element := f.element
	if element == "" {
		element = strings.TrimSuffix(f.name, "s")
	}
	b = appendTag(b, "<", f.name)
	for i := range v.Len() {
		b = appendElementXML(b, f, element, v.Index(i))
	}
	return appendTag(b, "</", f.name)
}

func appendElementXML(b []byte, f *field, name string, v reflect.Value) []byte {
	b = appendTag(b, "<", name)
	switch f.kind {
	case kindStruct:
		b = appendObjectXML(b, f.object, v)
	case kindRaw:
		b = appendRawXML(b, RawJSON(v.String()))
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
