package hostile

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// bindingNames are the names that bindings use beside those that they declare.
const bindingNames = `r v resp ctx c opts page append nil new error string bool int int64 true false
	top binding time context iter Context Caller CallOption Time NewTime Times Values Decimal RawJSON File Validate Rules Rule Path API Method Root
	Session NoSession Protocol ProtocolQimen Gateway GatewayAliExpress GatewayQimen GatewayQimenCloud Effect EffectRead EffectWrite Errors ErrorCode Code Message Solution Do All Pages Pager
	f m meta MessageHandler HandleMessage MarshalJSON UnmarshalJSON MarshalTimes UnmarshalTimes UseTimeFormats b byte _
	Page Number Size Rows FromLast First PerPage WantsHasNext Items Total HasNext Success Cursor Scroll Scroller Next Numbered Last Own Int Add Or cursor n Seq2 Values Value Text`

var bindingWords = words(bindingNames)

// Vocabulary are the names that emitted files have beside those of a page.
const Vocabulary = bindingNames + " " + testNames

// structType is a declared struct.
type structType struct {
	*ast.StructType
	name   string
	fields map[string]*structField // by wire name
	seen   bool
}

// structField is a field of one.
type structField struct {
	*ast.Field
	name string
	tag  fieldTag
	seen bool
}

// bindings checks the file that users import.
func (a *audit) bindings(file *ast.File) {
	a.imports(file, "context", "iter", "time", "time/tzdata", a.opt.Runtime, a.opt.Runtime+"/binding")
	types := make(map[string]*structType)
	methods := make(map[string]int) // "Type.Method"
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			a.genDecl(d, types)
		case *ast.FuncDecl:
			a.declared[d.Name.Name] = true
			methods[receiver(d)+"."+d.Name.Name]++
		default:
			a.fault(d.Pos(), "a %T", d)
		}
	}
	a.types(types, methods)
	a.identifiers(file, bindingWords)
	a.strings(file)
}

// genDecl notes what a declaration declares, which can be types, the descriptor,
// the error codes, and documented values with their tables.
func (a *audit) genDecl(d *ast.GenDecl, types map[string]*structType) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.ImportSpec:
		case *ast.TypeSpec:
			st, ok := s.Type.(*ast.StructType)
			if !ok || s.TypeParams != nil || s.Assign.IsValid() {
				a.fault(s.Pos(), "the type %s is no struct", s.Name.Name)
				continue
			}
			types[s.Name.Name] = a.structType(s.Name.Name, st)
		case *ast.ValueSpec:
			a.valueSpec(d.Tok, s)
		}
	}
}

func (a *audit) valueSpec(tok token.Token, s *ast.ValueSpec) {
	name := s.Names[0].Name
	a.declared[name] = true
	if a.value(tok, s) || a.api.Message && tok == token.CONST && name == "Topic"+a.method.Prefix {
		return // the text of the topic is one that strings knows
	}
	if tok != token.VAR || len(s.Names) != 1 || s.Type != nil || len(s.Values) != 1 ||
		name != "api"+a.method.Prefix && !strings.HasPrefix(name, a.method.Prefix+"Err") {
		a.fault(s.Pos(), "the declaration of %s", name)
	}
}

func (a *audit) structType(name string, st *ast.StructType) *structType {
	a.declared[name] = true
	out := &structType{StructType: st, name: name, fields: make(map[string]*structField)}
	for _, f := range st.Fields.List {
		if len(f.Names) != 1 || f.Tag == nil {
			a.fault(f.Pos(), "a field without one name and one tag")
			continue
		}
		tag, err := parseTag(f.Tag.Value)
		if err != nil {
			a.fault(f.Tag.Pos(), "the tag %s: %v", f.Tag.Value, err)
			continue
		}
		if out.fields[tag.name] != nil {
			a.fault(f.Pos(), "two fields for %q", tag.name)
		}
		a.declared[f.Names[0].Name] = true
		out.fields[tag.name] = &structField{Field: f, name: f.Names[0].Name, tag: tag}
	}
	return out
}

// receiver returns the type of which, or of whose pointers, d is a method, "" for a
// function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name
	}
	return "?"
}

// types walks the schema beside the declared types: each field of the one is a
// field of the other, and nothing is left over.
func (a *audit) types(types map[string]*structType, methods map[string]int) {
	request, response := a.method.Prefix+"Request", a.response()
	wanted := map[string]int{".New" + request: 1, request + ".Validate": 1, request + ".Do": 1}
	if a.api.Message {
		wanted = map[string]int{".On" + response: 1}
	} else {
		a.walk(types, request, a.api.Request, true, wanted)
	}
	a.walk(types, response, a.api.Response, false, wanted)
	for _, st := range types {
		a.leftOver(st, st.name == response && !a.api.Message)
	}
	for name := range methods {
		if wanted[name] == 0 && name != request+".All" {
			a.fault(token.NoPos, "the function %s is not in the schema", name)
		}
	}
	for name, n := range wanted {
		if methods[name] != n {
			a.fault(token.NoPos, "%d functions %s, want %d", methods[name], name, n)
		}
	}
}

// leftOver reports what no walk has seen of a type, but for a response's request id.
func (a *audit) leftOver(st *structType, response bool) {
	if !st.seen {
		a.fault(st.Pos(), "the type %s is not in the schema", st.name)
	}
	for wire, f := range st.fields {
		switch {
		case f.seen:
		case response && f.name == "RequestID" && (wire == "request_id" || wire == "-"):
			a.tag(f, new(schema.Field), false)
		default:
			a.fault(f.Pos(), "the field %s (%q) of %s is not in the schema", f.name, wire, st.name)
		}
	}
}

// walk holds the fields of the schema against the struct of that name.
func (a *audit) walk(types map[string]*structType, name string, fields []*schema.Field, request bool, methods map[string]int) {
	st := types[name]
	if st == nil || !strings.HasPrefix(name, a.method.Prefix) {
		a.fault(token.NoPos, "there is no type %q", name)
		return
	}
	st.seen = true
	seen := make(map[string]bool)
	for i, f := range fields {
		if seen[f.Name] { // of rows of one name the first has the type and the rules, and all have fields
			continue
		}
		seen[f.Name] = true
		below := f.Fields[:len(f.Fields):len(f.Fields)]
		for _, same := range fields[i+1:] {
			if same.Name == f.Name {
				below = append(below, same.Fields...)
			}
		}
		g := st.fields[f.Name]
		if g == nil {
			a.fault(st.Pos(), "%s has no field for %q", name, f.Name)
			continue
		}
		g.seen = true
		suffix, ok := strings.CutPrefix(g.name, naming.Exported(f.Name))
		if !ok || strings.ReplaceAll(suffix, "Field", "") != "" {
			a.fault(g.Pos(), "the field for %q is named %s", f.Name, g.name)
		}
		if request {
			methods[".New"+name], methods[name+".Set"+g.name] = 1, 1
		}
		if f.Time != nil {
			methods[".init"], methods[name+".MarshalJSON"], methods[name+".UnmarshalJSON"] = 1, 1, 1
		}
		a.tag(g, f, request)
		element := a.fieldType(g.Type, request)
		a.pointer(types, st, g, request)
		switch {
		case types[element] == nil && len(f.Fields) == 0: // the first row shows no struct
		case len(below) > 0:
			a.walk(types, element, below, request, methods)
		default:
			types[element].seen = true // one that contains itself, or shows no fields
		}
	}
}

// fieldType checks the type of a field and returns the name of its element.
func (a *audit) fieldType(t ast.Expr, request bool) string {
	switch x := t.(type) {
	case *ast.StarExpr:
		t = x.X
	case *ast.ArrayType:
		if x.Len != nil {
			a.fault(t.Pos(), "an array")
		}
		t = x.Elt
	}
	switch x := t.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		pkg, ok := x.X.(*ast.Ident)
		file := request && x.Sel.Name == "File"
		if ok && pkg.Name == "top" && (file || x.Sel.Name == "Decimal" || x.Sel.Name == "Time" || x.Sel.Name == "RawJSON") {
			return ""
		}
	}
	a.fault(t.Pos(), "the type of the field")
	return ""
}

// pointer checks that a field of a request is a pointer or a list, and that one of a
// response is a pointer only if Go cannot have its value: an object that has one of
// the type st in it.
func (a *audit) pointer(types map[string]*structType, st *structType, f *structField, request bool) {
	star, isPointer := f.Type.(*ast.StarExpr)
	if request {
		if _, isList := f.Type.(*ast.ArrayType); !isPointer && !isList {
			a.fault(f.Pos(), "the field %s of a request, which cannot be absent", f.name)
		}
		return
	}
	if isPointer && !holds(types, star.X, st, make(map[*structType]bool)) {
		a.fault(f.Pos(), "the pointer %s in a response", f.name)
	}
}

// holds reports whether a value of the type t has one of the struct inner in it, by
// values or by pointers. The structs in seen have been looked at.
func holds(types map[string]*structType, t ast.Expr, inner *structType, seen map[*structType]bool) bool {
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	id, ok := t.(*ast.Ident)
	if !ok || types[id.Name] == nil || seen[types[id.Name]] {
		return false
	}
	st := types[id.Name]
	seen[st] = true
	if st == inner {
		return true
	}
	for _, f := range st.fields {
		if holds(types, f.Type, inner, seen) {
			return true
		}
	}
	return false
}

// fieldTag is a parsed struct tag.
type fieldTag struct {
	name  string   // the key in JSON
	rules []string // of the key top
}

// tagForm is all that a tag may be: two keys at most, in this order.
var tagForm = regexp.MustCompile(`^json:("(?:[^"\\]|\\.)*")(?: top:("(?:[^"\\]|\\.)*"))?$`)

func parseTag(literal string) (fieldTag, error) {
	text, err := strconv.Unquote(literal)
	if err != nil {
		return fieldTag{}, err
	}
	m := tagForm.FindStringSubmatch(text)
	if m == nil {
		return fieldTag{}, strconv.ErrSyntax
	}
	json, err := strconv.Unquote(m[1])
	if err != nil {
		return fieldTag{}, err
	}
	var tag fieldTag
	name, option, _ := strings.Cut(json, ",")
	if option != "" && option != "omitzero" {
		return fieldTag{}, strconv.ErrSyntax
	}
	tag.name = name
	if m[2] != "" {
		rules, err := strconv.Unquote(m[2])
		if err != nil {
			return fieldTag{}, err
		}
		tag.rules = strings.Split(rules, ",")
	}
	return tag, nil
}

// tag checks that the rules of a field are those of the page.
func (a *audit) tag(g *structField, f *schema.Field, request bool) {
	limits := f.Limits
	if limits == nil {
		limits = new(schema.Limits)
	}
	for _, r := range g.tag.rules {
		key, value, _ := strings.Cut(r, "=")
		var want string
		switch key {
		case "required":
			if !request || value != "" {
				a.fault(g.Tag.Pos(), "the rule %q", r)
			}
			continue
		case "root":
			want = a.api.Root
		case "element":
			want = f.Element
		case "maxLength":
			want = limits.MaxLength.String()
		case "maxListSize":
			want = limits.MaxListSize.String()
		case "min":
			want = limits.MinValue.String()
		case "max":
			want = limits.MaxValue.String()
		case "fileTypes":
			want = strings.Join(limits.FileTypes, "|")
		case "zone":
			want = f.Time.ZoneOf()
		case "layout":
			want = f.Time.LayoutOf()
		}
		if value == "" || value != want {
			a.fault(g.Tag.Pos(), "the rule %q, where the schema has %q", r, want)
		}
	}
}

// strings checks that every string in the code is one of the schema.
func (a *audit) strings(file *ast.File) {
	known := map[string]bool{a.api.Method: true, a.api.Root: true}
	for _, e := range a.api.Errors {
		known[e.Code], known[e.Message], known[e.Solution] = true, true, true
	}
	for _, v := range slices.Concat(valuesOf(a.api.Request), valuesOf(a.api.Response)) {
		known[v.Value], known[v.Text] = true, true
	}
	rules(known, "", a.api.Request)
	cursors(known, a.api.Request)
	cursors(known, a.api.Response)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false // a field's tag was looked at
		case *ast.BasicLit:
			if n.Kind == token.INT {
				break
			}
			if s, err := strconv.Unquote(n.Value); n.Kind != token.STRING || err != nil || !known[s] {
				a.fault(n.Pos(), "the literal %.60s is not of the page", n.Value)
			}
		}
		return true
	})
}
