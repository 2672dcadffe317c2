package top

import (
	"reflect"
	"strings"
)

// Unmarshal decodes a response body as Do does: JSON with its root, simplified
// JSON, or XML. It replaces what resp, a pointer to a generated response,
// held before. Strings of the result share one copy of the body.
//
// It returns an *Error if the body is an error response, and a *DecodeError if
// something does not fit; then resp holds everything else.
func Unmarshal(body []byte, resp any) error {
	p, v, err := planOf(resp)
	if err != nil {
		return err
	}
	return decodeBody(string(body), p, v, p.root, false).err()
}

// UnmarshalReport is Unmarshal, and also returns the paths of all members of
// the body for which the response has no field, such as "result.items[0].vip":
// fields that the documentation does not have. Of an undocumented object only
// the object itself is named.
func UnmarshalReport(body []byte, resp any) (unknown []string, err error) {
	p, v, err := planOf(resp)
	if err != nil {
		return nil, err
	}
	r := decodeBody(string(body), p, v, p.root, true)
	return r.unknown, r.err()
}

// decoded is what became of a body.
type decoded struct {
	apiErr  *Error
	decErr  *DecodeError
	unknown []string
}

func (r decoded) err() error {
	switch {
	case r.apiErr != nil:
		return r.apiErr
	case r.decErr != nil:
		return r.decErr
	}
	return nil
}

// document is the decoding of one body: it finds out what in it is the
// response, and whether it is an error instead.
type document struct {
	decoder
	plan   *plan
	whole  reflect.Value // the response
	resp   slot
	root   string // documented
	apiErr *Error
}

// decodeBody decodes src into v.
func decodeBody(src string, p *plan, v reflect.Value, root string, report bool) decoded {
	v.SetZero()
	d := document{plan: p, whole: v, resp: slotOf(v), root: root}
	d.src, d.report = src, report
	if strings.HasPrefix(src, byteOrderMark) {
		d.pos = len(byteOrderMark)
	}
	switch d.peek() {
	case '{':
		d.jsonDocument()
	case '<':
		d.isXML = true
		d.xmlDocument()
	case 0:
		d.misfit(0, "is empty")
	default:
		d.misfit(d.pos, "is neither a JSON object nor an XML document")
	}
	return d.result(src)
}

const byteOrderMark = "\ufeff"

// result sums up.
func (d *document) result(src string) decoded {
	if d.apiErr != nil {
		d.whole.SetZero()
		return decoded{apiErr: d.apiErr}
	}
	var r decoded
	for _, u := range d.unknown {
		r.unknown = append(r.unknown, u.path())
	}
	if len(d.faults) > 0 {
		r.decErr = &DecodeError{body: hide(src)}
		for _, f := range d.faults {
			r.decErr.Faults = append(r.decErr.Faults, Misfit{Path: f.path(), Problem: f.problem, Offset: f.offset})
		}
		r.decErr.Path = r.decErr.Faults[0].Path
		r.decErr.RequestID = d.requestID()
	}
	return r
}

// requestID returns what the request id of the response is so far.
func (d *document) requestID() string { return d.plan.requestIDOf(d.resp) }

// restart goes back to pos, to decode from there what it forgets.
func (d *document) restart(pos int) {
	d.forget()
	d.pos, d.depth = pos, 0
}

// forget forgets what was decoded and found, but the request id.
func (d *document) forget() {
	id := d.requestID()
	d.whole.SetZero()
	if id != "" {
		d.resp.field(d.plan.requestID).setString(id)
	}
	d.faults, d.unknown = nil, nil
}

const (
	errorRoot   = "error_response"
	rootSuffix  = "_response"
	qimenObject = "response" // root of Qimen responses, and the field that documents them
)

const noDocumentedField = "has none of the documented fields"

// members is what a pass over the members of a JSON document found.
type members struct {
	count
	objects   int // members that are objects
	candidate int // where the last undocumented object whose name ends in _response is, or 0
	response  int // where the undocumented object response is, or 0
	rooted    bool
	content   count  // of the root
	fields    bool   // a documented member was found, other than the request id
	qimen     bool   // a member is a field of the object that documents a Qimen response
	code      string // of the undocumented member code
	msg       bool   // there is an undocumented member msg or message
}

// jsonDocument decodes the JSON document at pos. One pass does if the root is
// the documented one or if there is none.
func (d *document) jsonDocument() {
	start := d.pos
	m, ok := d.topMembers()
	if !ok || d.apiErr != nil {
		return
	}
	if end := d.pos; d.peek() != 0 {
		d.misfit(end, "goes on behind the JSON document")
	}
	if m.candidate == 0 && !m.fields {
		m.candidate = m.response // Qimen's cloud puts it around what a page documents without root
	}
	switch {
	case m.rooted:
	case m.candidate > 0 && m.objects == 1:
		d.restart(m.candidate)
		m.content, ok = d.object(d.plan, d.resp)
		m.rooted = true
	default:
		m.content = m.count
	}
	if ok && m.content.members > 0 && (m.content.known == 0 || !m.rooted && !m.fields) {
		d.undocumented(start, m)
	}
}

// topMembers decodes what of the document has a field, and its root.
func (d *document) topMembers() (members, bool) {
	var m members
	var seen fieldSet
	in, _ := d.enter()
	for next := 0; ; {
		i, name, more := d.memberOf(in, d.plan, next)
		if !more {
			return m, !d.broken
		}
		var f *field
		if i >= 0 {
			f = &d.plan.fields[i]
			name = f.name
		}
		m.members++
		isObject := d.src[d.pos] == '{'
		if isObject {
			m.objects++
		}
		if d.plan.qimen != nil {
			_, isField := d.plan.qimen.object.byName[name]
			m.qimen = m.qimen || isField
		}
		var ok bool
		switch {
		case name == errorRoot:
			if ok = d.errorResponse(); d.apiErr != nil {
				return m, ok
			}
		case name == d.root && d.root != "" && isObject && !m.rooted:
			d.forget()
			m.rooted = true
			m.content, ok = d.object(d.plan, d.resp)
		case f != nil && (!m.rooted || f == d.plan.requestID && d.requestID() == ""):
			m.known++
			m.fields = m.fields || f != d.plan.requestID
			next = i + 1
			ok = d.field(f, d.resp.field(f), seen.add(i))
		default:
			switch {
			case isObject && strings.HasSuffix(name, rootSuffix):
				m.candidate = d.pos
			case isObject && name == qimenObject:
				m.response = d.pos
			}
			ok = d.other(name, &m)
		}
		if !ok {
			return m, false
		}
	}
}

// other skips a member of the document that has no field.
func (d *document) other(name string, m *members) bool {
	d.noField(name)
	source, ok := d.skip()
	switch {
	case !ok:
	case name == "code":
		m.code = strings.Trim(source, `"`)
	case name == "msg" || name == "message":
		m.msg = true
	}
	return ok
}

// undocumented decides about a document, from start on, in which no member has
// a field, but for the request id: it may be a Qimen response without root, or an
// error without root.
func (d *document) undocumented(start int, m members) {
	switch {
	case !m.rooted && m.qimen:
		f := d.plan.qimen
		d.restart(start)
		d.object(f.object, d.resp.field(f).target(f))
		d.under(findings{}, f.name)
	case !m.rooted && m.code != "" && m.code != "0" && m.msg:
		d.restart(start)
		d.errorResponse()
	case m.content.known > 0:
	case m.rooted && len(d.plan.fields) == 1 && d.plan.requestID != nil:
		// Nothing is documented but the root.
	default:
		d.misfit(start, noDocumentedField)
	}
}

// errorBody is the content of an error response, in the spellings of TOP and
// of Qimen.
type errorBody struct {
	Code       string `json:"code"`
	Msg        string `json:"msg"`
	Message    string `json:"message"`
	SubCode    string `json:"sub_code"`
	SubMsg     string `json:"sub_msg"`
	SubMessage string `json:"sub_message"`
	RequestID  string `json:"request_id"`
}

func (b errorBody) err() *Error {
	e := &Error{Code: b.Code, Msg: b.Msg, SubCode: b.SubCode, SubMsg: b.SubMsg, RequestID: b.RequestID}
	if e.Msg == "" {
		e.Msg = b.Message
	}
	if e.SubMsg == "" {
		e.SubMsg = b.SubMessage
	}
	return e
}

// mustPlanOf is planOf for types of this package.
func mustPlanOf(v any) (*plan, reflect.Value) {
	p, value, err := planOf(v)
	if err != nil {
		panic(err)
	}
	return p, value
}

// errorResponse decodes the value at hand as an error, unless it is JSON that
// is null or blank. It returns false if the body is broken; there may be an error
// then, too.
func (d *document) errorResponse() bool {
	var body errorBody
	ok := true
	switch text, s := d.text(); s {
	case shapeObject:
		p, v := mustPlanOf(&body)
		_, ok = d.object(p, slotOf(v))
	case shapeText:
		if body.Msg = strings.TrimSpace(text); body.Msg == "" && !d.isXML {
			return true
		}
	case shapeArray:
		d.misfit(d.pos, "is a list where an error is documented")
		_, ok = d.skip()
		return ok
	default:
		return false
	}
	d.apiErr = body.err()
	return ok
}

// xmlDocument decodes the XML document at pos.
func (d *document) xmlDocument() {
	x := d.xml()
	if !x.prolog() {
		return
	}
	start := d.pos
	if !strings.HasPrefix(d.src[start:], "<") {
		d.syntax("is broken XML: there is no element")
		return
	}
	var ok bool
	d.tag, d.empty, ok = x.startTag()
	switch {
	case !ok:
	case strings.ToLower(d.tag) == "html":
		d.misfit(start, "is an HTML page")
	case d.tag == errorRoot:
		d.errorResponse()
	default:
		d.documentElement(start)
	}
}

// documentElement decodes the element at hand, whose tag begins at start.
func (d *document) documentElement(start int) {
	name := d.tag
	var n count
	text, s := d.text()
	ok := s != shapeBroken
	switch {
	case s == shapeObject:
		n, ok = d.object(d.plan, d.resp)
	case !isBlank(text):
		n.members++
	}
	if !ok || !d.xml().prolog() {
		return
	}
	more := d.pos < len(d.src)
	_, isField := d.plan.byName[name]
	own := n.known // without the request id, which stands in any root
	if d.requestID() != "" {
		own--
	}
	switch {
	case more && d.src[d.pos] != '<':
		d.misfit(d.pos, "goes on behind the XML document")
	case more, isField && own <= 0:
		d.elements(start)
	case n.members > 0 && n.known == 0 && (name != d.root || len(d.plan.fields) > 1):
		d.misfit(start, noDocumentedField)
	}
}

// elements decodes again from start on a document that has no root: its
// elements are fields themselves.
func (d *document) elements(start int) {
	d.restart(start)
	d.tag, d.empty = wholeDocument, false
	if n, ok := d.object(d.plan, d.resp); ok && n.members > 0 && n.known == 0 {
		d.misfit(start, noDocumentedField)
	}
}
