package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/nearest"
)

// unknownKeys returns an error for every key that has no meaning where it
// stands, with the one that was meant if one is near, and for what follows the
// first document.
func unknownKeys(file string, tree *ast.File) diag.List {
	if len(tree.Docs) == 0 {
		return nil
	}
	for _, doc := range tree.Docs[1:] {
		if doc.Body != nil {
			return diag.List{keyError(file, doc.Body, "a second document begins here, and only one is read", `take out the line "---"`)}
		}
	}
	return keysOf(file, tree.Docs[0].Body, reflect.TypeFor[form]())
}

// keysOf holds the mappings in a node against the type that they are read into.
// What is no mapping where one belongs is left to the YAML library.
func keysOf(file string, node ast.Node, want reflect.Type) (list diag.List) {
	switch want.Kind() {
	case reflect.Slice:
		if s, ok := node.(*ast.SequenceNode); ok {
			for _, v := range s.Values {
				list = append(list, keysOf(file, v, want.Elem())...)
			}
		}
	case reflect.Struct:
		known := keysIn(want)
		for _, pair := range pairs(node) {
			key := keyText(pair.Key)
			value, ok := known[key]
			switch {
			case ok:
				list = append(list, keysOf(file, pair.Value, value)...)
			case pair.Key.IsMergeKey():
			default:
				list = append(list, unknownKey(file, pair.Key, slices.Sorted(maps.Keys(known))))
			}
		}
	}
	return list
}

// keysIn returns the types of a struct's fields by their keys.
func keysIn(want reflect.Type) map[string]reflect.Type {
	known := make(map[string]reflect.Type)
	for f := range want.Fields() {
		known[f.Tag.Get("yaml")] = f.Type
	}
	return known
}

// keyText is a key without the quotes that it may have.
func keyText(key ast.MapKeyNode) string {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value
	}
	return key.String()
}

func unknownKey(file string, key ast.MapKeyNode, known []string) diag.Diagnostic {
	message := fmt.Sprintf("there is no key %q here", keyText(key))
	if meant := nearest.Word(keyText(key), slices.Values(known)); meant != "" {
		message += fmt.Sprintf("; did you mean %q?", meant)
	}
	return keyError(file, key, message, "the keys here are "+strings.Join(known, ", "))
}

// topLevel returns the pairs of the file's first document, which is all that is
// read of it.
func topLevel(tree *ast.File) []*ast.MappingValueNode {
	if len(tree.Docs) == 0 {
		return nil
	}
	return pairs(tree.Docs[0].Body)
}

// pairs returns what a mapping has: none if the node is no mapping.
func pairs(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	case *ast.AnchorNode:
		return pairs(n.Value)
	}
	return nil
}

func keyError(file string, at ast.Node, message, hint string) diag.Diagnostic {
	p := first(at).GetToken().Position
	return diag.Diagnostic{Code: diag.Config, Severity: diag.Error, Message: message, Hint: hint,
		Pos: diag.Position{File: file, Line: p.Line, Column: p.Column}}
}

// first is the node with which another begins: the token of a mapping is the
// colon behind its first key.
func first(node ast.Node) ast.Node {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].Key
	}
	return node
}
