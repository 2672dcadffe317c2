package schema

import (
	"encoding/json"
	"strings"

	"github.com/topgen/topgen/internal/sample"
)

// Respell gives the members of a message the names of its fields where they are spelled
// otherwise, with underscores for capitals or the other way round: pages of messages,
// their samples and what the platform sends do not always agree on that. Package top
// decodes them so. A spelling that two fields could have, or that is a field's own name,
// belongs to no other.
func Respell(names []string, message *sample.Node) *sample.Node {
	if message == nil || message.Kind != sample.ObjectNode {
		return message
	}
	own := make(map[string]bool, len(names))
	for _, name := range names {
		own[name] = true
	}
	const nobody = ""
	fields := make(map[string]string, 2*len(names))
	for _, name := range names {
		snake, camel := spellings(name)
		for _, spelling := range []string{snake, camel} {
			if other, taken := fields[spelling]; taken && other != name {
				fields[spelling] = nobody
			} else {
				fields[spelling] = name
			}
		}
	}
	return message.Renamed(func(name string) string {
		if field := fields[name]; field != nobody && !own[name] {
			return field
		}
		return name
	})
}

// Sent returns a message as package top takes it: members have the names of its fields, as
// Respell gives them, and texts that are lists in quotes are lists.
func Sent(fields []*Field, message *sample.Node) *sample.Node {
	message = Respell(Names(fields), message)
	if message == nil || message.Kind != sample.ObjectNode {
		return message
	}
	lists := make(map[string]*Field)
	for _, f := range fields {
		if f.List {
			lists[f.Name] = f
		}
	}
	return message.Mapped(func(name string, v *sample.Node) *sample.Node {
		if f := lists[name]; f != nil && v.Kind == sample.TextNode {
			return quotedList(KindOf(f), v)
		}
		return v
	})
}

// quotedList returns the list that a text is: a JSON array, or numbers with commas between
// them. Any other text stays one.
func quotedList(kind Kind, v *sample.Node) *sample.Node {
	text := strings.TrimSpace(v.Text)
	list := &sample.Node{Kind: sample.ArrayNode, Pos: v.Pos, End: v.End}
	switch isToken := kind == KindNumber || kind == KindDecimal || kind == KindBoolean; {
	case strings.HasPrefix(text, "[") && json.Valid([]byte(text)):
		read, err := sample.ParseJSON(text)
		if err != nil {
			return v
		}
		read.Move(v.Pos)
		list.Items = read.Items
	case isToken && strings.Contains(text, ","):
		for piece := range strings.SplitSeq(text, ",") {
			if piece = strings.TrimSpace(piece); piece != "" {
				list.Items = append(list.Items, &sample.Node{Kind: sample.TextNode, Text: piece, Pos: v.Pos})
			}
		}
	default:
		return v
	}
	return list
}

// Names returns the names of fields.
func Names(fields []*Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// spellings returns a name with underscores between its words, and with capitals
// instead: bill_no and billNo for either of these. A run of capitals is one word.
func spellings(name string) (snake, camel string) {
	isUpper := func(i int) bool { return i >= 0 && i < len(name) && name[i] >= 'A' && name[i] <= 'Z' }
	isLower := func(i int) bool { return i < len(name) && name[i] >= 'a' && name[i] <= 'z' }
	var split strings.Builder
	for i := range len(name) {
		if isUpper(i) && (!isUpper(i-1) || isLower(i+1)) {
			split.WriteByte('_')
		}
		split.WriteByte(name[i])
	}
	words := strings.FieldsFunc(strings.ToLower(split.String()), func(c rune) bool { return c == '_' })
	for i, word := range words {
		if i > 0 && word[0] >= 'a' && word[0] <= 'z' {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		camel += word
	}
	return strings.Join(words, "_"), camel
}
