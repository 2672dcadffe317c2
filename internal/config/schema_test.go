package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
)

// jsonSchema is a JSON Schema, as far as docs/topgen.schema.json uses it.
type jsonSchema map[string]any

func readSchema(t *testing.T) jsonSchema {
	t.Helper()
	data, err := os.ReadFile("../../docs/topgen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s jsonSchema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// at returns what stands at a path of keys.
func (s jsonSchema) at(path ...string) jsonSchema {
	for _, key := range path {
		s = jsonSchema(s[key].(map[string]any))
	}
	return s
}

func words(v any) (list []string) {
	for _, x := range v.([]any) {
		list = append(list, x.(string))
	}
	return list
}

// The schema has the keys and the words that the reader takes, and no others.
func TestSchemaHasWhatIsRead(t *testing.T) {
	s := readSchema(t)
	same := func(what string, schema, reader []string) {
		t.Helper()
		slices.Sort(schema)
		slices.Sort(reader)
		if diff := cmp.Diff(reader, schema); diff != "" {
			t.Errorf("%s differ (-reader +schema):\n%s", what, diff)
		}
	}
	keys := func(s jsonSchema) []string { return slices.Collect(maps.Keys(s)) }
	same("keys of the file", keys(s.at("properties")), slices.Concat(slices.Collect(maps.Keys(settings)), slices.Collect(maps.Keys(sections))))
	for name, section := range sections {
		entry := s.at("properties", name, "items")
		same("keys of "+name, keys(entry.at("properties")), section.keys())
		must := append(slices.DeleteFunc(slices.Clone(section.names), func(n string) bool { return n == section.optional }), reasonKey)
		if len(section.properties) == 1 {
			must = append(must, slices.Collect(maps.Keys(section.properties))...)
		}
		same("keys that entries of "+name+" must have", words(entry["required"]), must)
		if entry["additionalProperties"] != false {
			t.Errorf("entries of %s can have any key", name)
		}
	}
	var types, codes []string
	for _, typ := range DocumentedTypes {
		types = append(types, typ, typ+" []")
	}
	for _, c := range diag.Warnings() {
		codes = append(codes, string(c))
	}
	anyOf := s.at("$defs", "type")["anyOf"].([]any)
	same("types", words(anyOf[0].(map[string]any)["enum"]), types)
	same("codes", words(s.at("properties", "accept", "items", "properties", "code")["enum"]), codes)
	same("gateways", words(s.at("properties", "apis", "items", "properties", "gateway")["enum"]), gatewayNames())
	same("parts of paging", keys(s.at("$defs", "paging", "properties")), pagingNames())
	same("kinds of paging", words(s.at("$defs", "paging", "properties", "kind")["enum"]), slices.Clone(pagingKinds))
	same("limits", keys(s.at("properties", "fields", "items", "properties", "limits", "properties")), slices.Collect(maps.Keys(limitNames)))
}

// What the reader takes and refuses, the schema does, too. The texts are entries of
// the sections.
func TestSchemaAgreesWithTheReader(t *testing.T) {
	const field, api = "fields: [{method: a.b.c, field: request.x, reason: r, %s}]", "apis: [{method: a.b.c, reason: r, %s}]"
	values := map[string][]string{
		field: {
			"type: Number", "type: 'Number []'", "type: int64", "type: Order", "type: ''", "type: 5", "type: 'byte[]'", "type: 'byte[] []'",
			"add: String", "add: Buyer", "add: string", "remove: true", "remove: false", "remove: 1", "under: response", "under: response.x", "under: x",
			"required: true", "required: 'true'", "required: ~", "limits: {maxLength: 40}", "limits: {maxLength: 0}", "limits: {maxLength: 1.5}", "limits: {maxLength: ~}", "limits: {}",
			"limits: {max: 1}", "limits: {minValue: -0.5, maxValue: 10}", "limits: {minValue: x}", "limits: {default: x}", "limits: {fileTypes: [jpg]}", "limits: {fileTypes: []}", "limits: {fileTypes: [.jpg]}",
			"values: {1: Created}", "values: {1: created}", "values: {A: ~}", "values: {}", "values: 5", "example: 01", "example: ''", "example: [x]", "name: SellerID", "name: sellerID",
			"zone: America/Los_Angeles", "zone: GMT-8", "zone: '+05:30'", "zone: UTC", "zone: ''", "zone: 5", "zone: los angeles", "zone: [UTC]",
			"layout: 2006-01-02", "layout: 20060102", "layout: '15:04'", "layout: milliseconds", "layout: yyyy-MM-dd", "layout: ''", "layout: '2006,01'", "layout: {}", "remove: true, zone: UTC", "name: ID", "name: 5",
			"remove: true, type: Price", "add: String, type: Price", "add: String, under: request", "add: String, required: true", "type: Price, required: true", "nam: X", "",
		},
		api: {
			"name: Fetch", "name: fetch", "effect: read", "effect: none", "session: true", "session: yes", "gateway: qimen", "gateway: TOP",
			"paging: none", "paging: all", "paging: {}", "paging: [none]", "paging: {kind: page, first: 0}", "paging: {kind: pages}", "paging: {kind: ~}", "paging: {kind: last-page-first, total: response.n}",
			"paging: {first: 1.5}", "paging: {first: -1}", "paging: {first: '1'}", "paging: {first: ~}", "paging: {items: response.a.b, number: request.n}", "paging: {items: request.a}", "paging: {items: ~}", "paging: {number: response.n}",
			"paging: {number: ~, total: ~, hasNext: ~, size: ~, useHasNext: ~, success: ~, firstCursor: ~, lastCursor: ~, forward: ~}", "paging: {cursor: ~}", "paging: {nextCursor: ~}", "paging: {forwardValue: ~}",
			"paging: {cursor: request.c, nextCursor: response.c, lastCursor: -1, firstCursor: 0, forward: request.d, forwardValue: 1}", "paging: {lastCursor: ''}", "paging: {cursr: request.c}", "paging: {size: request, kind: page}",
			"withdrawn: false", "withdrawn: because", "root: x_response", "root: 'a b'", "",
		},
		"accept: [{%s, reason: r}]": {"code: example-type, method: a", "code: example, method: a", "code: example-type", "code: example-type, method: a, field: request.x", "code: example-type, method: a, field: x"},
		"skip: [{%s}]":              {"page: a.txt, reason: r", "page: a.txt", "reason: r", "page: a.txt, reason: ' '"},
		"types: [{%s, reason: r}]":  {"method: a, type: T, name: N", "method: a, type: T", "method: a, name: N", "method: a, type: T, name: n"},
		"packages: [{%s, reason: r}]": {
			"namespace: a.b, name: ab", "namespace: a.b.c, name: ab", "namespace: a.b, name: AB", "namespace: a.b",
		},
		"%s": {"docs: pages", "docs: 5", "out: [x]", "module: example.com/x", "module: ./x", "tests: true", "tests: 1", "skip: []", "skip: 5", "names: []"},
	}
	s := readSchema(t)
	taken := 0
	for form, list := range values {
		for _, v := range list {
			text := strings.Replace(fmt.Sprintf(form, v), ", }", "}", 1)
			_, diags := Parse("topgen.yaml", []byte(text))
			var doc any
			if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if problem := s.check(s, doc); (problem == "") != (len(diags) == 0) {
				t.Errorf("%s\n\treader: %v\n\tschema: %s", text, diags, problem)
			}
			if len(diags) == 0 {
				taken++
			}
		}
	}
	if taken < 30 {
		t.Errorf("only %d of the files are taken", taken)
	}
}

// check says what is wrong with a value; "" if nothing is. It has the keywords that the
// schema uses, and panics at any other.
func (s jsonSchema) check(root jsonSchema, v any) string {
	for key, arg := range s {
		if problem := checkKeyword(root, s, key, arg, v); problem != "" {
			return problem
		}
	}
	return ""
}

func checkKeyword(root, s jsonSchema, key string, arg, v any) string {
	object, isObject := v.(map[string]any)
	list, isList := v.([]any)
	text, isText := v.(string)
	switch key {
	case "$schema", "$id", "$defs", "title", "description":
	case "$ref":
		return root.at("$defs", strings.TrimPrefix(arg.(string), "#/$defs/")).check(root, v)
	case "type":
		types, several := arg.([]any)
		if !several {
			types = []any{arg}
		}
		if !slices.ContainsFunc(types, func(t any) bool { return isType(t.(string), v) }) {
			return fmt.Sprintf("%v is no %v", v, arg)
		}
	case "enum":
		if !slices.Contains(arg.([]any), v) {
			return fmt.Sprintf("%v is none of %v", v, arg)
		}
	case "const":
		if arg != v {
			return fmt.Sprintf("%v is not %v", v, arg)
		}
	case "pattern":
		if isText && !regexp.MustCompile(arg.(string)).MatchString(text) {
			return fmt.Sprintf("%q does not match %s", text, arg)
		}
	case "minimum":
		if n, err := strconv.ParseFloat(fmt.Sprint(v), 64); err == nil && !isText && n < arg.(float64) {
			return fmt.Sprintf("%v is too small", v)
		}
	case "minProperties", "minItems":
		if (isObject || isList) && len(object)+len(list) < int(arg.(float64)) {
			return fmt.Sprintf("%v has too few", v)
		}
	case "required":
		for _, name := range words(arg) {
			if _, ok := object[name]; isObject && !ok {
				return "there is no " + name
			}
		}
	case "properties", "additionalProperties":
		return checkMembers(root, s, key, object)
	case "items":
		for _, item := range list {
			if problem := jsonSchema(arg.(map[string]any)).check(root, item); problem != "" {
				return problem
			}
		}
	case "allOf", "anyOf":
		return checkSome(root, key, arg.([]any), v)
	case "not":
		if jsonSchema(arg.(map[string]any)).check(root, v) == "" {
			return fmt.Sprintf("%v is %v", v, arg)
		}
	default:
		panic("the test does not know the keyword " + key)
	}
	return ""
}

func checkMembers(root, s jsonSchema, key string, object map[string]any) string {
	known, _ := s["properties"].(map[string]any)
	for name, value := range object {
		schema, ok := known[name].(map[string]any)
		if key == "additionalProperties" {
			if ok {
				continue
			}
			if s[key] == false {
				return "there is no key " + name
			}
			schema, ok = s[key].(map[string]any)
		}
		if ok {
			if problem := jsonSchema(schema).check(root, value); problem != "" {
				return name + ": " + problem
			}
		}
	}
	return ""
}

func checkSome(root jsonSchema, key string, schemas []any, v any) string {
	problem := ""
	for _, x := range schemas {
		p := jsonSchema(x.(map[string]any)).check(root, v)
		if key == "anyOf" && p == "" {
			return ""
		}
		if p != "" {
			problem = p
		}
	}
	return problem
}

func isType(name string, v any) bool {
	switch x := v.(type) {
	case nil:
		return name == "null"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case uint64, int64:
		return name == "number" || name == "integer"
	case float64:
		return name == "number" || name == "integer" && x == float64(int64(x))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}
