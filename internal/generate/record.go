package generate

import (
	"encoding/binary"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/output"
)

// record is what became of a page, or of a package, as one text: so the cache has it, and
// so a run keeps it until all pages are read. Of some fifteen pieces each, with pointers
// between them, the collector would have to go through all, over and over.
type record string

func (m *made) record() record {
	c := coder{}
	m.code(&c)
	return record(c.text)
}

// made returns what the record says; its texts are parts of the record. It reports
// false for what is no record.
func (r record) made() (*made, bool) {
	c := coder{reading: true, rest: string(r)}
	m := new(made)
	m.code(&c)
	return m, !c.bad && c.rest == ""
}

// code writes what is made, or reads it: one list of fields for both.
func (m *made) code(c *coder) {
	codeList(c, &m.Files, func(f *madeFile) {
		codeText(c, &f.Path)
		c.sum(&f.Sum)
	})
	codeList(c, &m.Diags, func(d *diag.Diagnostic) {
		codeText(c, &d.Code)
		codeText(c, &d.Pos.File)
		codeText(c, &d.Message)
		codeText(c, &d.Hint)
		codeText(c, &d.About)
		codeNumber(c, &d.Severity)
		codeNumber(c, &d.Pos.Line)
		codeNumber(c, &d.Pos.Column)
	})
	codeText(c, &m.Claims)
	isThere := m.Unit != nil
	if c.flag(&isThere); !isThere {
		return
	}
	if c.reading {
		m.Unit = new(emit.Unit)
	}
	u := m.Unit
	for _, text := range []*string{&u.Method, &u.Title, &u.Namespace, &u.Dir, &u.Package, &u.Response, &u.Source.Path, &u.Source.Format} {
		codeText(c, text)
	}
	c.flag(&u.Message)
	codeNumber(c, &u.Source.Line)
	codeList(c, &u.Uses, func(use *config.Use) {
		codeNumber(c, &use.Entry)
		codeText(c, &use.Was)
		codeText(c, &use.Near)
		c.flag(&use.Needed)
		c.flag(&use.Missing)
	})
}

// coder writes values to a text, or reads them from one, in the order of the calls.
type coder struct {
	text []byte // what was written

	reading bool
	rest    string // what is still to be read
	bad     bool   // it is no text of a coder
}

func codeNumber[T ~int](c *coder, n *T) {
	if !c.reading {
		c.text = binary.AppendVarint(c.text, int64(*n))
		return
	}
	v, size := binary.Varint([]byte(c.rest[:min(len(c.rest), binary.MaxVarintLen64)]))
	if size <= 0 {
		c.fail()
		return
	}
	*n = T(v)
	c.rest = c.rest[size:]
}

func (c *coder) fail() { c.bad, c.rest = true, "" }

// take takes that many bytes from the rest.
func (c *coder) take(n int) string {
	if n < 0 || n > len(c.rest) {
		c.fail()
		return ""
	}
	taken := c.rest[:n]
	c.rest = c.rest[n:]
	return taken
}

func codeText[T ~string](c *coder, s *T) {
	n := len(*s)
	codeNumber(c, &n)
	if c.reading {
		*s = T(c.take(n))
	} else {
		c.text = append(c.text, *s...)
	}
}

func (c *coder) flag(b *bool) {
	n := 0
	if *b {
		n = 1
	}
	codeNumber(c, &n)
	*b = n == 1
}

func (c *coder) sum(s *output.Sum) {
	if c.reading {
		copy(s[:], c.take(len(s)))
	} else {
		c.text = append(c.text, s[:]...)
	}
}

// codeList codes a list by a function for an element. None is read as nil.
func codeList[L ~[]E, E any](c *coder, list *L, element func(*E)) {
	n := len(*list)
	codeNumber(c, &n)
	switch {
	case !c.reading || n == 0:
	case n < 0 || n > len(c.rest): // each element takes a byte at least
		c.fail()
	default:
		*list = make(L, n)
	}
	for i := range *list {
		element(&(*list)[i])
	}
}
