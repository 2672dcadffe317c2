package top

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// MarshalTimes is encoding/json for a generated struct whose tags say how some of its
// times are written: its method MarshalJSON. Without that, they would be written as all
// other times are, and read as something else by those who know the tags.
func MarshalTimes(object any) ([]byte, error) {
	v := reflect.ValueOf(object)
	members, err := membersOf(v.Type())
	if err != nil {
		return nil, err
	}
	b := []byte{'{'}
	for _, m := range members {
		f := v.Field(m.index)
		if m.omitZero && f.IsZero() {
			continue
		}
		text, err := m.marshal(f)
		if err != nil {
			return nil, err
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		name, _ := json.Marshal(m.name) // a text never fails
		b = append(append(append(b, name...), ':'), text...)
	}
	return append(b, '}'), nil
}

// UnmarshalTimes is the reverse of MarshalTimes; object is a pointer to the struct.
func UnmarshalTimes(b []byte, object any) error {
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(b, &texts); err != nil {
		return err
	}
	v := reflect.ValueOf(object).Elem()
	members, err := membersOf(v.Type())
	if err != nil {
		return err
	}
	for _, m := range members {
		if text, ok := memberText(texts, m.name); ok {
			if err := m.unmarshal(text, v.Field(m.index)); err != nil {
				return err
			}
		}
	}
	return nil
}

// memberText returns the text of a member, which encoding/json finds by other capitals, too.
func memberText(texts map[string]json.RawMessage, name string) (json.RawMessage, bool) {
	if text, ok := texts[name]; ok {
		return text, true
	}
	for other, text := range texts {
		if strings.EqualFold(other, name) {
			return text, true
		}
	}
	return nil, false
}

// timeMember is a field of a struct as JSON has it.
type timeMember struct {
	index    int
	name     string
	omitZero bool
	format   *TimeFormat // nil of most fields
}

func membersOf(t reflect.Type) ([]timeMember, error) {
	var members []timeMember
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, more := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" && !more {
			continue
		}
		format, err := timeFormatOf(f.Tag)
		if err != nil {
			return nil, err
		}
		members = append(members, timeMember{i, name, options == "omitzero", format})
	}
	return members, nil
}

// timeFormatOf returns the format that the tag of a field has, nil if it has none.
func timeFormatOf(tag reflect.StructTag) (*TimeFormat, error) {
	var r rules
	if err := r.parse(tag.Get("top")); err != nil || r.zone == "" && r.layout == "" {
		return nil, err
	}
	return NewTimeFormat(r.zone, r.layout)
}

func (m timeMember) marshal(v reflect.Value) ([]byte, error) {
	if m.format == nil || v.IsZero() {
		return json.Marshal(v.Interface())
	}
	switch times := v.Interface().(type) {
	case Time:
		return m.format.MarshalTime(times)
	case *Time:
		return m.format.MarshalTime(*times)
	case []Time:
		return m.marshalList(times)
	}
	return json.Marshal(v.Interface())
}

func (m timeMember) marshalList(times []Time) ([]byte, error) {
	texts := make([][]byte, len(times))
	for i, t := range times {
		var err error
		if texts[i], err = m.format.MarshalTime(t); err != nil {
			return nil, err
		}
	}
	return append(append([]byte{'['}, bytes.Join(texts, []byte{','})...), ']'), nil
}

func (m timeMember) unmarshal(text json.RawMessage, v reflect.Value) (err error) {
	if m.format == nil || string(text) == "null" {
		return json.Unmarshal(text, v.Addr().Interface())
	}
	switch to := v.Addr().Interface().(type) {
	case *Time:
		*to, err = m.format.UnmarshalTime(text)
	case **Time:
		var t Time
		t, err = m.format.UnmarshalTime(text)
		*to = &t
	case *[]Time:
		*to, err = m.unmarshalList(text)
	}
	return err
}

func (m timeMember) unmarshalList(text json.RawMessage) ([]Time, error) {
	var texts []json.RawMessage
	if err := json.Unmarshal(text, &texts); err != nil {
		return nil, err
	}
	times := make([]Time, len(texts))
	for i := range texts {
		var err error
		if times[i], err = m.format.UnmarshalTime(texts[i]); err != nil {
			return nil, err
		}
	}
	return times, nil
}
