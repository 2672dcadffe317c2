package top_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/topgen/topgen/top"
)

var mutatedBodies = flag.Int("bodies", 20_000, "how many mutated bodies TestMutatedBodies decodes")

// TestMutatedBodies decodes bodies of 20 response types in which bytes were changed,
// dropped, doubled and moved, and parts of other bodies put in. What encoding/json
// reads, and means one thing, is read as encoding/json reads it; nothing panics; and no
// body that is cut off is taken for a whole one.
func TestMutatedBodies(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 5))
	types := make([]reflect.Type, 20)
	for i := range types {
		types[i] = responseType(r)
	}
	read, cut := 0, 0
	for n := range *mutatedBodies {
		typ := types[n%len(types)]
		body := []byte(valueOf(r, typ))
		if n%4 == 0 {
			if n%8 == 0 {
				body = fmt.Appendf(nil, `{"mutated_get_response":%s}`, body)
			}
			body = body[:1+r.IntN(len(body)-1)]
			cut++
			if err := top.Unmarshal(body, reflect.New(typ).Interface()); err == nil {
				t.Fatalf("body %d is cut off, and accepted: %s", n, body)
			}
			continue
		}
		body = mutate(r, body, []byte(valueOf(r, typ)))
		if sameAsJSON(t, n, typ, body) {
			read++
		}
	}
	t.Logf("%d bodies: %d cut off, %d of the others read by encoding/json", *mutatedBodies, cut, read)
	if read < *mutatedBodies/20 {
		t.Errorf("encoding/json reads %d bodies only", read)
	}
}

// sameAsJSON decodes a body by both packages and reports whether they could be compared.
func sameAsJSON(t *testing.T, n int, typ reflect.Type, body []byte) bool {
	t.Helper()
	got, want := reflect.New(typ), reflect.New(typ)
	err := top.Unmarshal(body, got.Interface())
	if json.Unmarshal(body, want.Interface()) != nil || !meansOneThing(body, typ) {
		return false
	}
	var apiErr *top.Error
	if errors.As(err, &apiErr) || !hasField(body, typ) {
		return false // a rule of the platform, which encoding/json does not have
	}
	if err != nil {
		t.Fatalf("body %d: %v, and encoding/json reads it: %s", n, err, body)
	}
	if diff := cmp.Diff(want.Elem().Interface(), got.Elem().Interface(), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("body %d differs (-encoding/json +top): %s\n%s", n, body, diff)
	}
	return true
}

// meansOneThing reports whether a body has each member once, by its documented name:
// encoding/json takes the last of two, and names in other letters. Texts have what
// they say: blank ones are absent to the platform, and encoding/json takes broken
// UTF-8, and halves of surrogate pairs, for a character.
func meansOneThing(body []byte, typ reflect.Type) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return utf8.Valid(body) && onlyOnce(d, typ)
}

// hasField reports whether a body has a documented member other than the request id.
func hasField(body []byte, typ reflect.Type) bool {
	var members map[string]json.RawMessage
	json.Unmarshal(body, &members)
	for name := range members {
		if f, _ := fieldOf(typ, name); f != nil && name != "request_id" {
			return true
		}
	}
	return false
}

// onlyOnce reads a value and reports whether that holds for it.
func onlyOnce(d *json.Decoder, typ reflect.Type) bool {
	token, err := d.Token()
	if err != nil {
		return false
	}
	if text, ok := token.(string); ok && (strings.TrimSpace(text) == "" || strings.ContainsRune(text, utf8.RuneError)) {
		return false
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			key, err := d.Token()
			if err != nil || seen[strings.ToLower(key.(string))] || strings.ContainsRune(key.(string), utf8.RuneError) {
				return false
			}
			seen[strings.ToLower(key.(string))] = true
			field, ok := fieldOf(typ, key.(string))
			if !ok || !onlyOnce(d, field) {
				return false
			}
		}
		_, err = d.Token()
	case json.Delim('['):
		for d.More() {
			if !onlyOnce(d, elementOf(typ)) {
				return false
			}
		}
		_, err = d.Token()
	}
	return err == nil
}

// fieldOf returns the type of the field of a name, nil for one that typ does not have,
// and false where that differs only in its letters.
func fieldOf(typ reflect.Type, name string) (reflect.Type, bool) {
	if typ == nil || typ.Kind() != reflect.Struct {
		return nil, true
	}
	for f := range fieldsOf(typ) {
		wire, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if wire == name {
			return f.Type, true
		}
		if strings.EqualFold(wire, name) {
			return nil, false
		}
	}
	return nil, true
}

func fieldsOf(typ reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range typ.NumField() {
			if !yield(typ.Field(i)) {
				return
			}
		}
	}
}

func elementOf(typ reflect.Type) reflect.Type {
	if typ == nil || typ.Kind() != reflect.Slice {
		return nil
	}
	return typ.Elem()
}

// responseType makes a response of some fields of all kinds, as bindings have them.
func responseType(r *rand.Rand) reflect.Type {
	fields := objectFields(r, 2)
	fields = append(fields, reflect.StructField{Name: "RequestID", Type: reflect.TypeFor[string](), Tag: `json:"request_id,omitzero" top:"root=mutated_get_response"`})
	return reflect.StructOf(fields)
}

func objectFields(r *rand.Rand, depth int) []reflect.StructField {
	var fields []reflect.StructField
	for i := range 2 + r.IntN(6) {
		typ := scalarTypes[r.IntN(len(scalarTypes))]
		if depth > 0 && r.IntN(3) == 0 {
			typ = reflect.StructOf(objectFields(r, depth-1))
		}
		name := fmt.Sprintf("f%d_%s", i, words[r.IntN(len(words))])
		tag := fmt.Sprintf(`json:"%s,omitzero"`, name)
		if r.IntN(4) == 0 {
			typ = reflect.SliceOf(typ)
			tag += fmt.Sprintf(` top:"element=%s_item"`, name)
		}
		fields = append(fields, reflect.StructField{Name: strings.ToUpper(name[:1]) + name[1:], Type: typ, Tag: reflect.StructTag(tag)})
	}
	return fields
}

var (
	scalarTypes = []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int64](), reflect.TypeFor[bool](), reflect.TypeFor[top.Decimal](), reflect.TypeFor[top.Time](), reflect.TypeFor[top.RawJSON]()}
	words       = []string{"id", "name", "amount", "list", "订单", "x"}
)

// valueOf writes a value of the type, the whole body in its simplified form.
func valueOf(r *rand.Rand, typ reflect.Type) string {
	switch typ {
	case reflect.TypeFor[top.Decimal]():
		return []string{`"12.30"`, `0.5`, `1e3`, `-7`, `"0.000"`}[r.IntN(5)]
	case reflect.TypeFor[top.Time]():
		return []string{`"2026-11-26 10:00:00"`, `"1999-01-01 00:00:00"`}[r.IntN(2)]
	case reflect.TypeFor[top.RawJSON]():
		return []string{`{"a":[1,{"b":null}]}`, `"{\"a\":1}"`, `[]`, `"text"`, `1.50`}[r.IntN(5)]
	}
	switch typ.Kind() {
	case reflect.String:
		return []string{`"plain"`, `"中文"`, `"a\u4e2d\n\"b\\"`, `"\ud83d\ude00"`, `"1"`}[r.IntN(5)]
	case reflect.Int64:
		return []string{`0`, `1`, `-9223372036854775808`, `9223372036854775807`, `42`}[r.IntN(5)]
	case reflect.Bool:
		return []string{`true`, `false`}[r.IntN(2)]
	case reflect.Slice:
		var items []string
		for range r.IntN(4) {
			items = append(items, valueOf(r, typ.Elem()))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	var members []string
	for f := range fieldsOf(typ) {
		if r.IntN(8) > 0 {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			members = append(members, fmt.Sprintf("%q:%s", name, valueOf(r, f.Type)))
		}
	}
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, ",") + "}"
}

// mutate changes a body in one to three places, with parts of another.
func mutate(r *rand.Rand, body, other []byte) []byte {
	kinds := []int{6, 2}[r.IntN(2)] // of every second body, only tokens change
	for range 1 + r.IntN(3) {
		i := r.IntN(len(body) + 1)
		j := min(len(body), i+r.IntN(12))
		switch r.IntN(kinds) {
		case 2: // a byte is another
			const bytes = "{}[]:,\"\\0159.-+eEtfnu \n\x00\xff"
			if i < len(body) {
				body[i] = bytes[r.IntN(len(bytes))]
			}
		case 3:
			body = slices.Delete(body, i, j)
		case 4:
			body = slices.Insert(body, i, slices.Clone(body[i:j])...)
		case 5:
			from := r.IntN(len(other))
			body = slices.Insert(body, i, other[from:min(len(other), from+r.IntN(20))]...)
		case 0: // white space, which changes nothing between tokens
			body = slices.Insert(body, i, []byte(" \t\r\n")[r.IntN(4)])
		case 1: // a value for a value
			values := []string{"null", `""`, "{}", "[]", "0", "1.0", "1e2", `"x"`, "true", "12345678901234567890"}
			if at := bytes.IndexByte(body[min(i, len(body)):], ':'); at >= 0 {
				at += i + 1
				end := bytes.IndexAny(body[at:], ",}]")
				if end >= 0 {
					body = slices.Replace(body, at, at+end, []byte(values[r.IntN(len(values))])...)
				}
			}
		}
		if len(body) == 0 {
			return []byte("{}")
		}
	}
	return body
}
