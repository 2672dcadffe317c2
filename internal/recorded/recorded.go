// Package recorded brings in what the gateway really sent: bodies in docs/samples, a
// folder for each method, and messages, a folder for each topic. They outweigh the page:
// they settle how deep fields are, and show fractions, the names of elements and fields
// that the page lacks. What contradicts the page is said, with both places.
package recorded

import (
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/nearest"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Set is the bodies of all methods. A nil Set has none.
type Set struct {
	methods map[string][]source.Sample
	order   []string
	sum     [32]byte
}

// NewSet returns the set of some files.
func NewSet(files []source.Sample) *Set {
	s := &Set{methods: make(map[string][]source.Sample)}
	h := sha256.New()
	for _, f := range files {
		if s.methods[f.Method] == nil {
			s.order = append(s.order, f.Method)
		}
		s.methods[f.Method] = append(s.methods[f.Method], f)
		fmt.Fprintf(h, "%q %d\n", f.Path, len(f.Data))
		h.Write(f.Data)
	}
	h.Sum(s.sum[:0])
	return s
}

// Sum returns a sum of all that the set has.
func (s *Set) Sum() (none [32]byte) {
	if s == nil || len(s.methods) == 0 {
		return none
	}
	return s.sum
}

// Unknown returns an error for each method that is none of those that pages document.
func (s *Set) Unknown(documented map[string]bool) (list diag.List) {
	if s == nil {
		return nil
	}
	for _, method := range s.order {
		if !documented[method] {
			list = append(list, diag.Diagnostic{
				Code: diag.RealSample, Severity: diag.Error, Pos: diag.Position{File: s.methods[method][0].Path},
				Message: "no page documents the " + page.Noun(method) + " " + method + ", of which this is a sample", Hint: hintUnknown(method, documented),
			})
		}
	}
	return list
}

// hintUnknown says what can be done about samples of something that no page documents.
func hintUnknown(name string, documented map[string]bool) string {
	if near := nearest.Word(name, maps.Keys(documented)); near != "" {
		return "rename the folder, if " + near + " is meant, or remove the sample"
	}
	return "fetch the page, or remove the sample"
}

// Suggest returns the entries of the section fields of topgen.yaml that would settle
// what the bodies of a method show and the page does not: ready to paste, a line each.
func (s *Set) Suggest(a *schema.API, file string) []string {
	e := s.evidence(a, file)
	if e == nil {
		return nil
	}
	return e.entries
}

// read reads the bodies of a method; those that do not read are errors.
func (s *Set) read(api *schema.API) (bodies []schema.Body, list diag.List) {
	if s == nil {
		return nil, nil
	}
	for _, f := range s.methods[api.Method] {
		b, err := Read(api, f)
		if err != nil {
			list = append(list, diag.Diagnostic{
				Code: diag.Unreadable, Severity: diag.Error, Pos: diag.Position{File: f.Path},
				Message: "the sample cannot be read: " + err.Error(), Hint: "it is what " + sender(api) + " sent, in JSON or XML",
			})
			continue
		}
		bodies = append(bodies, b)
	}
	return bodies, list
}

// sender says who sends a body.
func sender(api *schema.API) string {
	if api.Message {
		return "the platform"
	}
	return "the gateway"
}

// Read reads a body that the gateway sent as an answer of a method, or the content of a
// message.
func Read(api *schema.API, f source.Sample) (schema.Body, error) {
	b := schema.Body{Path: f.Path, Name: path.Base(f.Path), Text: strings.TrimPrefix(string(f.Data), "\ufeff")}
	if !strings.HasPrefix(strings.TrimSpace(b.Text), "<") {
		n, err := sample.ParseJSON(b.Text)
		if err != nil {
			return b, errors.New(strings.Replace(err.Error(), "it ", "the JSON ", 1))
		}
		if n.Kind != sample.ObjectNode {
			return b, errors.New("the JSON is no object")
		}
		if b.Tree = n; !api.Message {
			b.Root, b.Tree = unwrap(api, n)
		}
	} else {
		doc := sample.ReadXML(b.Text)
		if !doc.Reads() && !isXML(b.Text) || len(doc.Root.Members) != 1 {
			return b, errors.New("the XML does not read")
		}
		b.XML, b.Tree = true, doc.Root
		if name := doc.Root.Members[0].Name; api.Message || !documents(api, name) {
			b.Root, b.Tree = name, objectOf(doc.Root.Members[0].Value)
		}
	}
	if api.Message {
		b.Tree = schema.Sent(api.Response, b.Tree)
		return b, nil
	}
	b.Error = b.Root == protocol.ErrorResponse
	return b, nil
}

// objectOf returns an element as an object, which one without elements in it is not by
// itself.
func objectOf(n *sample.Node) *sample.Node {
	if n.Kind != sample.ObjectNode {
		return &sample.Node{Kind: sample.ObjectNode}
	}
	return n
}

// isXML reports whether a text is well-formed, with references to characters by number,
// which samples of pages never have.
func isXML(text string) bool {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		if _, err := dec.Token(); err != nil {
			return err == io.EOF
		}
	}
}

// unwrap returns the root of a body in JSON, "" if it has none, and the members. What
// stands beside the root goes with them.
func unwrap(api *schema.API, body *sample.Node) (root string, tree *sample.Node) {
	for _, m := range body.Members {
		if m.Value.Kind != sample.ObjectNode || !isRoot(api, m.Name) || root != "" && m.Name != protocol.ErrorResponse {
			continue
		}
		root, tree = m.Name, m.Value
	}
	if root == "" || len(body.Members) == 1 {
		if root == "" {
			tree = body
		}
		return root, tree
	}
	all := &sample.Node{Kind: sample.ObjectNode}
	for _, m := range append(tree.Members, body.Members...) {
		if m.Name != root {
			all.Add(m.Name, m.Value)
		}
	}
	return root, all
}

// isRoot reports whether an object of that name is the root of a body.
func isRoot(api *schema.API, name string) bool {
	root := name == api.Root || protocol.IsRoot(name) || name == "response" && protocol.IsQimen(api.Method)
	return root && name != "" && (name == api.Root || !documents(api, name))
}

// documents reports whether a page has a field of the response of that name.
func documents(api *schema.API, name string) bool {
	for _, f := range api.Response {
		if f.Name == name {
			return true
		}
	}
	return false
}
