package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/nearest"
)

// reader reads the tree of a YAML file, in which aliases stand for what has their
// anchor.
type reader struct {
	file    string
	anchors map[string]ast.Node
	list    diag.List
}

// newReader returns a reader of a tree.
func newReader(file string, tree *ast.File) *reader {
	r := &reader{file: file, anchors: make(map[string]ast.Node)}
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			ast.Walk(r, doc.Body)
		}
	}
	return r
}

// Visit notes an anchor: it makes the reader an ast.Visitor.
func (r *reader) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		r.anchors[a.Name.GetToken().Value] = a.Value
	}
	return r
}

// maxAliases is how many aliases may lead from one to the next: more are a circle.
const maxAliases = 10

// meant returns the node that n stands for: of an alias what it names.
func (r *reader) meant(n ast.Node) ast.Node {
	for range maxAliases {
		switch x := n.(type) {
		case *ast.AnchorNode:
			n = x.Value
		case *ast.AliasNode:
			n = r.anchors[x.Value.GetToken().Value]
		case *ast.TagNode:
			n = x.Value
		default:
			return n
		}
	}
	return nil
}

// pair is a key of a mapping and its value.
type pair struct {
	name  string
	key   ast.Node
	value ast.Node // as meant
}

// pairs returns what a mapping has, with what it merges; ok is false if the node is
// no mapping.
func (r *reader) pairs(n ast.Node) (list []pair, ok bool) { return r.pairsWithin(n, 0) }

func (r *reader) pairsWithin(n ast.Node, depth int) (list []pair, ok bool) {
	var values []*ast.MappingValueNode
	switch x := r.meant(n).(type) {
	case *ast.MappingNode:
		values = x.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{x}
	default:
		return nil, false
	}
	var merged []pair
	for _, v := range values {
		if v.Key.IsMergeKey() {
			if depth < maxAliases {
				more, _ := r.pairsWithin(v.Value, depth+1)
				merged = append(merged, more...)
			}
			continue
		}
		list = append(list, pair{keyText(v.Key), v.Key, r.meant(v.Value)})
	}
	for _, m := range merged { // what stands in the mapping itself goes before
		if !slices.ContainsFunc(list, func(p pair) bool { return p.name == m.name }) {
			list = append(list, m)
		}
	}
	return list, true
}

// keyText is a key without the quotes that it may have.
func keyText(key ast.MapKeyNode) string {
	if e, ok := key.(*ast.MappingKeyNode); ok { // "? key"
		if text, ok := scalar(e.Value); ok {
			return text
		}
	}
	if text, ok := scalar(key); ok {
		return text
	}
	return key.String()
}

// scalar returns the text of a scalar as it is written, without quotes; ok is false
// of null and of what is no scalar.
func scalar(n ast.Node) (text string, ok bool) {
	switch x := n.(type) {
	case *ast.StringNode:
		return x.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(x.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// isNull reports whether nothing stands there.
func isNull(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	return n == nil || null
}

// fail notes an error at a node.
func (r *reader) fail(at ast.Node, message, hint string) {
	r.list = append(r.list, diag.Diagnostic{Code: diag.Config, Severity: diag.Error, Pos: r.at(at), Message: message, Hint: hint})
}

// failAt notes an error at the value of a pair, or at its key where there is no value.
func (r *reader) failAt(p pair, message, hint string) {
	at := p.value
	if isNull(at) {
		at = p.key
	}
	r.fail(at, message, hint)
}

// at returns where a node begins.
func (r *reader) at(n ast.Node) diag.Position {
	p := first(n).GetToken().Position
	return diag.Position{File: r.file, Line: p.Line, Column: p.Column}
}

// first is the node with which another begins: the token of a mapping is the
// colon behind its first key.
func first(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key
		}
	case *ast.MappingValueNode:
		return n.Key
	}
	return node
}

// unknown notes an error for a key that has no meaning where it stands, with the
// one that was meant if one is near.
func (r *reader) unknown(p pair, known []string) {
	slices.Sort(known)
	r.fail(p.key, fmt.Sprintf("there is no key %q here%s", p.name, didYouMean(p.name, known)), "the keys here are "+strings.Join(known, ", "))
}

// didYouMean names the known word that is near one that is not known.
func didYouMean(word string, known []string) string {
	if meant := nearest.Word(word, slices.Values(known)); meant != "" && meant != word {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}
