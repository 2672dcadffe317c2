package explorer

import (
	"go/scanner"
	"go/token"
	"html/template"
	"strings"
)

// painter writes HTML in which the words of a language have colours.
type painter struct{ strings.Builder }

// paint writes text in a class of the stylesheet; "" is none.
func (p *painter) paint(class, text string) {
	text = template.HTMLEscapeString(text)
	if class != "" && text != "" {
		text = `<span class="` + class + `">` + text + "</span>"
	}
	p.WriteString(text)
}

func (p *painter) html() template.HTML { return template.HTML(p.String()) }

// newlines makes all ends of lines what HTML makes of them, so that none is cut
// in two.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// highlight colours JSON or XML, whichever it is.
func highlight(text string) template.HTML {
	if strings.HasPrefix(strings.TrimSpace(text), "<") {
		return highlightXML(text)
	}
	return highlightJSON(text)
}

// highlightJSON colours names, strings and the other values of JSON.
func highlightJSON(text string) template.HTML {
	text = newlines.Replace(text)
	var p painter
	for i := 0; i < len(text); {
		n := 1
		switch c := text[i]; {
		case c == '"':
			n = stringLen(text[i:])
			class := "s"
			if strings.HasPrefix(strings.TrimLeft(text[i+n:], " \t\r\n"), ":") {
				class = "k"
			}
			p.paint(class, text[i:i+n])
		case strings.IndexByte("{}[],: \t\r\n", c) >= 0:
			p.paint("", text[i:i+1])
		default:
			n = strings.IndexAny(text[i:], "{}[],:\" \t\r\n")
			if n < 0 {
				n = len(text) - i
			}
			p.paint("n", text[i:i+n])
		}
		i += n
	}
	return p.html()
}

// stringLen returns the length of the JSON string that s begins with, quotes
// included.
func stringLen(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// highlightXML colours tags.
func highlightXML(text string) template.HTML {
	text = newlines.Replace(text)
	var p painter
	for text != "" {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			break
		}
		p.paint("", text[:open])
		text = text[open:]
		end := strings.IndexByte(text, '>')
		if end < 0 {
			break
		}
		p.paint("t", text[:end+1])
		text = text[end+1:]
	}
	p.paint("", text)
	return p.html()
}

// highlightGo colours Go, and does well enough for Java.
func highlightGo(text string) template.HTML {
	text = newlines.Replace(text)
	var p painter
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		class := ""
		switch {
		case tok.IsKeyword():
			class, lit = "k", tok.String()
		case tok == token.STRING || tok == token.CHAR:
			class = "s"
		case tok == token.COMMENT:
			class = "c"
		case tok == token.INT || tok == token.FLOAT:
			class = "n"
		}
		at := file.Offset(pos)
		if class == "" || at < done || !strings.HasPrefix(text[at:], lit) {
			continue
		}
		p.paint("", text[done:at])
		p.paint(class, text[at:at+len(lit)])
		done = at + len(lit)
	}
	p.paint("", text[done:])
	return p.html()
}
