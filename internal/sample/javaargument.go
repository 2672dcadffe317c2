package sample

import "strings"

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
