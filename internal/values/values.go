// Package values finds the lists of values that descriptions of fields have:
//
//	订单状态 1:已付款, 2:已发货
//	可选值：BUYER(买家)，SELLER(卖家)
//	INIT(1, "初始化"), FAILED(2, "失败")
//
// The rule: a description is cut into tokens. An item is a code, a connector and a
// label. A code is an integer, true or false or, where the field holds texts, a word
// of capitals; a connector is a colon, a dash, an equals sign or arrow, or a pair of
// brackets around the label. A list is at least two items of one kind, with one
// connector, all codes different.
//
// A description has a list only if nothing is left over: what else stands in it like
// an item or a code shows that the list was not understood. No list is better than
// half of one, or than something else that looks like it. So words of small letters
// are no codes: most of them are keys of objects ("hosNo:医院ID,deptNo:科室ID"), and
// nothing in the text tells those from values.
//
// A list has what the page knew when it was written. The platform adds values without
// a word: nothing may refuse one that is not in the list.
package values

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Read returns the values that the description of a field of that kind lists, in the
// order of the text; nil if it lists none.
func Read(description string, kind schema.Kind) []schema.Value {
	codes := codesOf[kind]
	if codes == nil || !mayList(description) {
		return nil
	}
	r := &reader{description: description, codes: codes, tokens: scan(description)}
	list := r.javaEnum()
	if list == nil {
		list = r.list()
	}
	if kind == schema.KindBoolean {
		for i := range list {
			list[i].Value = strings.ToLower(list[i].Value) // as they go over the wire, also where the page has True
		}
	}
	if !distinct(list, kind) {
		return nil
	}
	return list
}

// mayList reports whether a description has the marks of two items. Most have not,
// and need not be cut into tokens for that.
func mayList(description string) bool {
	n := 0
	for _, c := range description {
		if strings.ContainsRune(":-=([", toASCII(c)) {
			n++
		}
	}
	return n >= 2
}

// codesOf has the tokens that can be codes of the values of each kind.
var codesOf = map[schema.Kind][]tokenKind{
	schema.KindString:  {integer, constant, truth},
	schema.KindNumber:  {integer},
	schema.KindBoolean: {truth},
	schema.KindBytes:   {integer}, // the pages' word byte is Java's, a small number
}

// reader reads one description.
type reader struct {
	description string
	codes       []tokenKind
	tokens      []token
}

// at returns a token; an empty one before the first and behind the last.
func (r *reader) at(i int) token {
	if i < 0 || i >= len(r.tokens) {
		return token{}
	}
	return r.tokens[i]
}

// skipSpace returns the index i, or the one behind it if a space stands there.
func (r *reader) skipSpace(i int) int {
	if r.at(i).kind == space {
		i++
	}
	return i
}

// distinct reports whether a list has at least two values, all different and with a
// text. Numbers that are written differently can be the same: 01 and 1.
func distinct(list []schema.Value, kind schema.Kind) bool {
	seen := make(map[string]bool, len(list))
	for _, v := range list {
		code := v.Value
		if kind == schema.KindNumber {
			n, err := strconv.ParseInt(code, 10, 64)
			if err != nil {
				return false
			}
			code = strconv.FormatInt(n, 10)
		}
		if seen[code] || v.Text == "" {
			return false
		}
		seen[code] = true
	}
	return len(list) >= 2
}
