package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// valueChecker checks that types can hold the values that the page shows.
type valueChecker struct {
	findings
	evidence *evidence
	places   *page.Locator // in the sample
	numbers  map[numberKey]*numberUses
	keys     []numberKey     // of numbers, in the order of the page
	said     map[string]bool // contradictions that were reported
}

// numberKey names the uses of one field: those in objects of one type.
type numberKey struct{ owner, field string }

// numberUses are the values that a Number field shows.
type numberUses struct {
	whole     bool // some are integers
	fractions []shownValue
}

// shownValue is a text in a table or sample, and where it stands.
type shownValue struct {
	text string
	at   schema.Place
	what string // "example" or "sample text"
}

// checkValues checks that the types of fields can hold their examples and the
// values in the sample.
func checkValues(file string, ev *evidence, table *object) diag.List {
	c := &valueChecker{
		findings: findings{file: file}, evidence: ev, places: page.NewLocator(ev.text),
		numbers: make(map[numberKey]*numberUses), said: make(map[string]bool),
	}
	for o, p := range table.all() {
		switch kind := schema.KindOf(p.field); kind {
		case schema.KindStruct:
			c.structValue(p)
		case schema.KindString, schema.KindBytes, schema.KindRaw:
		default:
			c.values(p, kind, o.typ)
		}
	}
	c.reportFractions()
	return c.list
}

// structValue checks that the sample has no text where an object belongs.
func (c *valueChecker) structValue(p *pair) {
	if p.node == nil || len(p.node.children) > 0 || p.node.array {
		return
	}
	if text := plain(p.node.text); text != "" {
		line, column := c.places.At(p.node.at.Offset)
		c.warn(diag.ExampleType, line, column, fmt.Sprintf("%s: sample text %q is no object", shown(p.field.Name), shown(text)), "")
	}
}

// values checks the example of a field and its values in the sample.
func (c *valueChecker) values(p *pair, kind schema.Kind, owner string) {
	f, n := p.field, p.node
	for _, text := range elements(f, f.Example) {
		c.value(f, kind, owner, shownValue{text, f.ExampleAt, "example"})
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
		if c.evidence.setters && f.List {
			texts = elements(f, texts[0]) // setters take lists as one string
		}
		for _, text := range texts {
			c.value(f, kind, owner, shownValue{text, schema.Place{Line: line, Column: column}, "sample text"})
		}
	}
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

// value checks one value of a field in an object of the type owner.
func (c *valueChecker) value(f *schema.Field, kind schema.Kind, owner string, v shownValue) {
	if kind == schema.KindNumber && c.number(numberKey{owner, f.Name}, v) {
		return
	}
	problem := ""
	switch {
	case kind == schema.KindDate && isBareDate(v.text):
		problem = "has no separators and reads as milliseconds"
	case kind.Holds(v.text, false):
		return
	case kind == schema.KindNumber && isDigits(v.text):
		problem = "does not fit into 64 bits"
	default:
		problem = "is no " + shown(f.Type)
	}
	message := fmt.Sprintf("%s: %s %q %s", shown(f.Name), v.what, shown(v.text), problem)
	if said := owner + "\x00" + message; !c.said[said] {
		c.said[said] = true
		c.warn(diag.ExampleType, v.at.Line, v.at.Column, message, "the type or the example is wrong: topgen.yaml can give the field another type")
	}
}

// number notes a value of a Number field, and returns false where it is no
// number.
func (c *valueChecker) number(key numberKey, v shownValue) bool {
	uses := c.numbers[key]
	if uses == nil {
		uses = new(numberUses)
		c.numbers[key] = uses
		c.keys = append(c.keys, key)
	}
	switch {
	case schema.KindNumber.Holds(v.text, false):
		uses.whole = true
	case schema.ShowsFraction(v.text):
		uses.fractions = append(uses.fractions, v)
	default:
		return false
	}
	return true
}

// reportFractions reports the Number fields that show fractions, each once:
// they become decimals.
func (c *valueChecker) reportFractions() {
	for _, key := range c.keys {
		uses := c.numbers[key]
		if len(uses.fractions) == 0 {
			continue
		}
		v := uses.fractions[0]
		message := fmt.Sprintf("%s: %s %q is no integer", shown(key.field), v.what, shown(v.text))
		if uses.whole {
			message += ", other uses are integers"
		}
		c.warn(diag.ExampleType, v.at.Line, v.at.Column, message, "the bindings hold it as a decimal")
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
