package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// document is a document in the form in which it is stored.
type document struct {
	method   string
	modified int64 // gmtModified: milliseconds since 1970; 0 if it has none
	data     []byte
	content  string // data without the modification time
}

// These members are no part of the documentation: what readers ask and link to,
// and numbers that the site's database gives out anew whenever a page is saved.
var (
	documentNoise = []string{"faqs", "tools", "id", "docId", "treeId"}
	paramNoise    = []string{"id", "parentId", "apiId"}
)

// paramLists are the members of a document that hold parameters.
var paramLists = []string{"requestParams", "responseParams", "publicParams", "publicResponseParams"}

// canonical puts a document into the form in which it is stored: members sorted
// by name, indented by two spaces, without null members, without noise, and of
// the demos the one in Java, which is the one topgen reads (the one for curl
// has the time and a signature of its own in every answer).
func canonical(raw json.RawMessage) (*document, error) {
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("the document is no JSON object: %w", err)
	}
	name, _ := doc["name"].(string)
	d := &document{method: strings.TrimSpace(name), modified: integer(doc["gmtModified"])}
	if d.method == "" {
		return nil, errors.New("the document names no method")
	}
	drop(doc, documentNoise)
	for _, list := range paramLists {
		cleanParams(doc[list])
	}
	if demos, ok := doc["sdkDemos"].([]any); ok {
		doc["sdkDemos"] = javaDemo(demos)
	}
	dropNull(doc)
	var err error
	if d.data, err = marshal(doc); err != nil {
		return nil, err
	}
	delete(doc, "gmtModified")
	content, err := marshal(doc)
	d.content = string(content)
	return d, err
}

func integer(v any) int64 {
	n, ok := v.(json.Number)
	if !ok {
		return 0
	}
	i, err := n.Int64()
	if err != nil {
		return 0
	}
	return i
}

func drop(m map[string]any, names []string) {
	for _, name := range names {
		delete(m, name)
	}
}

// cleanParams drops the noise of parameters, at every depth.
func cleanParams(list any) {
	params, _ := list.([]any)
	for _, p := range params {
		if m, ok := p.(map[string]any); ok {
			drop(m, paramNoise)
			cleanParams(m["subParams"])
		}
	}
}

func javaDemo(demos []any) []any {
	for _, d := range demos {
		m, _ := d.(map[string]any)
		if name, _ := m["name"].(string); strings.EqualFold(strings.TrimSpace(name), "java") {
			return []any{m}
		}
	}
	return []any{}
}

// dropNull drops members that are null, which mean the same as no member.
func dropNull(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				dropNull(member)
			}
		}
	case []any:
		for _, element := range v {
			dropNull(element)
		}
	}
}

// marshal writes v as JSON, for people to read differences of.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// newerThan reports whether the document was modified after the one that is
// stored; one whose time is not known may have been.
func (d *document) newerThan(stored *document) bool {
	return d.modified == 0 || stored.modified == 0 || d.modified > stored.modified
}

// saysSame reports whether both documents are equal but for their time: saved
// again, they are no news.
func (d *document) saysSame(stored *document) bool { return d.content == stored.content }
