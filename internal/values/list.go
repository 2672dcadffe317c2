package values

import (
	"slices"

	"github.com/topgen/topgen/internal/schema"
)

// class is a way to connect a code with its label.
type class int

const (
	byColon    class = iota // 1:是
	byDash                  // 1-是, 1--是
	byEquals                // 1=是, 1=>是, 1->是
	byBrackets              // Y(是)
)

// item is a code with its connector, and where its label stands.
type item struct {
	code  token
	class class
	at    int // index of the code among the tokens
	label int // index of the token with which the label begins
	close int // of byBrackets: index of the bracket behind the label
}

// list reads a list whose items have one class and one kind of code.
func (r *reader) list() []schema.Value {
	items := r.items()
	if len(items) < 2 || !r.uniform(items) || r.leftOver(items) || r.twoCodes(items) {
		return nil
	}
	list := make([]schema.Value, len(items))
	for i, it := range items {
		list[i] = schema.Value{Value: it.code.text, Text: r.label(items, i)}
	}
	return list
}

// items returns everything that has the form of an item, whatever its code. What is
// within the brackets of a label is nothing else.
func (r *reader) items() []item {
	var items []item
	for i := 0; i < len(r.tokens); i++ {
		if !r.tokens[i].isLatin() || !r.startsItem(i) {
			continue
		}
		if it, ok := r.item(i); ok {
			items = append(items, it)
			i = max(i, it.close)
		}
	}
	return items
}

// startsItem reports whether an item can begin with a token: at the start, behind a
// separator or an opening mark, behind the colon of an introduction, or in the middle
// of Chinese, which has no spaces: "0:暂停1:正常".
func (r *reader) startsItem(i int) bool {
	before := r.at(i - 1)
	return i == 0 || before.kind == space || before.kind == prose || before.is(separators+`()[]"':`)
}

// item reads the item whose code is the token i.
func (r *reader) item(i int) (item, bool) {
	it := item{code: r.tokens[i], at: i}
	next := i + 1
	if r.at(i-1).is(`"'`) && r.at(next).is(`"'`) {
		next++
	}
	next = r.skipSpace(next)
	switch t := r.at(next); {
	case t.is(":"):
		it.class = byColon
	case t.is("-"):
		it.class = byDash
	case t.is("=") || t.kind == arrow:
		it.class = byEquals
	case t.is("(["):
		it.class = byBrackets
	default:
		return it, false
	}
	it.label = r.skipSpace(next + 1)
	if it.class == byBrackets {
		return it, r.closeLabel(&it)
	}
	next = it.label
	if r.at(next).is(`"'([`) {
		next++
	}
	// A label that begins with a number could be the other end of a range ("1-5"),
	// or the rest of a time or a ratio ("12:30").
	return it, r.at(next).kind == prose || r.at(next).isLatin() && !r.at(next).beginsWithDigit()
}

// closeLabel finds the end of a label in brackets. It reports false if there is none, or
// if these may be no brackets around a label: something is joined to them ("U(nknown):未知"),
// or they have the arguments of a Java enum in them (`A("a", 1)`, `SKU_PRICE("sku_price")`).
func (r *reader) closeLabel(it *item) bool {
	depth, quotes := 1, 0
	for i := it.label; i < len(r.tokens); i++ {
		t := r.tokens[i]
		if t.is(`"`) {
			quotes++
		}
		if depth += t.nesting(); depth > 0 {
			continue
		}
		it.close = i
		quoted := quotes == 2 && r.at(it.label).is(`"`) && r.at(i-1).is(`"`)
		code := quoted && i == it.label+3 && r.at(it.label+1).isLatin()
		after := r.at(i + 1)
		return (quotes < 2 || quoted && !code) && (after.kind != mark || after.is(separators+`)]"'`) || i+1 == len(r.tokens))
	}
	return false
}

// uniform reports whether all items have the same class and the same kind of code,
// one that the field can have. Texts that mix them have two lists, one for another
// field, or names of fields: "1:男 2:女, name:姓名".
func (r *reader) uniform(items []item) bool {
	for _, it := range items {
		if it.class != items[0].class || it.code.kind != items[0].code.kind || !slices.Contains(r.codes, it.code.kind) || r.isCondition(it) {
			return false
		}
	}
	return true
}

// isCondition reports whether an item speaks of the value of another field:
// "map_type为1：商品id map_type为2：分销id".
func (r *reader) isCondition(it item) bool {
	before := r.at(it.at - 1)
	return r.at(it.at-2).isLatin() && r.description[before.from:before.to] == "为"
}

// leftOver reports whether something stands in the text like a code and is none of
// the items. Then the text has more to it than was understood: an item in another
// style ("1:是, 2 否"), a range, a condition on another field, an example. Numbers
// beside truths are those of the items: "1)true:是 2)false:否". What is glued to the
// Chinese before it is a part of what that says: "默认为0", "满100元".
func (r *reader) leftOver(items []item) bool {
	kind := items[0].code.kind
	known := make(map[int]bool, 2*len(items))
	for _, it := range items {
		known[it.at] = true
		if kind == constant { // a label can begin with capitals
			known[it.label], known[it.label+1] = true, true
		}
	}
	for i, t := range r.tokens {
		like := t.kind == kind || t.kind == integer && kind == truth
		if like && !known[i] && r.at(i-1).kind != prose {
			return true
		}
	}
	return false
}

// twoCodes reports whether numbers and capitals both stand where a code can:
// "VENDIBLE 1-可销售", "1:正常订单: NORMAL". Which of them goes over the wire is open.
func (r *reader) twoCodes(items []item) bool {
	if items[0].code.kind != integer {
		return false
	}
	labels, codes := make(map[int]bool, len(items)), make(map[int]bool, len(items))
	for _, it := range items {
		labels[it.label], codes[it.at] = true, true
	}
	for i, t := range r.tokens {
		if t.kind != constant {
			continue
		}
		before := i - 1
		if r.at(before).kind == space {
			before--
		}
		if codes[r.skipSpace(i+1)] || r.at(before).is(":") && !labels[i] {
			return true
		}
	}
	return false
}
