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

// argument reads the argument at r.i; passed is the variable that it names.
func (r *javaReader) argument() (arg *Node, passed *javaVar) {
	r.skip()
	arg = &Node{Kind: BareNode, Pos: r.cursor.at(r.i)}
	rest := r.src[r.i:]
	switch {
	case strings.HasPrefix(rest, `"`):
		arg.Kind = TextNode
		r.str(arg)
	case r.wrapped("StringUtils", "parseDateTime"):
		arg.Kind = TextNode
		r.str(arg)
	case r.wrapped("new", "FileItem"):
		arg.Kind = FileNode
		r.str(arg)
	case strings.HasPrefix(rest, "new ") && strings.Contains(rest[:r.argumentEnd()-r.i], "{"):
		r.array(arg)
	default:
		passed = r.word(arg)
	}
	if passed != nil {
		return passed.value, passed
	}
	return arg, nil
}

// wrapped skips `a b("` or `a.b("` up to the quote.
func (r *javaReader) wrapped(a, b string) bool {
	i := r.i
	for _, part := range []string{a, b, "("} {
		if !strings.HasPrefix(r.src[i:], part) {
			return false
		}
		i = skipSpace(r.src, i+len(part))
		if part == a && i < len(r.src) && r.src[i] == '.' {
			i = skipSpace(r.src, i+1)
		}
	}
	if i == len(r.src) || r.src[i] != '"' {
		return false
	}
	r.i = i
	return true
}

// str reads the string at r.i, which is its opening quote. It ends at the
// first quote without a backslash behind which the call ends.
func (r *javaReader) str(arg *Node) {
	s := r.src
	r.i++
	var b strings.Builder
	for r.i < len(s) {
		switch c := s[r.i]; {
		case c == '\\':
			text, n := Unescape(s[r.i:])
			b.WriteString(text)
			r.i += n
			continue
		case c == '"' && endsCall(s, r.i+1):
			arg.Text = b.String()
			r.i++
			return
		case c == '"':
			arg.Unescaped = true
		case c == '\n' && beginsStatement(s, r.i+1):
			r.fault(arg.Pos, "the string is never closed")
			arg.Text = b.String()
			return
		}
		b.WriteByte(s[r.i])
		r.i++
	}
	r.fault(arg.Pos, "the sample ends inside a string")
	arg.Text = b.String()
}

// endsCall reports whether s goes on at i with ")" and ";".
func endsCall(s string, i int) bool {
	closed := false
	for i = skipSpace(s, i); i < len(s) && s[i] == ')'; i = skipSpace(s, i+1) {
		closed = true
	}
	return closed && i < len(s) && s[i] == ';'
}

// beginsStatement reports whether a setter or declaration begins at s[i:].
func beginsStatement(s string, i int) bool {
	line, _, _ := strings.Cut(s[skipSpace(s, i):], "\n")
	word, rest, ok := strings.Cut(line, ".")
	return ok && isWord(word) && (strings.HasPrefix(rest, "set") || strings.HasPrefix(rest, "add(")) ||
		strings.Contains(line, " = new ") || strings.Contains(line, ".execute(")
}

// isWord reports whether s is a word of ASCII letters and digits.
func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_') {
			return false
		}
	}
	return s != ""
}

// argumentEnd returns the offset of the bracket that ends the argument at r.i,
// or of the end of the line.
func (r *javaReader) argumentEnd() int {
	i := r.i
	for i < len(r.src) && r.src[i] != '\n' {
		if r.src[i] != ')' {
			i++
			continue
		}
		if endsCall(r.src, i) {
			return i
		}
		for i < len(r.src) && r.src[i] == ')' {
			i++
		}
	}
	return i
}

// array reads "new Long[] { 1, 2 }"; the samples put a ";" and a line end
// behind it before they close the call.
func (r *javaReader) array(arg *Node) {
	end := r.argumentEnd()
	open := r.i + strings.IndexByte(r.src[r.i:end], '{')
	arg.Kind = ArrayNode
	if n := strings.IndexByte(r.src[open:end], '}'); n >= 0 {
		end = open + n
	}
	for i := open + 1; i < end; {
		i = skipSpace(r.src[:end], i)
		n := strings.IndexByte(r.src[i:end], ',')
		if n < 0 {
			n = end - i
		}
		if text := strings.TrimSpace(r.src[i : i+n]); text != "" {
			arg.Items = append(arg.Items, &Node{Kind: TokenNode, Text: strings.TrimSuffix(text, "L"), Pos: r.cursor.at(i)})
		}
		i += n + 1
	}
	r.i = min(end+1, len(r.src))
	if r.skip(); r.i < len(r.src) && r.src[r.i] == ';' {
		r.i++
	}
}

// word reads a number, true, false, a variable or what else stands there.
func (r *javaReader) word(arg *Node) *javaVar {
	end := r.argumentEnd()
	text := strings.TrimSpace(r.src[r.i:end])
	r.i = end
	if v := r.vars[text]; v != nil {
		return v
	}
	arg.Text = strings.TrimSuffix(text, "L") // also of a number in prose: setId(商品idL)
	if text == "true" || text == "false" || arg.Text != "" && strings.Trim(arg.Text, "+-.0123456789eE") == "" {
		arg.Kind = TokenNode
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
