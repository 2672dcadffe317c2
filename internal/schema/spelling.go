package schema

import (
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
