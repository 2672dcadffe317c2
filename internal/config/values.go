package config

import (
	"cmp"
	"fmt"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

var (
	fieldPath   = regexp.MustCompile(`^(request|response)\..+$`)
	objectPath  = regexp.MustCompile(`^(request|response)(\..+)?$`)
	packageName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	namespace   = regexp.MustCompile(`^[^.]+(\.[^.]+)?$`)
	wireName    = regexp.MustCompile(`^[^\s<>&"'{}\[\]]+$`)
)

const hintPath = `write "request." or "response." and the names on the wire, joined with dots: response.result.fee`

// checkName says what is wrong with what an entry is about.
func checkName(key, text string) (message, hint string) {
	switch {
	case strings.TrimSpace(text) == "":
		return "a text belongs here", ""
	case key == "field" && !fieldPath.MatchString(text):
		return fmt.Sprintf("%q is no path of a field", text), hintPath
	case key == "namespace" && !namespace.MatchString(text):
		return fmt.Sprintf("%q is no namespace", text), "write the first two parts of the method name: taobao.item"
	case key == "page" && (path.Clean(text) != text || path.IsAbs(text)):
		return fmt.Sprintf("%q is no path of a page", text), "write it relative to the folder of pages, with /: taobao.item.get.txt"
	case key == "code" && !slices.Contains(diag.Warnings(), diag.Code(text)):
		return fmt.Sprintf("%q is the code of no warning%s", text, didYouMean(text, warningCodes())), "codes of warnings are " + joined(warningCodes())
	}
	return "", ""
}

func warningCodes() (codes []string) {
	for _, c := range diag.Warnings() {
		codes = append(codes, string(c))
	}
	return codes
}

// textReader returns what reads a value that is a single text.
func textReader(check func(text string, n ast.Node) (value, message, hint string)) func(*item, pair) ([]partValue, string, string) {
	return func(_ *item, p pair) ([]partValue, string, string) {
		text, ok := scalar(p.value)
		if !ok {
			text = ""
		}
		value, message, hint := check(text, p.value)
		if message != "" {
			return nil, message, hint
		}
		return []partValue{{value: value}}, "", ""
	}
}

func readText(text string, n ast.Node) (value, message, hint string) {
	if _, ok := scalar(n); !ok || strings.TrimSpace(text) == "" {
		return "", "a text belongs here", ""
	}
	return text, "", ""
}

func readObject(text string, _ ast.Node) (value, message, hint string) {
	if !objectPath.MatchString(text) {
		return "", fmt.Sprintf("%q is no path of an object", text), `write "request" or "response" and the names on the wire, joined with dots: response.result`
	}
	return text, "", ""
}

// DocumentedTypes are the words for types that entries can have, each also as a
// list, "Number []".
var DocumentedTypes = []string{"String", "Number", "Boolean", "Date", "Price", "BigDecimal", "Json", "Map", "Object", "byte[]"}

// typesHint says what else than the documented types there is.
const typesHint = `each type also comes as a list: "Number []"; an object keeps its own type, which can become a list`

// typeWord is what could be the name of an object's type.
var typeWord = regexp.MustCompile(`^\p{L}[\p{L}\p{N}_$]*( \[\])?$`)

// readType reads a documented type. Whether a word that is none is the type of an
// object, only its page can tell.
func readType(text string, _ ast.Node) (value, message, hint string) {
	f := new(schema.Field)
	f.SetType(text)
	value = f.DocumentedType()
	base := strings.TrimSuffix(value, " []")
	_, known := schema.SimpleKind(base)
	switch {
	case slices.Contains(DocumentedTypes, base):
		return value, "", ""
	case !typeWord.MatchString(value) || isGoType(base) || known: // Long of Java, say
		return "", unknownType(text), typesHint
	}
	return value, "", ""
}

func unknownType(text string) string {
	return fmt.Sprintf("nobody knows the type %q%s; types are %s", text, didYouMean(text, DocumentedTypes), joined(DocumentedTypes))
}

// isGoType reports whether a word is a type of Go, which people write for a
// documented one.
func isGoType(word string) bool {
	switch word {
	case "int64", "int32", "uint64", "uint32", "float64", "float32", "bool", "any", "string", "int", "decimal", "long", "number", "boolean", "date":
		return true
	}
	return false
}

func readYesNo(_ string, n ast.Node) (value, message, hint string) { return readBool("", n) }

func readTrue(text string, n ast.Node) (value, message, hint string) {
	if _, ok := n.(*ast.BoolNode); !ok || text != "true" {
		return "", "true belongs here", "take out the entry if the field exists"
	}
	return text, "", ""
}

func readGoName(text string, _ ast.Node) (value, message, hint string) {
	if !token.IsIdentifier(text) || !token.IsExported(text) {
		return "", fmt.Sprintf("%q is no exported Go name", text), "it begins with a capital letter and has letters and digits only"
	}
	return text, "", ""
}

func readPackage(text string, _ ast.Node) (value, message, hint string) {
	switch {
	case !packageName.MatchString(text) || token.IsKeyword(text):
		return "", fmt.Sprintf("%q is no package name", text), "it has small letters and digits only and is no keyword"
	case !naming.PackageUsable(text):
		return "", fmt.Sprintf("%q has a meaning of its own, and programs could not import the package", text), "give it a name such as " + text + "api"
	}
	return text, "", ""
}

func readWireName(text string, _ ast.Node) (value, message, hint string) {
	if !wireName.MatchString(text) {
		return "", fmt.Sprintf("%q is no name on the wire", text), "write the name around the members of a response: item_get_response"
	}
	return text, "", ""
}

// zoneNames are zones that entries often name, for who misspells one.
var zoneNames = []string{
	"GMT+8", "UTC", "America/Los_Angeles", "America/New_York", "America/Chicago", "America/Sao_Paulo", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Asia/Singapore",
	"Asia/Hong_Kong", "Asia/Bangkok", "Asia/Jakarta", "Asia/Kolkata", "Asia/Dubai", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Moscow",
}

// readZone reads a zone; that of the platform is "".
func readZone(text string, _ ast.Node) (value, message, hint string) {
	value, err := schema.Zone(text)
	if err != nil {
		return "", fmt.Sprintf("%q is no zone%s", text, didYouMean(text, zoneNames)), "write a name of the IANA database, America/Los_Angeles, or a distance from UTC, GMT-8; the platform's zone is GMT+8"
	}
	return value, "", ""
}

// readLayout reads the layout of a date; that of the platform is "".
func readLayout(text string, _ ast.Node) (value, message, hint string) {
	switch said := dates.Read(text); {
	case text == time.DateTime:
		return "", "", ""
	case schema.IsLayout(text):
		return text, "", ""
	case said.Layout != "" || strings.Contains(strings.ToLower(text), "yyyy"):
		return "", fmt.Sprintf("%q is a layout of Java", text), fmt.Sprintf("write it as Go does: %s", cmp.Or(said.Layout, time.DateTime))
	}
	return "", fmt.Sprintf("%q is no layout of a date%s", text, didYouMean(text, []string{schema.Milliseconds})), "write it as Go does, 2006-01-02, without commas; or milliseconds, for those since 1970"
}

// oneOf returns what reads one of some words.
func oneOf(words ...string) func(string, ast.Node) (value, message, hint string) {
	return func(text string, _ ast.Node) (value, message, hint string) {
		if !slices.Contains(words, text) {
			return "", fmt.Sprintf("%q is none of %s%s", text, joined(words), didYouMean(text, words)), ""
		}
		return text, "", ""
	}
}

func gatewayNames() (names []string) {
	for _, g := range protocol.Gateways() {
		names = append(names, g.String())
	}
	return names
}

// limitNames are the limits that an entry can set, by their names in the schema.
var limitNames = map[string]func(text string, n ast.Node) (value, message, hint string){
	"default":     readText,
	"maxLength":   readSize,
	"maxListSize": readSize,
	"minValue":    readNumber,
	"maxValue":    readNumber,
	"fileTypes":   readFileTypes,
}

// readLimits reads a mapping of limits; null takes one away.
func readLimits(it *item, p pair) (values []partValue, message, hint string) {
	pairs, ok := it.pairs(p.value)
	if !ok || len(pairs) == 0 {
		return nil, "limits belong here", "write them as {maxLength: 40}"
	}
	for _, l := range pairs {
		read, ok := limitNames[l.name]
		switch {
		case !ok:
			it.unknown(l, []string{"default", "maxLength", "maxListSize", "minValue", "maxValue", "fileTypes"})
			continue
		case isNull(l.value):
			values = append(values, partValue{part: l.name, at: l.key})
			continue
		}
		text, _ := scalar(l.value)
		value, message, hint := read(text, l.value)
		if message != "" {
			it.failAt(l, l.name+": "+message, hint)
			continue
		}
		values = append(values, partValue{l.name, value, l.key})
	}
	return values, "", ""
}

func readSize(text string, _ ast.Node) (value, message, hint string) {
	if n, err := strconv.Atoi(text); err != nil || n <= 0 || strconv.Itoa(n) != text {
		return "", fmt.Sprintf("%q is no size", text), "write a whole number above zero, or null for no limit"
	}
	return text, "", ""
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func readNumber(text string, _ ast.Node) (value, message, hint string) {
	if !jsonNumber.MatchString(text) {
		return "", fmt.Sprintf("%q is no number", text), "write it as 10 or 0.01, or null for no limit"
	}
	return text, "", ""
}

var fileType = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func readFileTypes(_ string, n ast.Node) (value, message, hint string) {
	list, ok := n.(*ast.SequenceNode)
	var types []string
	for i := 0; ok && i < len(list.Values); i++ {
		text, _ := scalar(list.Values[i])
		if !fileType.MatchString(text) {
			ok = false
		}
		types = append(types, text)
	}
	if !ok || len(types) == 0 {
		return "", "a list of extensions belongs here", "write [jpg, png]"
	}
	return strings.Join(types, ","), "", ""
}

// readNames reads a mapping of values on the wire to names in Go; null takes a
// value away.
func readNames(it *item, p pair) (values []partValue, message, hint string) {
	pairs, ok := it.pairs(p.value)
	if !ok || len(pairs) == 0 {
		return nil, "values and their names belong here", "write them as {1: Created, 2: Paid}"
	}
	named := make(map[string]string)
	for _, v := range pairs {
		if isNull(v.value) {
			values = append(values, partValue{part: v.name, at: v.key})
			continue
		}
		text, _ := scalar(v.value)
		name, message, hint := readGoName(text, v.value)
		if other, twice := named[name]; twice && message == "" {
			message, hint = fmt.Sprintf("%s is the name of the value %s already", name, other), "give the two names of their own"
		}
		if message != "" {
			it.failAt(v, v.name+": "+message, hint)
			continue
		}
		named[name] = v.name
		values = append(values, partValue{v.name, name, v.key})
	}
	return values, "", ""
}
