package hostile

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// value reports whether a declaration is the constant of a documented value, named
// after it, or a table of such.
func (a *audit) value(tok token.Token, s *ast.ValueSpec) bool {
	if len(s.Names) != 1 || len(s.Values) != 1 {
		return false
	}
	name, value := s.Names[0].Name, s.Values[0]
	if !strings.HasPrefix(name, a.method.Prefix) {
		return false
	}
	if tok == token.VAR {
		lit, ok := value.(*ast.CompositeLit)
		return ok && s.Type == nil && strings.HasSuffix(name, "Values") && (types.ExprString(lit.Type) == "top.Values[int64]" || types.ExprString(lit.Type) == "top.Values[string]")
	}
	if tok != token.CONST || s.Type == nil {
		return false
	}
	for _, v := range slices.Concat(valuesOf(a.api.Request), valuesOf(a.api.Response)) {
		if strings.HasSuffix(strings.TrimSuffix(name, "Value"), naming.Value(v.Value)) && isLiteral(types.ExprString(s.Type), types.ExprString(value), v.Value) {
			return true
		}
	}
	return false
}

// isLiteral reports whether a Go literal of a type is a value.
func isLiteral(typ, literal, value string) bool {
	switch typ {
	case "string":
		text, err := strconv.Unquote(literal)
		return err == nil && text == value
	case "int64":
		n, err := strconv.ParseInt(literal, 10, 64)
		want, wrong := strconv.ParseInt(value, 10, 64)
		return err == nil && wrong == nil && n == want
	}
	return false
}

// valuesOf returns the documented values of fields and of those within them.
func valuesOf(fields []*schema.Field) []schema.Value {
	var list []schema.Value
	for _, f := range fields {
		list = append(append(list, f.Values...), valuesOf(f.Fields)...)
	}
	return list
}

// documentedNumber is the first or the last value of a cursor, as a description names it.
var documentedNumber = regexp.MustCompile(`-?[0-9]+`)

// cursors adds the numbers in descriptions to known.
func cursors(known map[string]bool, fields []*schema.Field) {
	for _, f := range fields {
		for _, n := range documentedNumber.FindAllString(f.Description, -1) {
			known[n] = true
		}
		cursors(known, f.Fields)
	}
}

// rules adds the paths of fields and their rules to known.
func rules(known map[string]bool, prefix string, fields []*schema.Field) {
	known["required"] = true
	for _, f := range fields {
		at := prefix + f.Name
		known[at] = true
		if l := f.Limits; l != nil {
			known["maxLength="+l.MaxLength.String()] = true
			known["maxListSize="+l.MaxListSize.String()] = true
			known["min="+l.MinValue.String()] = true
			known["max="+l.MaxValue.String()] = true
			known["fileTypes="+strings.Join(l.FileTypes, "|")] = true
		}
		rules(known, at+".", f.Fields)
	}
}
