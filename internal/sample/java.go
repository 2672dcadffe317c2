package sample

import "strings"

// Java is a request sample in Java.
type Java struct {
	Client  string // class of the client, such as "TaobaoClient"; "" where none is made
	Request *Node  // what its setters are given, by their names without "set": "BizOrderId"; nil where no request is made
	// Executes tells that the request is sent, Session that a session key goes
	// with it.
	Executes, Session bool
	Faults            []Fault
	Places            Places
}

// ReadJava reads the Java sample of a request: declarations, setters, and
// client.execute. Objects become values of the setters to which they are
// passed. A setter of a list that was never declared is a known bug of the
// samples and means the object that is being filled.
func ReadJava(src string) *Java {
	r := javaReader{src: src, cursor: newCursor(src), doc: new(Java), vars: make(map[string]*javaVar)}
	for r.skip(); r.i < len(src); r.skip() {
		r.statement()
	}
	for _, v := range r.open {
		if v.value != r.doc.Request {
			r.doc.Faults = append(r.doc.Faults, fault(v.value.Pos, "%s is passed to no setter", v.name))
		}
	}
	return r.doc
}

type javaReader struct {
	src    string
	i      int
	cursor cursor
	doc    *Java
	vars   map[string]*javaVar
	open   []*javaVar // declared and not yet passed on, in the order of the sample
}

// javaVar is a variable that holds an object or a list.
type javaVar struct {
	name  string
	value *Node
	owner *javaVar // what it was passed to; nil until then
	used  bool
}

func (r *javaReader) skip() { r.i = skipSpace(r.src, r.i) }

func (r *javaReader) fault(pos Pos, format string, args ...any) {
	r.doc.Faults = append(r.doc.Faults, fault(pos, format, args...))
}

// statement reads the statement at r.i, which is no white space.
func (r *javaReader) statement() {
	start := r.cursor.at(r.i)
	rest := r.src[r.i:]
	if rest[0] == ')' || rest[0] == ';' || rest[0] == '}' {
		r.i++ // left over from "new Long[] { 1 };" and ");" in one statement
		return
	}
	end := strings.IndexAny(rest, "=(;\n")
	if end < 0 {
		end = len(rest)
	}
	head := strings.TrimSpace(rest[:end])
	r.i += end
	switch {
	case end < len(rest) && rest[end] == '=':
		r.i++
		r.declaration(start, head)
	case end < len(rest) && rest[end] == '(':
		r.i++
		r.call(start, head)
	case head != "" && !strings.HasPrefix(head, "//"):
		r.fault(start, "%.40q is no statement", head)
	}
}

// declaration reads what stands behind the "=" of "Class name =".
func (r *javaReader) declaration(start Pos, head string) {
	class, name, ok := cutLast(head, " ")
	r.skip()
	value := r.src[r.i:r.statementEnd()]
	r.i += len(value)
	switch {
	case !ok:
		r.fault(start, "%.40q is no declaration", head)
	case strings.Contains(value, ".execute("):
		r.doc.Executes = true
		r.doc.Session = strings.Contains(value, ",")
	case !strings.HasPrefix(value, "new "):
		r.fault(start, "%.40q is no new object", value)
	case strings.HasSuffix(class, "Client") && strings.HasPrefix(value, "new Default"):
		r.doc.Client = class
	case strings.HasPrefix(class, "List<") || strings.HasPrefix(class, "ArrayList<"):
		r.declare(name, &Node{Kind: ArrayNode, Pos: start})
	default:
		object := &Node{Kind: ObjectNode, Pos: start}
		if r.doc.Request == nil {
			r.doc.Request = object
		}
		r.declare(name, object)
	}
}

// statementEnd returns the offset of the next ";" or, failing that, the end of
// the line.
func (r *javaReader) statementEnd() int {
	if n := strings.IndexAny(r.src[r.i:], ";\n"); n >= 0 {
		return r.i + n
	}
	return len(r.src)
}

func (r *javaReader) declare(name string, value *Node) {
	if len(r.open) == 2*MaxDepth { // an object and its list on each level
		r.fault(value.Pos, "objects are nested more than %d deep", MaxDepth)
		return
	}
	v := &javaVar{name: name, value: value}
	r.vars[name] = v
	r.open = append(r.open, v)
}

// call reads the argument of "receiver.method(" and what ends the statement.
func (r *javaReader) call(start Pos, head string) {
	receiver, method, ok := cutLast(head, ".")
	setter, isSetter := strings.CutPrefix(method, "set")
	switch {
	case ok && isSetter && setter != "":
		arg, passed := r.argument()
		r.endCall()
		r.set(start, receiver, setter, arg, passed)
	case ok && method == "add":
		arg, passed := r.argument()
		r.endCall()
		r.add(start, receiver, arg, passed)
	case strings.HasSuffix(head, ".execute"):
		r.doc.Executes = true
		r.doc.Session = strings.Contains(r.src[r.i:r.statementEnd()], ",")
		r.i = r.statementEnd()
	default: // System.out.println(rsp.getBody());
		r.i = r.statementEnd()
	}
}

// endCall skips the brackets and the ";" behind an argument.
func (r *javaReader) endCall() {
	for r.skip(); r.i < len(r.src) && r.src[r.i] == ')'; r.skip() {
		r.i++
	}
	if r.i < len(r.src) && r.src[r.i] == ';' {
		r.i++
	}
}

// set passes arg, the value of the variable passed if that is not nil, to a
// setter of receiver.
func (r *javaReader) set(start Pos, receiver, setter string, arg *Node, passed *javaVar) {
	if passed != nil && !r.take(start, passed) {
		return
	}
	owner := r.vars[receiver]
	if owner == nil || owner.value.Kind != ObjectNode {
		owner = r.filling()
		if owner == nil {
			r.fault(start, "%s is not declared", receiver)
			return
		}
		if passed == nil {
			r.fault(start, "%s is not declared", receiver)
		}
	}
	if passed != nil && !r.own(start, owner, passed) {
		return
	}
	owner.value.add(Member{Name: setter, Value: arg, Pos: start})
}

// add appends arg to the list receiver.
func (r *javaReader) add(start Pos, receiver string, arg *Node, passed *javaVar) {
	list := r.vars[receiver]
	if list == nil || list.value.Kind != ArrayNode {
		r.fault(start, "%s is no declared list", receiver)
		return
	}
	if passed != nil {
		if passed.used {
			r.fault(start, "%s is used twice", passed.name)
			return
		}
		if !r.own(start, list, passed) {
			return
		}
		passed.used = true // and stays open: its fields follow
	}
	list.value.Items = append(list.value.Items, arg)
}

// take marks v as used and closes it and what was declared since.
func (r *javaReader) take(start Pos, v *javaVar) bool {
	if v.used {
		r.fault(start, "%s is used twice", v.name)
		return false
	}
	v.used = true
	for n := len(r.open) - 1; n >= 0; n-- {
		if r.open[n] != v {
			continue
		}
		for _, inner := range r.open[n+1:] {
			if !inner.used {
				r.fault(inner.value.Pos, "%s is passed to no setter", inner.name)
			}
		}
		r.open = r.open[:n]
		break
	}
	return true
}

// own makes owner the owner of v, unless that would make a circle.
func (r *javaReader) own(start Pos, owner, v *javaVar) bool {
	depth := 0
	for o := owner; o != nil; o = o.owner {
		if depth++; o == v || depth > MaxDepth {
			r.fault(start, "%s cannot be passed to %s", v.name, owner.name)
			return false
		}
	}
	v.owner = owner
	return true
}

// filling returns the innermost object whose fields are being set.
func (r *javaReader) filling() *javaVar {
	for n := len(r.open) - 1; n >= 0; n-- {
		if r.open[n].value.Kind == ObjectNode {
			return r.open[n]
		}
	}
	return nil
}

// cutLast cuts s around the last sep; without one, after is s.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(sep):]), true
	}
	return "", s, false
}
