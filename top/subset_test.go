package top_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	"github.com/topgen/topgen/top"
)

// subset makes bodies that have a part of a response, chosen by data, and knows what
// of the response these must bring.
type subset struct {
	form string // "xml", "json" or "simplified"
	data []byte // choices; what it has not is up to rnd
	rnd  *rand.Rand
	came map[string]bool // paths of the values that come
	len  map[string]int  // of the lists that come, by path
}

func newSubset(form string, data []byte) *subset {
	var seed [32]byte
	copy(seed[:], data)
	return &subset{form: form, data: data, rnd: rand.New(rand.NewChaCha8(seed)), came: map[string]bool{}, len: map[string]int{}}
}

// choose returns a number below n.
func (s *subset) choose(n int) int {
	if len(s.data) == 0 {
		return s.rnd.IntN(n)
	}
	c := int(s.data[0]) % n
	s.data = s.data[1:]
	return c
}

// body returns a part of the response v, in the form of s.
func (s *subset) body(v reflect.Value, root string) string {
	members := s.object(v, "")
	switch s.form {
	case "xml":
		return "<?xml version=\"1.0\"?><" + root + ">" + members + "</" + root + ">"
	case "json":
		return `{"` + root + `":` + members + `}`
	}
	return members
}

// object returns a part of the object v, which is at path.
func (s *subset) object(v reflect.Value, path string) string {
	var members []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || s.choose(4) == 0 {
			continue
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		text := s.value(v.Field(i), at, element(f))
		if s.form == "xml" {
			text = "<" + name + ">" + text + "</" + name + ">"
		} else {
			text = `"` + name + `":` + text
		}
		members = append(members, text)
	}
	if s.choose(4) == 0 {
		s.rnd.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	}
	if s.form == "xml" {
		s.came[path] = len(members) > 0 // an element without anything in it is a blank text
		return strings.Join(members, "")
	}
	s.came[path] = true
	return "{" + strings.Join(members, ",") + "}"
}

// element returns the name of the elements of a list.
func element(f reflect.StructField) string {
	for rule := range strings.SplitSeq(f.Tag.Get("top"), ",") {
		if name, ok := strings.CutPrefix(rule, "element="); ok {
			return name
		}
	}
	return ""
}

// value returns what comes for v, the field or element at path: nothing, a zero,
// or what v is.
func (s *subset) value(v reflect.Value, path, element string) string {
	if s.choose(6) == 0 {
		return map[string]string{"xml": " ", "json": "null", "simplified": `" "`}[s.form]
	}
	if v.Kind() == reflect.Slice {
		return s.list(v, path, element)
	}
	if isObject(v.Type()) {
		return s.object(v, path)
	}
	s.came[path] = true
	return s.scalar(v)
}

func isObject(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[top.Decimal]() && t != reflect.TypeFor[top.Time]()
}

// list returns a list of elements that are like the first one of v.
func (s *subset) list(v reflect.Value, path, element string) string {
	like := reflect.Zero(v.Type().Elem())
	if v.Len() > 0 {
		like = v.Index(0)
	}
	var items []string
	n := 0 // of the elements that the list will have
	for range s.choose(12) {
		at := fmt.Sprintf("%s[%d]", path, n)
		items = append(items, s.value(like, at, ""))
		if k := like.Kind(); s.came[at] || k != reflect.Int64 && k != reflect.Bool {
			n++
		}
	}
	s.len[path], s.came[path] = n, true
	switch s.form {
	case "xml":
		if len(items) == 0 {
			delete(s.came, path)
			return ""
		}
		return "<" + element + ">" + strings.Join(items, "</"+element+"><"+element+">") + "</" + element + ">"
	case "json":
		return `{"` + element + `":[` + strings.Join(items, ",") + `]}`
	}
	return "[" + strings.Join(items, ",") + "]"
}

// scalar returns the text of v, or of another value of its type.
func (s *subset) scalar(v reflect.Value) string {
	zero := s.choose(3) == 0
	text := ""
	switch v := v.Interface().(type) {
	case int64:
		if text = fmt.Sprint(v); zero {
			text = "0"
		}
	case bool:
		if text = fmt.Sprint(v); zero {
			text = "false"
		}
	case top.Decimal:
		if text = v.String(); zero || text == "" {
			text = "0.00"
		}
	case top.Time:
		if text = v.String(); text == "" {
			text = "2026-11-22 08:00:00"
		}
	case top.RawJSON:
		if text = v.Text(); text == "" {
			text = `{"a":0}`
		}
	default:
		if text = fmt.Sprint(v); text == "" {
			text = "0"
		}
	}
	if s.form == "xml" {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes all
		return b.String()
	}
	if k := v.Kind(); (k == reflect.Int64 || k == reflect.Bool) && s.choose(2) == 0 {
		return text
	}
	b, _ := json.Marshal(text) // a string always marshals
	return string(b)
}

// check holds every field of v, which is at path, against what should have come, and
// returns what is wrong.
func (s *subset) check(sent top.Sent, v reflect.Value, path string) (wrong []string) {
	switch {
	case v.Kind() == reflect.Slice:
		if v.Len() != s.len[path] && s.came[path] {
			return []string{fmt.Sprintf("%s has %d elements, want %d", path, v.Len(), s.len[path])}
		}
		for i := range v.Len() {
			at := fmt.Sprintf("%s[%d]", path, i)
			wrong = append(wrong, s.checkPlace(sent, v.Index(i), at)...)
		}
	case isObject(v.Type()):
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "-" {
				wrong = append(wrong, s.checkPlace(sent, v.Field(i), strings.TrimPrefix(path+"."+name, "."))...)
			}
		}
		copied := reflect.New(v.Type()).Elem()
		copied.Set(v)
		if panics(func() { sent.Has(copied.Field(0).Addr().Interface()) }) == "" {
			wrong = append(wrong, path+": the first field of a copy is taken for that of the response")
		}
	}
	return wrong
}

func (s *subset) checkPlace(sent top.Sent, v reflect.Value, path string) (wrong []string) {
	if got := sent.Has(v.Addr().Interface()); got != s.came[path] {
		wrong = append(wrong, fmt.Sprintf("%s: Has is %t", path, got))
	}
	if !v.IsZero() && !s.came[path] {
		wrong = append(wrong, fmt.Sprintf("%s is %v, and should be zero", path, v))
	}
	return append(wrong, s.check(sent, v, path)...)
}
