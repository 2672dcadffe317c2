package mock

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// checker holds the parameters of a call against the page. Its rules are those
// of top.API.Validate, read off the wire.
type checker struct {
	missing []string // paths
	invalid []broken
	unknown []string // what the page does not document, and the platform ignores
	xml     bool     // the request is an XML document
}

// broken is a parameter that breaks a rule.
type broken struct{ path, why string }

func (c *checker) lacks(path string) { c.missing = append(c.missing, path) }

func (c *checker) fault(path, format string, args ...any) {
	c.invalid = append(c.invalid, broken{path, fmt.Sprintf(format, args...)})
}

// The codes of parameters that are missing, and of those that break a rule.
const (
	codeMissing = 40
	codeInvalid = 41
)

// failure returns what the platform says; nil if nothing is wrong.
func (c *checker) failure() *inbound.Failure {
	switch {
	case len(c.missing) > 0:
		return &inbound.Failure{Code: codeMissing, Detail: c.missing[0], SubMsg: c.text()}
	case len(c.invalid) > 0:
		return &inbound.Failure{Code: codeInvalid, Detail: c.invalid[0].path, SubMsg: c.text()}
	}
	return nil
}

// text lists everything that is wrong.
func (c *checker) text() string {
	var parts []string
	if len(c.missing) > 0 {
		parts = append(parts, "required and missing: "+strings.Join(c.missing, ", "))
	}
	for _, b := range c.invalid {
		parts = append(parts, b.path+" "+b.why)
	}
	const most = 20
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, "; ")
}

// checkParams checks the parameters of a call that is a form.
func checkParams(o *api.Object, in *inbound.Request) *checker {
	c := &checker{}
	for _, f := range o.Fields {
		c.param(f, in)
	}
	for name := range in.Values {
		if !protocol.Public(name) && o.Field(name) == nil {
			c.unknown = append(c.unknown, cmp.Or(strings.TrimSpace(name), "a parameter without a name"))
		}
	}
	for name := range in.Files {
		if o.Field(name) == nil {
			c.unknown = append(c.unknown, cmp.Or(strings.TrimSpace(name), "a file without a name"))
		}
	}
	return c
}

// param checks one parameter. A blank one is none.
func (c *checker) param(f *api.Use, in *inbound.Request) {
	name := f.Wire
	text, given := in.Values[name]
	files := in.Files[name]
	switch {
	case f.IsFile() && len(files) > 0:
		c.files(f, files)
	case f.IsFile() && given && !inbound.IsBlank(text):
		c.fault(name, "is a file, which is sent as a part of a multipart form with a file name")
	case !f.IsFile() && len(files) > 0:
		c.fault(name, "is sent as a file, but is no byte[]")
	case inbound.IsBlank(text):
		if f.Rules.Required {
			c.lacks(name)
		}
	case f.Joined():
		c.joined(f, text)
	case f.List || f.Kind == schema.KindStruct:
		c.json(f, text)
	default:
		c.scalar(f, text, name)
	}
}

func (c *checker) files(f *api.Use, files []inbound.File) {
	name := f.Wire
	if !f.List && len(files) > 1 {
		c.fault(name, "is one file, and %d came", len(files))
	}
	c.listSize(f, len(files), name)
	for _, file := range files {
		if n := f.Rules.MaxLength; n >= 0 && file.Size > int64(n) {
			c.fault(name, "has %d bytes, at most %d are allowed", file.Size, n)
		}
		if types := f.Rules.FileTypes; len(types) > 0 && !api.HasExtension(file.Name, types) {
			c.fault(name, "is a file of a type that is not allowed: %s", strings.Join(types, ", "))
		}
	}
}

// joined checks a list that is sent as one text.
func (c *checker) joined(f *api.Use, text string) {
	items := strings.Split(text, ",")
	c.listSize(f, len(items), f.Wire)
	for i, item := range items {
		path := f.Wire + "[" + strconv.Itoa(i) + "]"
		if f.Kind != schema.KindString && f.Kind != schema.KindBytes && inbound.IsBlank(item) {
			c.fault(path, "is empty")
			continue
		}
		c.scalar(f, item, path)
	}
}

func (c *checker) listSize(f *api.Use, n int, path string) {
	if most := f.Rules.MaxListSize; most >= 0 && n > most {
		c.fault(path, "has %d elements, at most %d are allowed", n, most)
	}
}

// json checks a parameter that is sent as JSON.
func (c *checker) json(f *api.Use, text string) {
	n, err := sample.ParseJSON(text)
	if err != nil {
		c.fault(f.Wire, "is no JSON: %v", err)
		return
	}
	c.value(f, n, f.Wire)
}

// value checks a value within JSON or XML.
func (c *checker) value(f *api.Use, n *sample.Node, path string) {
	if !f.List {
		c.one(f, n, path)
		return
	}
	items, ok := c.items(f, n)
	if !ok {
		c.fault(path, "is a list in the documentation, and none here")
		return
	}
	if len(items) == 0 && f.Rules.Required {
		c.lacks(path)
	}
	c.listSize(f, len(items), path)
	for i, item := range items {
		c.one(f, item, path+"["+strconv.Itoa(i)+"]")
	}
}

// items returns the elements of a list: of an array, or of an XML element.
func (c *checker) items(f *api.Use, n *sample.Node) ([]*sample.Node, bool) {
	switch {
	case n.Kind == sample.ArrayNode:
		return n.Items, true
	case !c.xml:
		return nil, false
	case n.Kind == sample.TextNode:
		if inbound.IsBlank(n.Text) {
			return nil, true
		}
		return []*sample.Node{n}, f.Kind != schema.KindStruct
	}
	var items []*sample.Node
	for _, m := range n.Members {
		items = append(items, m.Value)
	}
	return items, true
}

// one checks a value that is no list, or an element of one.
func (c *checker) one(f *api.Use, n *sample.Node, path string) {
	switch {
	case f.Kind == schema.KindStruct && n.Kind == sample.ObjectNode:
		c.object(f.Object, n, path)
	case f.Kind == schema.KindStruct && c.xml && n.Kind == sample.TextNode && inbound.IsBlank(n.Text):
		c.object(f.Object, &sample.Node{Kind: sample.ObjectNode}, path)
	case f.Kind == schema.KindStruct:
		c.fault(path, "is an object in the documentation, and none here")
	case f.Kind == schema.KindRaw:
		c.length(f, rawText(n), path)
	case n.Kind == sample.ObjectNode || n.Kind == sample.ArrayNode:
		c.fault(path, "is a %s in the documentation, and an object or a list here", f.Word)
	default:
		c.scalar(f, n.Text, path)
	}
}

// rawText returns the text of a value whose inside nobody knows.
func rawText(n *sample.Node) string {
	if n.Kind == sample.ObjectNode || n.Kind == sample.ArrayNode {
		return n.Source
	}
	return n.Text
}

// object checks the members of an object.
func (c *checker) object(o *api.Object, n *sample.Node, path string) {
	seen := make(map[string]bool, len(n.Members))
	for _, m := range n.Members {
		f := o.Field(m.Name)
		at := api.Join(path, m.Name)
		switch {
		case f == nil:
			if strings.TrimSpace(m.Name) == "" {
				at = "a member without a name in " + cmp.Or(path, "the document")
			}
			c.unknown = append(c.unknown, at)
		case absent(f, m.Value, c.xml):
		default:
			seen[m.Name] = true
			c.value(f, m.Value, at)
		}
	}
	for _, f := range o.Fields {
		if f.Rules.Required && !seen[f.Wire] {
			c.lacks(api.Join(path, f.Wire))
		}
	}
}

// absent reports whether a member stands for none. An empty text is a text,
// and an empty element may be an object or a list without members.
func absent(f *api.Use, n *sample.Node, xml bool) bool {
	switch {
	case n.Kind == sample.NullNode:
		return true
	case n.Kind != sample.TextNode || !inbound.IsBlank(n.Text):
		return false
	case xml && (f.Kind == schema.KindStruct && !f.List):
		return false
	}
	return f.List || f.Kind != schema.KindString && f.Kind != schema.KindBytes
}

// wanted says what the text of a kind must be.
var wanted = map[schema.Kind]string{
	schema.KindNumber:  "an integer of 64 bits",
	schema.KindBoolean: "true or false",
	schema.KindDecimal: "a decimal number",
}

// scalar checks a text.
func (c *checker) scalar(f *api.Use, text, path string) {
	kind := f.Kind
	if f.Decimal() {
		kind = schema.KindDecimal
	}
	switch {
	case kind == schema.KindDate:
		if !inbound.IsBlank(text) && !inbound.IsDate(text, f.Time.ZoneOf(), f.Time.LayoutOf()) {
			c.fault(path, "must be a date of the form %s", f.Time.Pattern())
		}
		return
	case !f.Holds(text):
		c.fault(path, "must be %s", wanted[kind])
		return
	}
	if inbound.IsBlank(text) && kind != schema.KindString {
		return
	}
	switch kind {
	case schema.KindNumber, schema.KindDecimal:
		text = strings.TrimSpace(text)
		c.length(f, text, path)
		if low := f.Rules.Min; low != "" && api.CompareNumbers(text, low) < 0 {
			c.fault(path, "is less than the minimum, %s", low)
		}
		if high := f.Rules.Max; high != "" && api.CompareNumbers(text, high) > 0 {
			c.fault(path, "is greater than the maximum, %s", high)
		}
	case schema.KindBoolean:
	default:
		c.length(f, text, path)
	}
}

func (c *checker) length(f *api.Use, text, path string) {
	most := f.Rules.MaxLength
	if most < 0 || len(text) <= most {
		return // no text has more UTF-16 units than bytes
	}
	if n := api.UTF16Len(text); n > most {
		c.fault(path, "has %d characters (UTF-16 units), at most %d are allowed", n, most)
	}
}

// checkDocument checks the XML document of a Qimen call: the parameter request,
// where the page documents only that, else a document that holds the parameters.
func checkDocument(o *api.Object, body []byte) (*checker, *inbound.Failure) {
	c := &checker{xml: true}
	doc := sample.ReadXML(string(body))
	n := doc.Root.Get("request")
	if n == nil || len(doc.Root.Members) != 1 || doc.Truncated || len(doc.Faults) > 0 {
		return nil, &inbound.Failure{Code: 41, Detail: api.QimenRequest, SubMsg: "the body must be an XML document with the element request" + firstFault(doc)}
	}
	f := o.Field("request")
	if len(o.Fields) == 1 && f != nil && f.Kind == schema.KindStruct && !f.List {
		if n.Kind == sample.ObjectNode || f.Rules.Required {
			c.one(f, n, "request")
		}
		return c, nil
	}
	if n.Kind != sample.ObjectNode {
		n = &sample.Node{Kind: sample.ObjectNode}
	}
	c.object(o, n, "")
	return c, nil
}

func firstFault(doc *sample.XML) string {
	switch {
	case len(doc.Faults) > 0:
		return fmt.Sprintf(": it does not read at line %d, column %d", doc.Faults[0].Line, doc.Faults[0].Column)
	case doc.Truncated:
		return ": it is cut short"
	}
	return ""
}
