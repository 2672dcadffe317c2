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

// document is the decoding of one body.
type document struct {
	decoder
	plan   *plan
	whole  reflect.Value // the response
	resp   slot
	root   string // documented
	apiErr *Error

	fragments bool // src was wrapped by xmlFragments
}

// decodeBody decodes src into v.
func decodeBody(src string, p *plan, v reflect.Value, root string, report bool) decoded {
	v.SetZero()
	d := document{plan: p, whole: v, resp: slotOf(v), root: root}
	d.src, d.report = strings.TrimPrefix(src, "\ufeff"), report
	switch d.peek() {
	case '{':
		d.json()
	case '<':
		d.xml()
	case 0:
		d.misfit(0, "is empty")
	default:
		d.misfit(d.pos, "is neither a JSON object nor an XML document")
	}
	return d.result(src)
}

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
	if len(d.misfits) > 0 {
		r.decErr = &DecodeError{body: hide(src)}
		for _, m := range d.misfits {
			r.decErr.Faults = append(r.decErr.Faults, Misfit{Path: m.path(), Problem: m.problem, Offset: m.offset})
		}
		r.decErr.Path = r.decErr.Faults[0].Path
		if i := d.plan.requestID; i >= 0 {
			r.decErr.RequestID = d.requestID().string()
		}
	}
	return r
}

func (d *document) requestID() slot { return d.resp.field(&d.plan.fields[d.plan.requestID]) }

// reset forgets what was decoded, but the request id.
func (d *document) reset() {
	id := ""
	if d.plan.requestID >= 0 {
		id = d.requestID().string()
	}
	d.whole.SetZero()
	if id != "" {
		d.requestID().setString(id)
	}
	d.misfits, d.unknown = nil, nil
}

const (
	errorRoot   = "error_response"
	rootSuffix  = "_response"
	qimenObject = "response" // root of Qimen responses, and the field that documents them
)

// members is what a pass over the members of a JSON document found.
type members struct {
	count
	objects   int // members that are objects
	candidate int // where the last undocumented object whose name is that of a root is, or 0
	rooted    bool
	content   count  // of the root
	fields    bool   // a documented member was found, other than the request id
	code      string // of the undocumented member code
	msg       bool   // there is an undocumented member msg or message
}

// json decodes the JSON document at pos. One pass does if the root is the
// documented one or if there is none.
func (d *document) json() {
	start := d.pos
	d.depth++
	d.pos++
	m, ok := d.topMembers()
	if !ok || d.apiErr != nil {
		return
	}
	if end := d.pos; d.peek() != 0 {
		d.misfit(end, "goes on behind the JSON document")
	}
	switch {
	case m.rooted:
	case m.candidate > 0 && m.objects == 1:
		d.reset()
		d.pos = m.candidate
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
	for next := 0; ; {
		i, name, more := d.memberOf(d.plan, next)
		if !more {
			return m, !d.broken
		}
		known := i >= 0
		if known {
			name = d.plan.fields[i].name
		}
		m.members++
		isObject := d.src[d.pos] == '{'
		if isObject {
			m.objects++
		}
		var ok bool
		switch {
		case name == errorRoot:
			if ok = d.errorResponse(); d.apiErr != nil {
				return m, ok
			}
		case name == d.root && d.root != "" && isObject && !m.rooted:
			d.reset()
			m.rooted = true
			m.content, ok = d.object(d.plan, d.resp)
		case known && (!m.rooted || i == d.plan.requestID && d.requestID().string() == ""):
			m.known++
			m.fields = m.fields || i != d.plan.requestID
			next = i + 1
			ok = d.topField(i, seen.add(i))
		default:
			if isObject && (name == qimenObject || strings.HasSuffix(name, rootSuffix)) {
				m.candidate = d.pos
			}
			ok = d.other(name, &m)
		}
		if !ok {
			return m, false
		}
	}
}

// topField decodes the value at pos into field i of the response.
func (d *document) topField(i int, first bool) bool {
	f := &d.plan.fields[i]
	before, ok := d.mark(), false
	if first {
		ok = d.value(f, d.resp.field(f))
	} else {
		ok = d.again(f, d.resp.field(f), d.value)
	}
	d.under(before, f.name)
	return ok
}

// other skips a member of the document that has no field.
func (d *document) other(name string, m *members) bool {
	d.noField(name)
	raw, ok := d.skipValue()
	switch {
	case !ok:
	case name == "code":
		m.code = strings.Trim(raw, `"`)
	case name == "msg" || name == "message":
		m.msg = true
	}
	return ok
}

// undocumented decides about a document, from start on, in which no member has
// a field, but for the request id: it may be a Qimen response without root, or an
// error without root.
func (d *document) undocumented(start int, m members) {
	if !m.rooted && d.qimen(start) {
		return
	}
	switch {
	case !m.rooted && m.code != "" && m.code != "0" && m.msg:
		d.pos = start
		d.errorResponse()
	case m.content.known > 0:
	case m.rooted && len(d.plan.fields) == 1 && d.plan.requestID == 0:
		// Nothing is documented but the root.
	default:
		d.misfit(start, "has none of the documented fields")
	}
}

// qimen decodes the document, from start on, as the content of the field that
// stands for the whole of a Qimen response, and reports whether it is.
func (d *document) qimen(start int) bool {
	i, ok := d.plan.qimenField()
	if !ok {
		return false
	}
	before := *d
	d.reset()
	d.pos, d.depth = start, 0
	f := &d.plan.fields[i]
	m := d.mark()
	n, ok := d.object(f.object, d.resp.field(f).target(f))
	d.under(m, qimenObject)
	if ok && n.known > 0 {
		return true
	}
	d.reset()
	d.misfits, d.unknown, d.pos, d.broken = before.misfits, before.unknown, before.pos, before.broken
	return false
}

// qimenField returns the index of the field that stands for the whole of a
// Qimen response.
func (p *plan) qimenField() (int, bool) {
	i, ok := p.byName[qimenObject]
	return i, ok && p.fields[i].kind == kindStruct && !p.fields[i].list
}

// errorBody is the content of an error response, in the spellings of TOP and
// of Qimen.
type errorBody struct {
	_          [0]func() // not comparable: nobody asks for the code of that
	Code       string    `json:"code"`
	Msg        string    `json:"msg"`
	Message    string    `json:"message"`
	SubCode    string    `json:"sub_code"`
	SubMsg     string    `json:"sub_msg"`
	SubMessage string    `json:"sub_message"`
	RequestID  string    `json:"request_id"`
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

// errorResponse decodes the JSON value at pos as an error, unless it is null
// or blank. It returns false if the body is broken; there may be an error then,
// too.
func (d *document) errorResponse() bool {
	var body errorBody
	p, v := mustPlanOf(&body)
	ok := true
	if d.src[d.pos] == '{' {
		_, ok = d.object(p, slotOf(v))
	} else if body.Msg, ok = d.text(); isBlank(body.Msg) {
		return ok
	}
	d.apiErr = body.err()
	return ok
}

// errorResponseXML is errorResponse for the element name, whose start tag has
// been read.
func (d *document) errorResponseXML(name string, empty bool) {
	var body errorBody
	p, v := mustPlanOf(&body)
	if !empty {
		text, child, ok := d.content(name)
		if ok && child {
			d.children(p, slotOf(v), name, text)
		} else {
			body.Msg = strings.TrimSpace(text)
		}
	}
	d.apiErr = body.err()
}

// xml decodes the XML document at pos.
func (d *document) xml() {
	if !d.prolog() {
		return
	}
	start := d.pos
	if !strings.HasPrefix(d.src[start:], "<") {
		d.syntax("is broken XML: there is no element")
		return
	}
	name, empty, ok := d.startTag()
	switch {
	case !ok:
	case strings.ToLower(name) == "html":
		d.misfit(start, "is an HTML page")
	case name == errorRoot:
		d.errorResponseXML(name, empty)
	default:
		d.rootXML(start, name, empty)
	}
}

// rootXML decodes the document element name, whose start tag has been read.
func (d *document) rootXML(start int, name string, empty bool) {
	var n count
	if !empty {
		text, child, ok := d.content(name)
		if ok && child {
			n, ok = d.children(d.plan, d.resp, name, text)
		} else if !isBlank(text) {
			n.members++
		}
		if !ok {
			return
		}
	}
	if !d.prolog() {
		return
	}
	more := d.pos < len(d.src)
	_, isField := d.plan.byName[name]
	own := n.known // without the request id, which stands in any root
	if d.plan.requestID >= 0 && d.requestID().string() != "" {
		own--
	}
	switch {
	case d.fragments:
	case more && d.src[d.pos] != '<':
		d.misfit(d.pos, "goes on behind the XML document")
		return
	case more, isField && own <= 0:
		d.xmlFragments(start)
		return
	}
	if n.members > 0 && n.known == 0 && (d.fragments || name != d.root || len(d.plan.fields) > 1) {
		d.misfit(start, "has none of the documented fields")
	}
}

// xmlFragments decodes again from start on a document whose elements are
// fields themselves: it has no root.
func (d *document) xmlFragments(start int) {
	const open, end = "<fragments>", "</fragments>"
	d.reset()
	d.src = d.src[:start] + open + d.src[start:] + end
	d.pos, d.depth, d.broken = start, 0, false
	d.fragments, d.shift = true, len(open)
	d.xml()
}
