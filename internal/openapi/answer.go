package openapi

import (
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
)

// errorSchema is the name of the schema of errors among the components.
const errorSchema = protocol.ErrorResponse

// answer describes what a method answers.
type answer struct {
	api *api.API
	// xmlRoot is the document element, and holder the field that is it, where
	// the response has no root and a single object (Qimen).
	xmlRoot string
	holder  *api.Use

	plain, wrapped, xmlSchema, jsonSchema, xmlForms string // names of schemas
}

func newAnswer(resolved *api.API, c *components) *answer {
	a := &answer{api: resolved, xmlRoot: resolved.DocumentElement()}
	if fields := resolved.Response.Fields; resolved.Root == "" && len(fields) == 1 && fields[0].Object != nil && !fields[0].List {
		a.holder, a.xmlRoot = fields[0], fields[0].Wire
	}
	a.addSchemas(c)
	return a
}

func (a *answer) addSchemas(c *components) {
	named := object{{"xml", object{{"name", a.xmlRoot}}}}
	id := object{}
	if a.api.Root != "" && a.api.Response.Field(protocol.RequestID) == nil {
		id = object{{"properties", object{{protocol.RequestID, object{{"type", "string"}, {"description", "Names the call in the platform's logs."}}}}}}
	}
	a.plain = c.root(a.api.Response, "result", plain, append(named, id...))
	a.wrapped, a.xmlSchema = a.plain, a.plain
	if hasList(a.api.Response) {
		a.wrapped = c.root(a.api.Response, "result.wrapped", wrapped, id)
	}
	if a.holder != nil {
		a.xmlSchema = c.root(a.holder.Object, "result.xml", plain, named)
	}
	a.jsonSchema = c.name("answer")
	c.list = append(c.list, member{a.jsonSchema, a.jsonForms()})
	a.xmlForms = c.name("answer.xml")
	c.list = append(c.list, member{a.xmlForms, object{{"oneOf", []any{ref(a.xmlSchema), ref(errorSchema)}}}})
}

// jsonForms returns the schema of answers in JSON: with the root and the inner
// elements of lists or, if the call says simplify=true, without both.
func (a *answer) jsonForms() object {
	var forms []any
	if a.api.Root != "" {
		forms = append(forms, object{{"title", "format=json"}, {"type", "object"}, {"required", []string{a.api.Root}}, {"properties", object{{a.api.Root, a.rooted()}}}})
	}
	forms = append(forms, a.bare(), object{
		{"title", "an error"}, {"type", "object"}, {"required", []string{protocol.ErrorResponse}}, {"properties", object{{protocol.ErrorResponse, ref(errorSchema)}}},
	})
	return object{{"oneOf", forms}}
}

// content returns the answers by media type. The gateway calls its JSON
// text/javascript.
func (a *answer) content() object {
	examples := object{{"documented", a.example(api.JSON)}, {"simplified", a.example(api.Simplified)}}
	if members := errorSample(a.api.Samples.Error); members != nil {
		examples = append(examples, errorExample(object{{protocol.ErrorResponse, members}}))
	}
	return object{
		{"application/json", object{{"schema", ref(a.jsonSchema)}, {"examples", examples}}},
		{"text/javascript", object{{"schema", ref(a.jsonSchema)}}},
		{"text/xml", a.xml()},
	}
}

func errorExample(value any) member {
	return member{"error", object{{"summary", "The error that the page shows."}, {"value", value}}}
}

// rooted returns the schema of what is in the root. The samples of some pages
// have the root even in simplified JSON.
func (a *answer) rooted() object {
	if a.wrapped != a.plain && strings.Contains(a.api.Samples.Simplified, sample.Quote(a.api.Root)) {
		return object{{"anyOf", []any{ref(a.wrapped), ref(a.plain)}}}
	}
	return ref(a.wrapped)
}

// bare returns the schema of an answer without root, and without error.
func (a *answer) bare() object {
	others := []any{object{{"required", []string{protocol.ErrorResponse}}}}
	title, all := "simplify=true", []any{ref(a.plain)}
	if a.api.Root != "" {
		others = append(others, object{{"required", []string{a.api.Root}}})
	} else if title = "format=json"; a.wrapped != a.plain {
		all = []any{object{{"anyOf", []any{ref(a.wrapped), ref(a.plain)}}}}
	}
	return object{{"title", title}, {"allOf", all}, {"not", object{{"anyOf", others}}}}
}

// xml returns the media type of answers in XML.
func (a *answer) xml() object {
	examples := object{}
	if example := a.example(api.XML); value(example, "value") != "" {
		examples = append(examples, member{"documented", example})
	}
	if members := errorSample(a.api.Samples.Error); members != nil {
		examples = append(examples, errorExample(xmlDocument(protocol.ErrorResponse, members)))
	}
	return object{
		{"schema", ref(a.xmlForms)},
		{"examples", examples},
	}
}

// origin says where the example in a form comes from.
func (a *answer) origin(form api.Form) string {
	s := a.api.Samples
	own := map[api.Form]string{api.XML: s.XML, api.JSON: s.JSON, api.Simplified: s.Simplified}[form]
	switch {
	case own != "":
		return "The sample of the page."
	case s.XML+s.JSON+s.Simplified != "":
		return "The sample of the page, written in this form."
	}
	return "What the examples of the page make."
}

// example returns the page's sample in a form. What the documented types cannot
// hold is left out of it, and listed.
func (a *answer) example(form api.Form) object {
	r := &reader{variant: plain, xml: form == api.XML}
	if form == api.JSON {
		r.variant = wrapped
	}
	members := r.object(a.api.Response, a.api.Answer(form).Tree, "")
	e := object{{"summary", a.origin(form)}}
	if len(r.leftOut) > 0 {
		e = append(e,
			member{"description", "What the documented types cannot hold is left out: see x-topgen-left-out."},
			member{"x-topgen-left-out", r.leftOut})
	}
	switch {
	case form == api.XML && a.holder != nil:
		inner, _ := value(members, a.xmlRoot).(object)
		return append(e, member{"value", xmlDocument(a.xmlRoot, inner)})
	case form == api.XML:
		return append(e, member{"value", xmlDocument(a.xmlRoot, members)})
	case form == api.JSON && a.api.Root != "":
		return append(e, member{"value", object{{a.api.Root, members}}})
	}
	return append(e, member{"value", members})
}
