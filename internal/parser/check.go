package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// checker holds the fields of a table against the sample and says where they
// contradict each other or themselves. It also takes the names of the inner
// elements of lists from the sample.
type checker struct {
	*builder
	numbers    map[numberKey]*numberUses
	keys       []numberKey     // of numbers, in the order of the page
	words      map[string]bool // unknown types that were reported
	said       map[string]bool // contradictions that were reported
	places     *page.Locator   // in the sample
	mismatches int             // between table and sample
	last       diag.Position   // of a mismatch
}

// numberKey names the uses of one field: those in structs of one type.
type numberKey struct{ owner, field string }

// numberUses are the values that a Number field shows.
type numberUses struct {
	whole     bool // some are integers
	fractions []use
}

// use is a text in a table or sample, and where it stands.
type use struct {
	text         string
	line, column int
	what         string // "example" or "sample text"
	typ          string
}

func (pr *pageParser) check(b *builder, fields []*schema.Field) {
	c := &checker{
		builder: b, numbers: make(map[numberKey]*numberUses),
		words: make(map[string]bool), said: make(map[string]bool), places: page.NewLocator(b.source),
	}
	c.reserved(fields)
	c.fields(fields, b.sample, "")
	c.reportFractions()
	c.endMismatches()
}

// fields checks the fields of one object, given the elements in which their
// values stand.
func (c *checker) fields(fields []*schema.Field, nodes []*node, owner string) {
	unread := make(map[string][]*node, len(nodes))
	for _, n := range nodes {
		unread[n.name] = append(unread[n.name], n)
	}
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		twice := seen[f.Name]
		c.name(f, seen)
		c.typeWord(f)
		n := c.take(unread, f)
		if flat := c.flat[setterName(f.Name)]; n == nil && flat != nil {
			n = flat
			n.read = true
		}
		if n == nil && !twice {
			c.missingElement(f)
		}
		c.values(f, n, owner)
		c.inside(f, n)
	}
	c.extraElements(nodes)
}

// take returns the first unread element of a field.
func (c *checker) take(unread map[string][]*node, f *schema.Field) *node {
	names := []string{f.Name}
	if c.setters {
		setter := setterName(f.Name)
		names = []string{setter}
		if f.Type != "String" {
			names = append(names, setter+"String") // takes the JSON text
		}
	}
	for _, name := range names {
		if nodes := unread[name]; len(nodes) > 0 {
			unread[name] = nodes[1:]
			nodes[0].read = true
			return nodes[0]
		}
	}
	return nil
}

// inside goes on with the fields of f, and names the inner element of a list.
func (c *checker) inside(f *schema.Field, n *node) {
	if element := schema.ElementName(f.Type); f.List && isWireName(element) {
		f.Element = element
	}
	if n == nil {
		if len(f.Fields) > 0 {
			known := c.known
			c.known = false // what is in a missing element is missing, too
			c.fields(f.Fields, nil, f.Type)
			c.known = known
		}
		return
	}
	nodes := n.children
	if f.List {
		if inner := c.innerOf(f, n); inner != nil {
			c.element(f, inner)
			nodes = inner.children
		}
	}
	if len(f.Fields) > 0 {
		c.fields(f.Fields, nodes, f.Type)
	}
}

// element takes the name of a list's inner element from the sample.
func (c *checker) element(f *schema.Field, inner *node) {
	if !isWireName(inner.name) {
		line, column := c.places.At(inner.pos.Offset)
		c.report(diag.InvalidName, diag.Error, line, column, fmt.Sprintf("%s: %q, around the items of the list, cannot be a name on the wire", f.Name, shown(inner.name)),
			"correct the page, or skip it in topgen.yaml")
		return
	}
	f.Element = inner.name
}

// innerOf returns the element around the items of a list.
func (c *checker) innerOf(f *schema.Field, n *node) *node {
	if len(f.Fields) > 0 {
		return n.inner(f.Type)
	}
	if !n.array && len(n.children) == 1 {
		return n.children[0] // of simple values, whatever it is called
	}
	return nil
}

// name checks the name of a field.
func (c *checker) name(f *schema.Field, seen map[string]bool) {
	if !isWireName(f.Name) {
		c.report(diag.InvalidName, diag.Error, f.Line, f.Column, fmt.Sprintf("%q cannot be a name on the wire", shown(f.Name)), "correct the page, or skip it in topgen.yaml")
	}
	if seen[f.Name] {
		c.warn(diag.DuplicateField, f.Line, f.Column, shown(f.Name)+": the object has a field of that name already", "the bindings have one field, of the first type")
	}
	seen[f.Name] = true
}

// typeWord checks that the type of a field is known.
func (c *checker) typeWord(f *schema.Field) {
	at := c.cells[f].typ
	_, simple := schema.SimpleKind(f.Type)
	switch {
	case at.S == "":
		c.warn(diag.UnknownType, f.Line, f.Column, shown(f.Name)+": the page has no type, String is assumed", "")
	case simple && len(f.Fields) > 0 && schema.KindOf(&schema.Field{Type: f.Type}) != schema.KindRaw:
		c.warn(diag.UnknownType, at.Line, at.Column, fmt.Sprintf("%s: the type %s has fields, so it is taken for a struct", shown(f.Name), f.Type), "")
	case !simple && len(f.Fields) == 0 && !c.words[f.Type]:
		c.words[f.Type] = true
		c.warn(diag.UnknownType, at.Line, at.Column, fmt.Sprintf("%s: nobody knows the type %q, and it has no fields", shown(f.Name), shown(f.Type)), "the bindings hold its JSON or XML as it comes")
	}
}

// values checks that the type of a field can hold its example and the values
// in the sample.
func (c *checker) values(f *schema.Field, n *node, owner string) {
	kind := schema.KindOf(f)
	if kind == schema.KindStruct {
		c.structValue(f, n)
		return
	}
	c.sameValue(f, n)
	if kind == schema.KindString || kind == schema.KindBytes || kind == schema.KindRaw {
		return
	}
	key := numberKey{owner, f.Name}
	example := c.cells[f].example
	for _, text := range elements(f, f.Example) {
		c.value(f, kind, key, use{text, example.Line, example.Column, "example", f.Type})
	}
	if n == nil || n.kind == valueOpaque {
		return
	}
	for _, v := range n.values() {
		if v.text == "" || plain(v.text) == f.Example {
			continue
		}
		line, column := c.places.At(v.at.Offset)
		texts := []string{plain(v.text)}
		if c.setters && f.List {
			texts = elements(f, texts[0]) // setters take lists as one string
		}
		for _, text := range texts {
			c.value(f, kind, key, use{text, line, column, "sample text", f.Type})
		}
	}
}

// sameValue checks that the sample has the value of the example.
func (c *checker) sameValue(f *schema.Field, n *node) {
	if n == nil || n.kind == valueOpaque || len(n.children) > 0 && !f.List {
		return
	}
	value := plain(n.join())
	if value == "" || value == f.Example || valueEnd(f.Example, value, f.List || n.kind == valueUnescaped) == len(f.Example) {
		return
	}
	line, column := c.places.At(n.at.Offset)
	c.mismatch(line, column, fmt.Sprintf("%s: the sample has %q, the table %q", shown(f.Name), shown(value), shown(f.Example)))
}

// elements returns the values in the example of a field.
func elements(f *schema.Field, example string) []string {
	if example == "" {
		return nil
	}
	if !f.List {
		return []string{example}
	}
	var out []string
	for text := range strings.SplitSeq(strings.Trim(example, "[] "), ",") {
		if text = strings.Trim(text, `"' `); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// structValue checks that the sample has no text where an object belongs.
func (c *checker) structValue(f *schema.Field, n *node) {
	if n == nil || len(n.children) > 0 || n.array {
		return
	}
	if text := plain(n.text); text != "" {
		line, column := c.places.At(n.at.Offset)
		c.warn(diag.ExampleType, line, column, fmt.Sprintf("%s: sample text %q is no object", shown(f.Name), shown(text)), "")
	}
}

// value checks one value of a field.
func (c *checker) value(f *schema.Field, kind schema.Kind, key numberKey, u use) {
	if kind == schema.KindNumber {
		uses := c.numbers[key]
		if uses == nil {
			uses = new(numberUses)
			c.numbers[key] = uses
			c.keys = append(c.keys, key)
		}
		switch {
		case kind.Holds(u.text, false):
			uses.whole = true
			return
		case schema.ShowsFraction(u.text):
			uses.fractions = append(uses.fractions, u)
			return
		}
	}
	problem := ""
	switch {
	case kind == schema.KindDate && isBareDate(u.text):
		problem = "has no separators and reads as milliseconds"
	case kind.Holds(u.text, false):
		return
	case kind == schema.KindNumber && isDigits(u.text):
		problem = "does not fit into 64 bits"
	default:
		problem = "is no " + shown(f.Type)
	}
	message := fmt.Sprintf("%s: %s %q %s", shown(f.Name), u.what, shown(u.text), problem)
	if said := key.owner + "\x00" + message; !c.said[said] {
		c.said[said] = true
		c.warn(diag.ExampleType, u.line, u.column, message, "the type or the example is wrong: topgen.yaml can give the field another type")
	}
}

// isBareDate reports whether s is a date such as 20180131 or 20180131235959.
func isBareDate(s string) bool {
	if !isDigits(s) || len(s) != len("20060102") && len(s) != len("20060102150405") {
		return false
	}
	return schema.KindDate.Holds(s[:4]+"-"+s[4:6]+"-"+s[6:8], false)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(strings.TrimLeft(s, "+-"), "0123456789") == ""
}

// reportFractions reports the Number fields that show fractions, each once:
// they become decimals.
func (c *checker) reportFractions() {
	for _, key := range c.keys {
		uses := c.numbers[key]
		if len(uses.fractions) == 0 {
			continue
		}
		u := uses.fractions[0]
		message := fmt.Sprintf("%s: %s %q is no integer", shown(key.field), u.what, shown(u.text))
		if uses.whole {
			message += ", other uses are integers"
		}
		c.warn(diag.ExampleType, u.line, u.column, message, "the bindings hold it as a decimal")
	}
}

// missingElement reports a field that the sample lacks, unless samples leave
// such fields out.
func (c *checker) missingElement(f *schema.Field) {
	simple := len(f.Fields) == 0
	switch {
	case !c.known:
		return
	case c.setters && simple && f.Example == "":
		return
	case !c.setters && simple && f.List && f.Example == "":
		return
	case c.setters:
		c.mismatch(f.Line, f.Column, shown(f.Name)+": the sample never sets the field")
	default:
		c.mismatch(f.Line, f.Column, shown(f.Name)+": the sample has no such element")
	}
}

// extraElements reports the elements of a sample that no row documents.
func (c *checker) extraElements(nodes []*node) {
	for _, n := range nodes {
		if n.read {
			continue
		}
		what := "the element"
		if c.setters {
			what = "the setter"
		}
		line, column := c.places.At(n.pos.Offset)
		c.mismatch(line, column, fmt.Sprintf("%s %s of the sample has no row in the table", what, shown(n.name)))
	}
}

// enough mismatches tell what the rest would tell.
const enough = 10

// mismatch reports a difference between table and sample. Where they have
// little to do with each other, the first few tell as much as all.
func (c *checker) mismatch(line, column int, message string) {
	if c.mismatches++; c.mismatches <= enough {
		c.warn(diag.SampleMismatch, line, column, message, "")
		return
	}
	c.last = diag.Position{Line: line, Column: column}
}

func (c *checker) endMismatches() {
	if c.mismatches > enough {
		c.warn(diag.SampleMismatch, c.last.Line, c.last.Column, fmt.Sprintf("%d more differences between table and sample", c.mismatches-enough), "")
	}
}
