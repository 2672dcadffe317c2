package emit

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// literals writes values as Go literals, and notes whether the file that they go
// into must import the runtime.
type literals struct{ runtime bool }

// noted returns code that begins with the name of its package, if it has one.
func (l *literals) noted(code string) string {
	l.runtime = l.runtime || isRuntime(code)
	return code
}

// scalar returns the Go literal for a text that the field can hold and that is not
// blank.
func (l *literals) scalar(f *field, text string) string {
	trimmed := strings.TrimSpace(text)
	if f.Decimal() {
		return l.noted("top.MustDecimal(" + quote(trimmed) + ")")
	}
	switch f.Kind {
	case schema.KindNumber:
		n, _ := strconv.ParseInt(trimmed, 10, 64) // Holds has seen it
		return strconv.FormatInt(n, 10)
	case schema.KindBoolean:
		return strconv.FormatBool(api.IsTrue(trimmed))
	case schema.KindDate:
		return l.noted("top.MustTime(" + quote(f.Instant(trimmed)) + ")")
	case schema.KindRaw:
		return l.noted("top.RawString(" + quote(text) + ")")
	}
	return quote(text)
}

// raw returns the Go literal of a top.RawJSON.
func (l *literals) raw(n *sample.Node) string {
	switch {
	case n.Blank():
		return ""
	case n.Kind == sample.TextNode:
		return l.noted("top.RawString(" + quote(n.Text) + ")")
	}
	return l.noted("top.RawJSON(" + quote(n.JSON()) + ")")
}

// useRuntime imports the runtime into the file at hand if literals in it need that.
func (w *writer) useRuntime(l literals) {
	if l.runtime {
		w.file.use(w.opt.Runtime)
	}
}
