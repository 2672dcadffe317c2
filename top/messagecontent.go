package top

import (
	"encoding/json"
	"slices"
	"strings"
)

// UnmarshalMessage decodes the content of a message, JSON or XML, into m, a pointer
// to a generated type, and replaces what that held before. It takes values with and
// without quotes, lists too, and names with underscores where the page has capitals (billNo,
// bill_no) and the other way round.
//
// It returns a *DecodeError if something does not fit; then m holds everything else.
func UnmarshalMessage(content string, m any) error {
	_, err := unmarshalMessage(content, m, wanted{quoted: quotedList})
	return err
}

// UnmarshalMessageReport is UnmarshalMessage, and also returns the names of all members
// of the content for which the type has no field: fields that the documentation does
// not have.
func UnmarshalMessageReport(content string, m any) (unknown []string, err error) {
	return unmarshalMessage(content, m, wanted{unknown: true, answers: answersOf, quoted: quotedList})
}

func unmarshalMessage(content string, m any, want wanted) (unknown []string, err error) {
	p, v, err := planOf(m)
	if err != nil {
		return nil, err
	}
	v.clear(p)
	d := document{plan: p.inAllSpellings(), resp: v}
	d.src, d.wanted = content, want
	if strings.HasPrefix(content, byteOrderMark) {
		d.pos = len(byteOrderMark)
	}
	d.message()
	r := d.result()
	if r.decErr != nil {
		err = mask(r.decErr, strings.Replace(r.decErr.Error(), "response", "content", 1))
	}
	return r.unknown, err
}

// quotedList decodes the list that a text, which stands at offset at, holds into v; false
// for texts that hold none.
func quotedList(w wanted, f *field, v slot, text string, at int) (faults, notes []finding, ok bool) {
	array, ok := arrayIn(f, text)
	if !ok {
		return nil, nil, false
	}
	d := decoder{wanted: w}
	d.src = array
	d.array(f, v)
	for i := range d.faults {
		d.faults[i].offset = at
	}
	return d.faults, d.notes, true
}

// arrayIn returns a text that is a JSON array, and numbers with commas between them as
// one; false for other texts.
func arrayIn(f *field, text string) (array string, ok bool) {
	text = strings.TrimSpace(text)
	switch isToken := f.kind == kindInt || f.kind == kindBool || f.kind == kindDecimal; {
	case strings.HasPrefix(text, "[") && json.Valid([]byte(text)):
		return text, true
	case isToken && strings.Contains(text, ","):
		pieces := strings.Split(text, ",")
		pieces = slices.DeleteFunc(pieces, isBlank)
		list, err := json.Marshal(pieces)
		return string(list), err == nil
	}
	return "", false
}

// message decodes a document that has neither a root in JSON nor errors of calls.
func (d *document) message() {
	start := d.pos
	if !d.messageBegins() {
		return
	}
	var c contents
	switch text, s := d.text(); {
	case s == shapeObject:
		if !d.object(d.plan, d.resp, &c) {
			return
		}
	case s == shapeBroken:
		return
	default:
		c.more = !isBlank(text)
	}
	end := d.pos
	if d.isXML && !d.xml().prolog() {
		return
	}
	d.space()
	switch {
	case d.pos < len(d.src):
		d.misfit(end, "goes on behind the document")
	case c.more && c.fields.isEmpty() && len(d.plan.fields) > 0:
		d.misfit(start, noDocumentedField)
	}
}

// messageBegins moves to the value that is the document; false if there is none.
func (d *document) messageBegins() bool {
	switch c := d.peek(); {
	case c == '{':
		return true
	case c != '<' && d.pos == len(d.src):
		d.misfit(0, "is empty")
		return false
	case c != '<':
		d.misfit(d.pos, "is neither a JSON object nor an XML document")
		return false
	}
	d.isXML = true
	x := d.xml()
	if !x.prolog() {
		return false
	}
	if !strings.HasPrefix(d.src[d.pos:], "<") {
		return d.syntax("is broken XML: there is no element")
	}
	var ok bool
	d.tag, d.empty, ok = x.startTag()
	return ok
}

// isEmpty reports whether no field has been met.
func (s *fieldSet) isEmpty() bool {
	for _, word := range s.large {
		if word != 0 {
			return false
		}
	}
	return s.small == [2]uint64{}
}

// spelledPlans has the plans of messages: *plan -> *plan.
var spelledPlans memo

// inAllSpellings returns the plan with the other spellings of each field's name: pages
// of messages and what the platform sends do not always agree on it. One that two
// fields could have, or that is a field's own name, belongs to no other.
func (p *plan) inAllSpellings() *plan {
	if q, ok := spelledPlans.load(p).(*plan); ok {
		return q
	}
	q := *p
	q.byName = make(map[string]int, 2*len(p.fields))
	const nobody = -1
	for i := range p.fields {
		snake, camel := spellings(p.fields[i].name)
		for _, name := range []string{snake, camel} {
			if other, taken := q.byName[name]; taken && other != i {
				q.byName[name] = nobody
			} else {
				q.byName[name] = i
			}
		}
	}
	for name, i := range q.byName {
		if i == nobody {
			delete(q.byName, name)
		}
	}
	for name, i := range p.byName {
		q.byName[name] = i
	}
	return spelledPlans.loadOrStore(p, &q).(*plan)
}

// spellings returns a name with underscores between its words, and with capitals
// instead: bill_no and billNo for either of these. A run of capitals is one word.
func spellings(name string) (snake, camel string) {
	for i, word := range wordsOf(name) {
		word = strings.ToLower(word)
		if i == 0 {
			snake, camel = word, word
			continue
		}
		snake += "_" + word
		if first := word[0]; first >= 'a' && first <= 'z' {
			word = string(first-'a'+'A') + word[1:]
		}
		camel += word
	}
	return snake, camel
}

// wordsOf splits a name at underscores and before capitals.
func wordsOf(name string) (words []string) {
	isUpper := func(i int) bool { return i >= 0 && i < len(name) && name[i] >= 'A' && name[i] <= 'Z' }
	isLower := func(i int) bool { return i < len(name) && name[i] >= 'a' && name[i] <= 'z' }
	start := 0
	cut := func(end, next int) {
		if end > start {
			words = append(words, name[start:end])
		}
		start = next
	}
	for i := range len(name) {
		switch {
		case name[i] == '_':
			cut(i, i+1)
		case isUpper(i) && (!isUpper(i-1) || isLower(i+1)):
			cut(i, i)
		}
	}
	cut(len(name), len(name))
	return words
}
