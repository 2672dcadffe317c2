package record

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth is how deep a body may be nested.
const maxDepth = 200

// readJSON finds the values of a body in JSON.
func (d *document) readJSON() error {
	start := bytes.IndexByte(d.src, '{')
	dec := json.NewDecoder(bytes.NewReader(d.src[start:]))
	dec.UseNumber()
	r := &jsonReader{document: d, dec: dec, base: start}
	if err := r.value(place{known: true}, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("something stands behind the JSON of the body")
	}
	return nil
}

// jsonReader reads the tokens of a body.
type jsonReader struct {
	*document
	dec  *json.Decoder
	base int // offset of the decoder's input
}

// token reads a token, and returns where it begins and ends.
func (r *jsonReader) token() (t json.Token, start, end int, err error) {
	from := r.base + int(r.dec.InputOffset())
	if t, err = r.dec.Token(); err != nil {
		return nil, 0, 0, fmt.Errorf("the body is no JSON: %w", err)
	}
	end = r.base + int(r.dec.InputOffset())
	start = end - len(bytes.TrimLeft(r.src[from:end], " \t\r\n,:"))
	return t, start, end, nil
}

// place is where values stand.
type place struct {
	name, path     string
	known, inError bool
}

// member returns the place of a member of what stands at a place.
func (d *document) member(at place, name string, depth int) place {
	inError := at.inError || depth == 0 && name == "error_response"
	known := depth == 0 && isRoot(name) || at.known && at.inError && isErrorPart(name) || d.known(name, at.known)
	return place{name, at.path + "." + name, known, inError}
}

// value reads the value at a place.
func (r *jsonReader) value(at place, depth int) error {
	t, start, end, err := r.token()
	if err != nil {
		return err
	}
	v := value{start: start, end: end, name: at.name, path: at.path, known: at.known}
	switch t := t.(type) {
	case json.Delim:
		if depth == maxDepth {
			return fmt.Errorf("values are nested more than %d deep", maxDepth)
		}
		return r.items(t, at, depth)
	case string:
		v.text, v.kind = t, stringValue
	case json.Number:
		v.text, v.kind = t.String(), numberValue
	case bool:
		v.text, v.kind = fmt.Sprint(t), boolValue
	default: // null
		return nil
	}
	r.values = append(r.values, v)
	return nil
}

// items reads the members of an object or the elements of an array, and its end.
func (r *jsonReader) items(open json.Delim, at place, depth int) error {
	for r.dec.More() {
		if open == '[' {
			if err := r.value(at, depth+1); err != nil {
				return err
			}
			continue
		}
		t, start, end, err := r.token()
		if err != nil {
			return err
		}
		if name := t.(string); !isFieldName(name) {
			r.values = append(r.values, value{start: start, end: end, text: name, kind: stringValue, known: true})
		}
		if err := r.value(r.member(at, t.(string), depth), depth+1); err != nil {
			return err
		}
	}
	_, _, _, err := r.token()
	return err
}

// readXML finds the values of a body in XML.
func (d *document) readXML() error {
	dec := xml.NewDecoder(bytes.NewReader(d.src))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	open := []place{{known: true}}
	for {
		start := int(dec.InputOffset())
		t, err := dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("the body is no XML: %w", err)
		}
		end, top := int(dec.InputOffset()), open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return fmt.Errorf("elements are nested more than %d deep", maxDepth)
			}
			depth := len(open) - 1
			inner := d.member(top, t.Name.Local, depth)
			inner.known = inner.known || depth == 0 // whatever the document element is called
			open = append(open, inner)
			d.elementName(start+len("<"), end, t.Name.Local)
			d.attributes(start, end, t)
		case xml.EndElement: // also of <empty/>
			if len(open) == 1 || t.Name.Local != top.name {
				return errNotClosed
			}
			open = open[:len(open)-1]
			if end > start {
				d.elementName(start+len("</"), end, t.Name.Local)
			}
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				d.values = append(d.values, value{start, end, string(t), xmlText, top.name, top.path, top.known})
			}
		case xml.ProcInst:
			if t.Target != "xml" { // which says no more than the version and the encoding
				d.values = append(d.values, value{start: start, end: end, kind: dropped})
			}
		case xml.Comment, xml.Directive:
			d.values = append(d.values, value{start: start, end: end, kind: dropped})
		}
	}
	if len(open) != 1 {
		return errNotClosed
	}
	return nil
}

// elementName takes the name of an element, in a tag, for a value if no field has such.
func (d *document) elementName(start, end int, name string) {
	if !isFieldName(name) {
		whole := d.src[start:end]
		whole = whole[:bytes.IndexAny(whole, " \t\r\n/>")]
		d.values = append(d.values, value{start: start, end: start + len(whole), text: string(whole), kind: xmlText, known: true})
	}
}

var errNotClosed = errors.New("the elements of the body do not close")

// attributes takes the attributes of an element out, but for list="true".
func (d *document) attributes(start, end int, t xml.StartElement) {
	for _, a := range t.Attr {
		if a.Name.Local == "list" && (a.Value == "true" || a.Value == "false") && len(t.Attr) == 1 {
			return
		}
	}
	if len(t.Attr) == 0 {
		return
	}
	tag := d.src[start:end]
	from := bytes.IndexAny(tag, " \t\r\n")
	to := len(tag) - 1
	if bytes.HasSuffix(tag, []byte("/>")) {
		to--
	}
	d.values = append(d.values, value{start: start + from, end: start + to, kind: dropped})
}

// xmlEscaper escapes what cannot stand in a text of XML.
var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// writeValue writes a value as the body writes its kind.
func writeValue(b *bytes.Buffer, k kind, text string) {
	switch k {
	case stringValue:
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(text) // a Buffer takes everything, and a string always encodes
		b.Truncate(b.Len() - 1)
	case xmlText:
		_, _ = xmlEscaper.WriteString(b, text)
	default:
		b.WriteString(text)
	}
}
