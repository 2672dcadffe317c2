package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/diag"
)

// section says what the entries of a section of topgen.yaml have.
type section struct {
	// names are the keys that say what an entry is about, in the order in which
	// messages list them; all but those in optional must be there.
	names    []string
	optional string
	// key makes the key of an entry of what it is about.
	key func(texts map[string]string) Key
	// properties are the keys that say what an entry changes. The entries of a
	// section without any are overrides by themselves.
	properties map[string]property
	// why is what the reason is to tell.
	why string
}

// property is a key that says what an entry changes.
type property struct {
	kind Kind
	// read returns what stands there, by parts where it has parts, or what is wrong
	// and what to do about it.
	read func(it *item, p pair) (values []partValue, message, hint string)
}

// partValue is the value of a part; of what has no parts, the part is "".
type partValue struct {
	part, value string
	at          ast.Node
}

// The sections of topgen.yaml.
var sections map[string]section

func init() { // the readers refer to items, and items to sections
	const wrong = "what the page gets wrong"
	sections = map[string]section{
		"fields": {
			names: []string{"method", "field"}, why: wrong,
			key: func(t map[string]string) Key { return Key{Method: t["method"], Target: t["field"]} },
			properties: map[string]property{
				"under":    {FieldUnder, textReader(readObject)},
				"add":      {FieldAdd, textReader(readType)},
				"remove":   {FieldRemove, textReader(readTrue)},
				"type":     {FieldType, textReader(readType)},
				"required": {FieldRequired, textReader(readYesNo)},
				"limits":   {FieldLimit, readLimits},
				"values":   {FieldValue, readNames},
				"example":  {FieldExample, textReader(readText)},
				"zone":     {FieldZone, textReader(readZone)},
				"layout":   {FieldLayout, textReader(readLayout)},
				"name":     {FieldName, textReader(readGoName)},
			},
		},
		"types": {
			names: []string{"method", "type"}, why: "why the name is better",
			key:        func(t map[string]string) Key { return Key{Method: t["method"], Target: t["type"]} },
			properties: map[string]property{"name": {TypeName, textReader(readGoName)}},
		},
		"packages": {
			names: []string{"namespace"}, why: "why the name is better",
			key:        func(t map[string]string) Key { return Key{Target: t["namespace"]} },
			properties: map[string]property{"name": {PackageName, textReader(readPackage)}},
		},
		"apis": {
			names: []string{"method"}, why: wrong,
			key: func(t map[string]string) Key { return Key{Method: t["method"]} },
			properties: map[string]property{
				"name":      {Prefix, textReader(readGoName)},
				"effect":    {Effect, textReader(oneOf("read", "write"))},
				"session":   {Session, textReader(readYesNo)},
				"gateway":   {Gateway, textReader(oneOf(gatewayNames()...))},
				"paging":    {Paging, readPaging},
				"withdrawn": {Withdrawn, textReader(readYesNo)},
				"root":      {Root, textReader(readWireName)},
			},
		},
		"skip": {
			names: []string{"page"}, why: "what is wrong with the page",
			key: func(t map[string]string) Key { return Key{Kind: SkipPage, Target: t["page"]} },
		},
		"accept": {
			names: []string{"code", "method", "field"}, optional: "field", why: "why the page is right as it is",
			key: func(t map[string]string) Key {
				return Key{Kind: Accept, Method: t["method"], Target: t["field"], Part: t["code"]}
			},
		},
	}
}

// reasonKey is the key that every entry has.
const reasonKey = "reason"

// keys returns all keys that entries of the section can have.
func (s section) keys() []string {
	keys := append(slices.Clone(s.names), reasonKey)
	return append(keys, slices.Collect(maps.Keys(s.properties))...)
}

// joined writes words for a message.
func joined(words []string) string { return strings.Join(words, ", ") }

// item is an entry that is being read.
type item struct {
	*reader
	section section
	at      diag.Position
	key     Key
	reason  string
	texts   map[string]string // what it is about
	entries []Entry
	known   int // errors before it
}

// identify reads what the entry is about, and its reason. It returns false if there is an error.
func (it *item) identify(pairs []pair) bool {
	it.known = len(it.list)
	known := it.section.keys()
	for _, p := range pairs {
		switch {
		case !slices.Contains(known, p.name):
			it.unknown(p, known)
		case p.name == reasonKey:
			it.reason, _ = scalar(p.value)
		case slices.Contains(it.section.names, p.name):
			text, ok := scalar(p.value)
			message, hint := "a text belongs here", ""
			if ok {
				message, hint = checkName(p.name, text)
			}
			if message != "" {
				it.failAt(p, p.name+": "+message, hint)
			}
			it.texts[p.name] = text
		}
	}
	if len(it.list) > it.known {
		return false
	}
	for _, name := range it.section.names {
		if it.texts[name] == "" && name != it.section.optional {
			it.failEntry("the entry names no "+name, fmt.Sprintf("add %q", name))
			return false
		}
	}
	if strings.TrimSpace(it.reason) == "" {
		it.failEntry("the entry gives no reason", fmt.Sprintf("say in %q %s", reasonKey, it.section.why))
		return false
	}
	it.key = it.section.key(it.texts)
	if len(it.section.properties) == 0 {
		it.entries = append(it.entries, Entry{Key: it.key, Reason: it.reason, Pos: it.at})
	}
	return it.together(pairs)
}

// together reports whether the things that the entry changes go together.
func (it *item) together(pairs []pair) bool {
	var has []string
	for _, p := range pairs {
		if _, ok := it.section.properties[p.name]; ok {
			has = append(has, p.name)
		}
	}
	without := func(alone string, others ...string) bool {
		for _, name := range has {
			if slices.Contains(has, alone) && name != alone && (len(others) == 0 || slices.Contains(others, name)) {
				it.failEntry(fmt.Sprintf("an entry with %q has no %q", alone, name), fmt.Sprintf("take out one of the two; %q says it all", alone))
				return false
			}
		}
		return true
	}
	return without("remove") && without("add", "type", "under")
}

func (it *item) failEntry(message, hint string) {
	it.list = append(it.list, Entry{Pos: it.at}.error(message, hint))
}

// property reads one thing that the entry changes.
func (it *item) property(p pair, prop property) (message, hint string) {
	values, message, hint := prop.read(it, p)
	for _, v := range values {
		key := it.key
		key.Kind, key.Part = prop.kind, v.part
		at := p.key
		if v.at != nil {
			at = v.at
		}
		it.entries = append(it.entries, Entry{Key: key, Value: v.value, Reason: it.reason, Pos: it.reader.at(at)})
	}
	return message, hint
}
