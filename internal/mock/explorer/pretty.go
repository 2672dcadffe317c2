package explorer

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/sample"
)

// printable makes bytes a text that a page can show: what is no UTF-8 becomes
// a sign that says so.
func printable(b []byte) string {
	if utf8.Valid(b) && !bytes.ContainsRune(b, 0) {
		return string(b)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\ufffd"), "\x00", "\u2400")
}

// pretty indents JSON and XML; anything else is returned as it is.
func pretty(text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		var b bytes.Buffer
		if json.Indent(&b, []byte(trimmed), "", "  ") == nil {
			return b.String()
		}
	case strings.HasPrefix(trimmed, "<"):
		if out, err := indentXML(trimmed); err == nil {
			return out
		}
	}
	return text
}

// indentXML puts every element on a line of its own. Text stays with its element.
func indentXML(text string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var b strings.Builder
	depth, open := 0, false // open: the last tag was a start tag
	newline := func() {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat("  ", depth))
	}
	for {
		start := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		raw := text[start:d.InputOffset()]
		switch token := token.(type) {
		case xml.EndElement:
			if depth--; depth < 0 {
				return "", errors.New("an end without a beginning")
			}
			if !open {
				newline()
			}
			b.WriteString(raw)
			open = false
		case xml.StartElement:
			newline()
			b.WriteString(raw)
			open = !strings.HasSuffix(raw, "/>")
			if open {
				if depth++; depth > sample.MaxDepth {
					return "", errors.New("too deep to be read by people")
				}
			} else if _, err := d.RawToken(); err != nil { // the end that the decoder makes up
				return "", err
			}
		case xml.CharData:
			if strings.TrimSpace(string(token)) != "" {
				b.WriteString(raw)
			}
		default:
			newline()
			b.WriteString(raw)
		}
	}
}
