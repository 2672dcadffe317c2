package emit

import (
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// The document element of a Qimen request, and the parameter that pages
// document it as.
const qimenRequest = "request"

// isQimenXML reports whether the method speaks Qimen 1.x, whose requests are
// XML documents; other Qimen methods are served by the cloud, which takes forms.
func (m *model) isQimenXML() bool {
	return m.api.Protocol == schema.ProtocolQimen && strings.HasPrefix(m.api.Method, "taobao.")
}

// qimenParams returns what stands within the document element of the request.
func (m *model) qimenParams(v *value) string {
	var b strings.Builder
	if len(m.request.Fields) == 1 && m.request.Fields[0].Wire == qimenRequest && m.request.Fields[0].Kind == schema.KindStruct {
		if v = v.get(m.request.Fields[0]); v != nil {
			writeRequestXML(&b, m.request.Fields[0].Object, v)
		}
		return b.String()
	}
	writeRequestXML(&b, m.request, v)
	return b.String()
}

func writeRequestXML(b *strings.Builder, o *object, v *value) {
	for _, fv := range inOrder(o, v) {
		if fv.value.kind != listValue {
			writeRequestElement(b, fv.field, fv.field.Wire, fv.value)
			continue
		}
		b.WriteString("<" + fv.field.Wire + ">")
		for _, item := range fv.value.items {
			writeRequestElement(b, fv.field, strings.TrimSuffix(fv.field.Wire, "s"), item)
		}
		b.WriteString("</" + fv.field.Wire + ">")
	}
}

func writeRequestElement(b *strings.Builder, f *field, name string, v *value) {
	if v.kind == objectValue {
		b.WriteString("<" + name + ">")
		writeRequestXML(b, f.Object, v)
		b.WriteString("</" + name + ">")
		return
	}
	n := &node{kind: leafText, text: wireText(f, v)}
	if f.Kind == schema.KindRaw && f.Doc.Type != "Json" && validJSON(v.text) {
		n = jsonNode(v.text, sample.ReadJSON(v.text).Value)
	}
	writeXML(b, name, n)
}
