// Package openapi writes APIs as an OpenAPI 3.1 document, for tools that know
// nothing of the platform: one operation for each method, its parameters as a
// form, its answers in each form in which the gateway gives them, and the
// page's samples as examples.
//
// All methods of a gateway share one address, and OpenAPI has one operation for
// an address and verb. So paths carry the method as a fragment
// ("/router/rest#taobao.item.get"), which no client sends; the parameter method
// tells the gateway which one is meant.
package openapi

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
)

// Version is the version of OpenAPI.
const Version = "3.1.0"

// Part is what one API adds to a document.
type Part struct {
	Method    string
	namespace string
	path      []byte // a member of "paths"
	schemas   []byte // members of "components/schemas"
}

// New makes the part of an API.
func New(a *api.API) *Part {
	c := newComponents(a)
	op := operation(a, c)
	var path, schemas jsonWriter
	path.member(op.path, object{{"servers", op.servers}, {"post", op.body}}.present(), levelPaths)
	for i, s := range c.list {
		if i > 0 {
			schemas.WriteString(",\n" + levelSchemas)
		}
		schemas.member(s.name, s.value, levelSchemas)
	}
	return &Part{Method: a.Method, namespace: namespaceOf(a.Method), path: path.Bytes(), schemas: schemas.Bytes()}
}

// The indentation of what parts add.
const (
	levelPaths   = "    "
	levelSchemas = "      "
)

// namespaceOf returns the first two parts of a method, by which operations are
// tagged.
func namespaceOf(method string) string {
	parts := strings.SplitN(method, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// Write writes a document of the parts, which are sorted by method.
func Write(w io.Writer, parts []*Part) error {
	b := bufio.NewWriter(w)
	b.WriteString("{\n")
	for _, m := range head(parts) {
		writeMember(b, m.name, m.value, "  ", ",\n")
	}
	b.WriteString("  \"paths\": {")
	writeParts(b, parts, levelPaths, func(p *Part) []byte { return p.path })
	b.WriteString("\n  },\n  \"components\": {\n")
	for _, m := range commonComponents() {
		writeMember(b, m.name, m.value, "    ", ",\n")
	}
	b.WriteString("    \"schemas\": {")
	var common jsonWriter
	common.member(errorSchema, errorComponent(), levelSchemas)
	all := append([]*Part{{schemas: common.Bytes()}}, parts...)
	writeParts(b, all, levelSchemas, func(p *Part) []byte { return p.schemas })
	b.WriteString("\n    }\n  }\n}\n")
	return b.Flush()
}

// writeParts writes the members that parts add to an object.
func writeParts(b *bufio.Writer, parts []*Part, level string, of func(*Part) []byte) {
	first := true
	for _, p := range parts {
		members := of(p)
		if len(members) == 0 {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString("\n" + level)
		b.Write(members)
	}
}

func writeMember(b *bufio.Writer, name string, value any, level, end string) {
	var w jsonWriter
	w.member(name, value, level)
	b.WriteString(level)
	b.Write(w.Bytes())
	b.WriteString(end)
}

// head returns what stands before the paths.
func head(parts []*Part) object {
	return object{
		{"openapi", Version},
		{"info", object{
			{"title", "Taobao Open Platform"},
			{"version", "2.0"}, // of the protocol
			{"description", description},
		}},
		{"servers", []any{
			object{{"url", protocol.TOP.Server()}, {"description", "production"}},
			object{{"url", protocol.ServerOlder}, {"description", "production, the older name"}},
			object{{"url", protocol.ServerOverseas}, {"description", "for servers outside mainland China"}},
		}},
		{"tags", tags(parts)},
	}
}

const description = `Made by topgen from the platform's documentation pages. The fragment of a path (` + "`#taobao.item.get`" + `) only tells the operations apart and is not sent: the query parameter ` + "`method`" + ` names the method.

Parameters of the protocol stand in the query, those of the method in the form. ` + "`sign`" + ` is made over all text parameters of both, sorted by name, names and values run together: with ` + "`sign_method`" + ` md5 the MD5 of secret, text and secret, with hmac the HMAC-MD5, with hmac-sha256 the HMAC-SHA256 of the text, in upper case hex.

Errors come with HTTP status 200, as ` + "`" + protocol.ErrorResponse + "`" + `.`

// tags returns the namespaces of the parts.
func tags(parts []*Part) []any {
	names := make(map[string]bool)
	for _, p := range parts {
		names[p.namespace] = true
	}
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		list = append(list, object{{"name", name}, {"description", fmt.Sprintf("The methods %s.*", name)}})
	}
	return list
}
