package top

import "strings"

// Unmarshal decodes a response body as Do does: JSON with its root, simplified
// JSON, or XML. It replaces what resp, a pointer to a generated response,
// held before. Strings of the result hold on to a few KB of others at most, not to
// the body.
//
// It returns an *Error if the body is an error response, and a *DecodeError if
// something does not fit; then resp holds everything else.
func Unmarshal(body []byte, resp any) error {
	p, v, err := planOf(resp)
	if err != nil {
		return err
	}
	return decodeBytes(body, p, v, wanted{}).err()
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
	r := decodeBytes(body, p, v, wanted{unknown: true, answers: answersOf})
	return r.unknown, r.err()
}

// decodeBytes decodes body, which the caller may change afterwards, into v.
func decodeBytes(body []byte, p *plan, v slot, want wanted) decoded {
	r := decodeBody(viewOf(body), p, v, p.root, want)
	if r.decErr != nil {
		r.decErr.body = hide(string(body))
	}
	return r
}

// decoded is what became of a body. It is small, since it is handed up for each.
type decoded struct {
	apiErr *Error
	decErr *DecodeError
	*answers
}

// answers is what wanted asks for.
type answers struct {
	unknown []string
	sent    Sent
}

// noAnswers are those where nobody asks.
var noAnswers = &answers{}

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
	resp   slot
	root   string // documented
	apiErr *Error
	onlyID bool // nothing but a request id came
}

// decodeBody decodes src into v.
func decodeBody(src string, p *plan, v slot, root string, want wanted) decoded {
	v.clear(p)
	var d document // a literal would be made elsewhere, and copied
	d.plan, d.resp, d.root = p, v, root
	d.src, d.wanted = src, want
	if strings.HasPrefix(src, byteOrderMark) {
		d.pos = len(byteOrderMark)
	}
	switch c := d.peek(); {
	case c == '{':
		d.jsonDocument()
	case c == '<':
		d.isXML = true
		d.xmlDocument()
	case d.pos == len(src):
		d.misfit(0, "is empty")
	default:
		d.misfit(d.pos, "is neither a JSON object nor an XML document")
	}
	return d.result()
}

const byteOrderMark = "\ufeff"

// result sums up.
func (d *document) result() decoded {
	if d.apiErr != nil {
		d.resp.clear(d.plan)
		return decoded{d.apiErr, nil, noAnswers}
	}
	r := decoded{nil, nil, noAnswers}
	if d.wanted.answers != nil {
		r.answers = d.wanted.answers(d.wanted, d.plan, d.resp, d.notes)
	}
	if len(d.faults) > 0 {
		r.decErr = &DecodeError{body: hide(d.src), empty: d.onlyID, Faults: make([]Misfit, len(d.faults))}
		for i := range d.faults {
			f := &d.faults[i]
			r.decErr.Faults[i] = Misfit{Path: f.path(), Problem: f.problem, Offset: f.offset}
		}
		r.decErr.Path = r.decErr.Faults[0].Path
		r.decErr.RequestID = d.requestID()
	}
	return r
}

// answersOf makes of the notes on a response what was asked for.
func answersOf(w wanted, p *plan, resp slot, notes []finding) *answers {
	var a answers
	var zeros []finding
	for _, n := range notes {
		if n.isZero {
			zeros = append(zeros, n)
		} else {
			a.unknown = append(a.unknown, strings.Clone(n.path())) // which may be a part of src
		}
	}
	if w.sent != nil {
		a.sent = w.sent(p, resp, zeros)
	}
	return &a
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
	d.resp.clear(d.plan)
	if id != "" {
		d.resp.field(d.plan.requestID).setString(id)
	}
	d.faults, d.notes, d.unknown = nil, nil, 0
}

const (
	errorRoot   = "error_response"
	rootSuffix  = "_response"
	qimenObject = "response" // root of Qimen responses; the page of some documents it as their only field
)

const (
	noDocumentedField = "has none of the documented fields"
	onlyRequestID     = "holds nothing but its request id"
)

// topLevel is what a pass over the members of a JSON document found.
type topLevel struct {
	contents      // of the document without its root
	members   int // of any kind
	objects   int // members that are objects
	candidate int // where the last undocumented object with the name of a root is, or 0
	root      int // where the root is, or 0
	inRoot    contents
	qimen     bool   // a member is a field of the object that documents a Qimen response
	code      string // of the undocumented member code
	msg       bool   // there is an undocumented member msg or message
}

// jsonDocument decodes the JSON document at pos.
func (d *document) jsonDocument() {
	start := d.pos
	var t topLevel
	if !d.topLevel(&t) {
		return
	}
	end := d.pos
	if !d.settle(start, &t) || d.apiErr != nil {
		return
	}
	d.pos = end
	if d.space(); d.pos < len(d.src) {
		d.misfit(end, "goes on behind the JSON document")
	}
}

// topLevel decodes what of the document has a field, up to the documented root,
// and the root; false if the document is broken or an error response. That is all if
// the root stands alone, or if there is none.
func (d *document) topLevel(t *topLevel) bool {
	in, _ := d.enter()
	p := d.plan
	for next := 0; ; {
		i, name, more := next, "", true
		if next == len(p.fields) || !d.json().memberIs(&p.fields[next]) {
			i, name, more = d.memberOf(in, p, next)
		}
		if !more {
			return !d.broken
		}
		if i >= 0 {
			name, next = p.fields[i].name, i+1
		}
		t.members++
		if d.src[d.pos] == '{' {
			t.objects++
		}
		if d.plan.qimen != nil {
			_, isField := d.plan.qimen.object.byName[name]
			t.qimen = t.qimen || isField
		}
		if !d.topMember(t, i, name) || d.apiErr != nil {
			return false
		}
	}
}

// topMember decodes the value at hand, of the member name, which is field i if
// that is not -1.
func (d *document) topMember(t *topLevel, i int, name string) bool {
	isObject := d.src[d.pos] == '{'
	switch {
	case name == errorRoot:
		t.more = true
		return d.errorResponse()
	case t.root > 0: // see besideRoot
		_, ok := d.skip()
		return ok
	case name == d.root && d.root != "" && isObject:
		return d.rootObject(t)
	case i >= 0:
		f := &d.plan.fields[i]
		v, first := d.resp.field(f), t.fields.add(i)
		return first && d.simple(f, v) || d.field(f, v, first)
	case isObject && (strings.HasSuffix(name, rootSuffix) || name == qimenObject):
		t.candidate = d.pos
	}
	return d.other(name, t)
}

// settle decodes again what of the document, from start on, the first pass could
// not know the place of; false if it is broken.
func (d *document) settle(start int, t *topLevel) bool {
	if t.root == 0 && t.candidate > 0 && t.objects == 1 && !d.plan.hasOwn(&t.fields) {
		d.pos = t.candidate
		if !d.rootObject(t) {
			return false
		}
	}
	if t.root > 0 && t.members > 1 && !d.besideRoot(start, t) {
		return false
	}
	if !d.plan.hasOwn(&t.fields) && !d.plan.hasOwn(&t.inRoot.fields) {
		d.undocumented(start, t)
	}
	return !d.broken
}

// rootObject decodes the object at hand, which is the root, instead of what was
// taken for a response without root.
func (d *document) rootObject(t *topLevel) bool {
	d.forget()
	t.root, t.contents = d.pos, contents{}
	return d.object(d.plan, d.resp, &t.inRoot)
}

// besideRoot decodes the members that the document, from start on, has beside its
// root: fields that the root does not have are taken from there.
func (d *document) besideRoot(start int, t *topLevel) bool {
	d.pos = start
	in, _ := d.enter()
	for {
		i, name, more := d.memberOf(in, d.plan, len(d.plan.fields))
		if !more {
			return !d.broken
		}
		var ok bool
		switch {
		case i >= 0 && d.isBeside(i, t):
			f := &d.plan.fields[i]
			ok = d.field(f, d.resp.field(f), t.fields.add(i))
		case d.pos != t.root && name == d.root && d.root != "":
			d.misfit(d.pos, "has its root twice")
			_, ok = d.skip()
		case i < 0 && d.pos != t.root && name != errorRoot:
			d.noField(name)
			fallthrough
		default:
			_, ok = d.skip()
		}
		if !ok {
			return false
		}
	}
}

// isBeside reports whether field i is taken from beside the root.
func (d *document) isBeside(i int, t *topLevel) bool {
	isID := &d.plan.fields[i] == d.plan.requestID
	return !t.inRoot.fields.has(i) || isID && d.requestID() == ""
}

// other skips a member of the document that has no field.
func (d *document) other(name string, t *topLevel) bool {
	t.more = true
	d.noField(name)
	source, ok := d.skip()
	switch {
	case !ok:
	case name == "code":
		t.code = strings.TrimPrefix(strings.TrimSuffix(source, `"`), `"`)
	case name == "msg" || name == "message":
		t.msg = true
	}
	return ok
}

// undocumented decides about a document, from start on, in which no member has
// a field, but for the request id: it may be a Qimen response without root, or an
// error without root.
func (d *document) undocumented(start int, t *topLevel) {
	switch {
	case t.root == 0 && t.qimen:
		f := d.plan.qimen
		d.restart(start)
		d.nested(f, d.resp.field(f), shapeObject)
		d.under(findings{}, f.name)
	case t.root == 0 && t.code != "" && t.code != "0" && t.msg:
		d.restart(start)
		d.errorResponse()
	case t.root > 0:
		d.mustSay(&t.inRoot, true, start)
	default:
		d.mustSay(&t.contents, false, start)
	}
}

// mustSay records that a response, from start on, says nothing, if so.
func (d *document) mustSay(c *contents, hasRoot bool, start int) {
	switch {
	case !d.saysNothing(c, hasRoot):
	case c.more, !hasRoot && d.requestID() == "":
		d.misfit(start, noDocumentedField)
	default:
		d.misfit(start, onlyRequestID)
		d.onlyID = true
	}
}

// saysNothing reports whether a response came that holds nothing in a documented field.
// The request id, which any response has, does not count, unless nothing else is
// documented. An empty root is a response that left out all that is empty; a gateway's
// answer that is empty without one is no response: anything may have answered with that.
func (d *document) saysNothing(c *contents, hasRoot bool) bool {
	switch {
	case d.plan.hasOwn(&c.fields):
		return false
	case len(d.plan.fields) == 1 && d.plan.requestID != nil: // nothing else is documented
		return c.more && !hasRoot && !c.fields.has(0)
	}
	for i := range d.plan.fields {
		if c.fields.has(i) {
			return true // the request id
		}
	}
	return c.more || !hasRoot && (d.isXML || d.wanted.answer)
}
