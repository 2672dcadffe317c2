package toptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/topgen/topgen/internal/inbound"
)

// isDate reports whether a text is a date as the platform takes it for a field of a
// request.
func isDate(f reflect.StructField, text string) bool {
	return inbound.IsBlank(text) || inbound.IsDate(text, ruleOf(f, "zone"), ruleOf(f, "layout"))
}

// noDate is the error of a text that is none.
func noDate(f reflect.StructField) error {
	return errors.New("is no date of the form " + timeOf(f).Pattern())
}

// checkDates looks for texts that are no dates in JSON, which holds an object of the
// type t or a list of them. What else does not fit, top says.
func checkDates(t reflect.Type, text string) error {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if t.Kind() != reflect.Struct || d.Decode(&v) != nil {
		return nil
	}
	return checkDatesIn(t, v, "")
}

func checkDatesIn(t reflect.Type, v any, path string) error {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if err := checkDatesIn(t, item, path); err != nil {
				return err
			}
		}
	case map[string]any:
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if err := checkDatesOf(f, v[name], strings.TrimPrefix(path+"."+name, ".")); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkDatesOf looks at the value of a field, which may be a list.
func checkDatesOf(f reflect.StructField, v any, path string) error {
	t := f.Type
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch {
	case t != timeType && t.Kind() == reflect.Struct && !scalarJSON[t] && t != fileType:
		return checkDatesIn(t, v, path)
	case t != timeType:
		return nil
	}
	texts, isList := v.([]any)
	if !isList {
		texts = []any{v}
	}
	for _, text := range texts {
		switch text.(type) {
		case string, json.Number:
			if !isDate(f, fmt.Sprint(text)) {
				return fmt.Errorf("%s %w", path, noDate(f))
			}
		}
	}
	return nil
}
