package config

import (
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/gomod"
)

// settings are the settings by name, each with what reads its value: the text
// as a flag takes it, or what is wrong and what to do about it. file is the path
// of topgen.yaml.
var settings = map[string]func(file string, value ast.Node) (text, message, hint string){
	"docs":   readPath,
	"out":    readPath,
	"module": readModule,
	"tests":  readBool,
}

// readPath reads the path of a folder. The path in the file is relative to the
// folder of the file, the one returned to the working folder.
func readPath(file string, value ast.Node) (text, message, hint string) {
	s, ok := value.(*ast.StringNode)
	if !ok || strings.TrimSpace(s.Value) == "" {
		return "", "the path of a folder belongs here", "write it relative to the folder of this file: docs/pages"
	}
	name := filepath.FromSlash(s.Value)
	if filepath.IsAbs(name) {
		return name, "", ""
	}
	return filepath.Join(filepath.Dir(file), name), "", ""
}

func readModule(_ string, value ast.Node) (text, message, hint string) {
	hint = "write the path by which programs import the output folder: example.com/shop/generated"
	s, ok := value.(*ast.StringNode)
	if !ok {
		return "", "an import path belongs here", hint
	}
	if err := gomod.CheckImportPath(s.Value); err != nil {
		return "", err.Error(), hint
	}
	return s.Value, "", ""
}

func readBool(_ string, value ast.Node) (text, message, hint string) {
	b, ok := value.(*ast.BoolNode)
	if !ok {
		return "", "true or false belongs here", "without quotes"
	}
	return b.String(), "", ""
}
