package parser

import (
	"fmt"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// The checks say where a table contradicts itself or its sample. They change
// nothing, and each returns what it has found.

// check checks one table.
func check(p *page.Page, ev *evidence, table *object) diag.List {
	list := checkFields(p.Path, ev, table)
	return append(list, checkSample(p, ev, table)...)
}

// fieldChecker checks what the table says of each field.
type fieldChecker struct {
	findings
	evidence *evidence
	unknown  map[string]bool // types that were reported
}

// checkFields checks the names and types of fields.
func checkFields(file string, ev *evidence, table *object) diag.List {
	c := &fieldChecker{findings: findings{file: file}, evidence: ev, unknown: make(map[string]bool)}
	for o, p := range table.all() {
		said := len(c.list)
		c.name(p.field, p.repeated)
		c.typ(p)
		c.about(said, o.path, p.field.Name)
	}
	return c.list
}

func (c *fieldChecker) name(f *schema.Field, repeated bool) {
	if !isWireName(f.Name) {
		c.report(diag.InvalidName, diag.Error, f.Line, f.Column, fmt.Sprintf("%q cannot be a name on the wire", visible.Shown(f.Name)), "correct the page, or skip it in topgen.yaml")
	}
	if repeated {
		c.warn(diag.DuplicateField, f.Line, f.Column, visible.Shown(f.Name)+": the object has a field of that name already", "the bindings have one field, of which all holds that the first row says")
	}
}

func (c *fieldChecker) typ(p *pair) {
	f, at := p.field, p.field.TypeAt
	_, simple := schema.SimpleKind(f.Type)
	switch {
	case at.Line == 0:
		c.warn(diag.UnknownType, f.Line, f.Column, visible.Shown(f.Name)+": the page has no type, String is assumed", "")
	case simple && len(f.Fields) > 0 && schema.KindOf(&schema.Field{Type: f.Type}) != schema.KindRaw:
		c.warn(diag.UnknownType, at.Line, at.Column, fmt.Sprintf("%s: the type %s has fields, so it is taken for a struct", visible.Shown(f.Name), f.Type), "")
	case !simple && len(f.Fields) == 0 && !c.unknown[f.Type]:
		c.unknown[f.Type] = true
		c.warn(diag.UnknownType, at.Line, at.Column, fmt.Sprintf("%s: nobody knows the type %q, and it has no fields%s", visible.Shown(f.Name), visible.Shown(f.Type), c.evidence.inside(p)), "the bindings hold its JSON or XML as it comes")
	}
}
