package toptest

import (
	"bytes"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
)

// Call is a call as it arrived.
type Call struct {
	Method  string
	Params  map[string]string   // parameters of the API itself
	Public  map[string]string   // parameters of the protocol, such as app_key and sign
	Files   map[string]FilePart // of a multipart form, by parameter; the first of each
	Session string
	Body    string // XML document of a Qimen call
	Batch   bool   // part of a batch

	request *inbound.Request
}

// FilePart is a file as it arrived.
type FilePart struct {
	Name string // file name
	Type string // content type
	Data []byte
}

// newCall returns the call that a request makes.
func newCall(in *inbound.Request) *Call {
	c := &Call{
		Method: in.Method(), Params: map[string]string{}, Public: map[string]string{},
		Session: in.Session(), Batch: in.Batch, request: in,
	}
	for name, value := range in.Values {
		if protocol.Public(name) {
			c.Public[name] = value
		} else {
			c.Params[name] = value
		}
	}
	for name, files := range in.Files {
		if c.Files == nil {
			c.Files = map[string]FilePart{}
		}
		c.Files[name] = FilePart{Name: files[0].Name, Type: files[0].Type, Data: files[0].Data}
	}
	if in.Body != nil && (in.Gateway == protocol.Qimen || in.Gateway == protocol.QimenCloud) {
		c.Body = string(in.Body)
		c.Params["request"] = documentContent(in.Body)
	}
	return c
}

// documentContent returns what is within the document element of an XML text.
func documentContent(xml []byte) string {
	rest := withoutProlog(xml)
	start, end := bytes.IndexByte(rest, '>'), bytes.LastIndex(rest, []byte("</"))
	if start < 0 || end < start {
		return ""
	}
	return string(rest[start+1 : end])
}

// withoutProlog returns an XML text from its first element on.
func withoutProlog(xml []byte) []byte {
	if _, rest, ok := bytes.Cut(xml, []byte("?>")); ok {
		return rest
	}
	return xml
}
