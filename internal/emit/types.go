package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// declareType returns the declaration of a struct type with its comment.
func (w *writer) declareType(o *object, comment []string) *jen.Statement {
	fields := make([]jen.Code, 0, 2*len(o.Fields))
	for i, f := range o.Fields {
		if i > 0 {
			fields = append(fields, jen.Line())
		}
		fields = append(fields, commented(w.fieldComment(o, f), f.Name).Add(w.fieldType(o, f)).Tag(w.tags(o, f)))
	}
	return commented(comment, "type").Id(o.Name).Struct(fields...)
}

// fieldType returns the Go type of a field: in a request pointers to scalars
// and objects, so that absent is not zero; in a response plain scalars.
func (w *writer) fieldType(o *object, f *field) *jen.Statement {
	switch {
	case f.List:
		return jen.Index().Add(w.elementType(f))
	case o.Request || f.Kind == schema.KindStruct:
		return jen.Op("*").Add(w.elementType(f))
	}
	return w.elementType(f)
}

// elementType returns the Go type of a field's value or, of a list, of its elements.
func (w *writer) elementType(f *field) *jen.Statement { return jen.Id(w.elementName(f)) }

// elementName returns the same as text. It imports the runtime if that has the type.
func (w *writer) elementName(f *field) string {
	if f.Kind == schema.KindStruct {
		return f.Object.Name
	}
	typ := scalarType(f)
	if isRuntime(typ) {
		w.file.use(w.opt.Runtime)
	}
	return typ
}

// isRuntime reports whether a type or value belongs to the runtime.
func isRuntime(code string) bool { return strings.HasPrefix(code, "top.") }

// scalarType returns the Go type of a field that is no struct.
func scalarType(f *field) string {
	switch {
	case f.Decimal():
		return "top.Decimal"
	case f.IsFile():
		return "top.File"
	}
	switch f.Kind {
	case schema.KindNumber:
		return "int64"
	case schema.KindBoolean:
		return "bool"
	case schema.KindDate:
		return "top.Time"
	case schema.KindRaw:
		return "top.RawJSON"
	}
	return "string"
}

// tags returns the struct tags of a field: its wire name, and what the runtime
// must know of it.
func (w *writer) tags(o *object, f *field) map[string]string {
	name := f.Wire
	switch {
	case f.Doc == nil && o.wire[protocol.RequestID] != nil:
		name = "-" // the page documents another request_id; the runtime fills RequestID all the same
	case f.Doc == nil || o.Request || f.List || f.Kind == schema.KindStruct:
		name += ",omitzero"
	case name == "-":
		name = "-,"
	}
	tags := map[string]string{"json": name}
	if rules := f.tagRules(o); len(rules) > 0 {
		tags["top"] = strings.Join(rules, ",")
	}
	return tags
}

// tagRules returns what the tag says beside the wire name: of a response field
// the inner element of a list, of a request field the rules that all its rows share.
func (f *field) tagRules(o *object) []string {
	var rules []string
	if f.Name == requestID && o.Top && !o.Request && o.root != "" {
		rules = append(rules, "root="+o.root)
	}
	if f.Doc == nil {
		return rules
	}
	if o.Request {
		rules = f.sharedRules()
	}
	if f.List && !o.Request && f.Doc.Element != "" {
		rules = append(rules, "element="+f.Doc.Element)
	}
	return rules
}

// sharedRules returns the rules that all uses of a request field have.
func (f *field) sharedRules() []string {
	return slices.DeleteFunc(rulesOf(f.Uses[0]), func(rule string) bool {
		return slices.ContainsFunc(f.Uses[1:], func(u *api.Use) bool { return !slices.Contains(rulesOf(u), rule) })
	})
}

// rulesOf returns the rules of one use in the form of the top tag.
func rulesOf(u *api.Use) []string {
	var rules []string
	add := func(key, value string) {
		if value != "" {
			rules = append(rules, key+"="+value)
		}
	}
	limit := func(key string, n int) {
		if n >= 0 {
			add(key, strconv.Itoa(n))
		}
	}
	if u.Rules.Required {
		rules = append(rules, "required")
	}
	limit("maxLength", u.Rules.MaxLength)
	limit("maxListSize", u.Rules.MaxListSize)
	add("min", u.Rules.Min)
	add("max", u.Rules.Max)
	add("fileTypes", strings.Join(u.Rules.FileTypes, "|"))
	return rules
}

// fieldComment returns the lines of a field's doc comment.
func (w *writer) fieldComment(o *object, f *field) []string {
	if f.Doc == nil {
		return []string{"// " + requestID + " names the call in the platform's logs; quote it when something went wrong."}
	}
	c := comment{width: commentWidth - 4}
	c.text(fmt.Sprintf("%s is the %s %s.", f.Name, fieldNoun(o, f), f.Wire))
	if d := f.Doc.Description; squash(d) != squash(f.Wire) {
		c.paragraph(d)
	}
	for _, fact := range w.fieldFacts(o, f) {
		c.paragraph(fact)
	}
	if schema.Withdrawn(f.Doc.Description) {
		c.paragraph("Deprecated: the page says so.")
	}
	return c.lines
}

var squasher = strings.NewReplacer("_", "", " ", "")

// squash reduces a name or a description to what tells whether the description
// only repeats the name.
func squash(s string) string {
	return strings.ToLower(squasher.Replace(s))
}

// fieldNoun says what a row of the page is on the wire.
func fieldNoun(o *object, f *field) string {
	noun := "field"
	switch {
	case f.List:
		noun = "list"
	case o.Top && o.Request:
		noun = "parameter"
	}
	if o.Request && slices.Contains(f.sharedRules(), "required") {
		noun = "required " + noun
	}
	return noun
}

// fieldFacts returns sentences about the limits and the type of a field.
func (w *writer) fieldFacts(o *object, f *field) []string {
	var facts []string
	if f.Fraction != "" {
		facts = append(facts, fmt.Sprintf("It is a decimal, not an integer, since the page shows it as %s.", clean(f.Fraction)))
	}
	if f.Kind == schema.KindRaw || f.Text {
		facts = append(facts, fmt.Sprintf("The page gives its type as %s and does not describe it further.", clean(f.Word)))
	}
	if l := f.Doc.Limits; o.Request && l != nil {
		facts = append(facts, limitFacts(f, l)...)
	}
	if f.Doc.Ambiguous && f.Doc.IsRequired() {
		facts = append(facts, "The page requires it, but leaves open in which object it stands: Validate does not ask for it.")
	}
	if len(facts) == 0 {
		return nil
	}
	return []string{strings.Join(facts, " ")}
}

// limitFacts says in words what a request field may be.
func limitFacts(f *field, l *schema.Limits) []string {
	var facts []string
	add := func(format string, n any) {
		if s := clean(fmt.Sprint(n)); s != "" {
			facts = append(facts, fmt.Sprintf(format, s))
		}
	}
	add("Without it the platform takes %s.", l.Default)
	if f.IsFile() {
		add("At most %s bytes.", l.MaxLength)
	} else {
		add("At most %s characters (UTF-16 units).", l.MaxLength)
	}
	add("At most %s elements.", l.MaxListSize)
	add("At least %s.", l.MinValue)
	add("At most %s.", l.MaxValue)
	add("File types: %s.", strings.Join(l.FileTypes, ", "))
	return facts
}
