package openapi

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/tty"
)

// protocolParams are the parameters of the protocol that calls to a gateway have,
// by their names in components.
var protocolParams = map[protocol.Gateway][]string{
	protocol.TOP:        {"v", "timestamp", "sign_method", "format", "simplify", protocol.TargetAppKey, protocol.PartnerID},
	protocol.AliExpress: {"v_optional", "timestamp_milliseconds", "sign_method_sync", "format", "simplify"},
	protocol.Qimen:      {"v_qimen", "timestamp", "sign_method", "format", protocol.TargetAppKey, protocol.CustomerID},
	protocol.QimenCloud: {"v", "timestamp", "sign_method", "format", "simplify", protocol.TargetAppKey},
}

// op is an operation and the path at which it stands.
type op struct {
	path    string
	servers []any
	body    object
}

// operation returns the operation of an API, and adds its schemas to c.
func operation(a *api.API, c *components) op {
	o := op{path: a.Gateway.Path() + "#" + a.Method}
	if a.Gateway != protocol.TOP {
		o.servers = []any{object{{"url", a.Gateway.Server()}}}
	}
	o.body = object{
		{"operationId", a.Method},
		{"summary", tty.Escape(a.Title)},
		{"description", about(a)},
		{"tags", []string{namespaceOf(a.Method)}},
		{"deprecated", a.WithdrawnBecause() != ""},
		{"parameters", parameters(a)},
		{"requestBody", requestBody(a, c)},
		{"responses", object{{"200", response(a, c)}}},
		{"security", []any{security(a)}},
		{"x-topgen-error-codes", errorCodes(a)},
		{"x-topgen-page", object{{"path", a.Source.Path}, {"line", a.Source.Line}}},
	}.present()
	return o
}

// about returns the description of an API: the page's, and its error codes.
func about(a *api.API) string {
	var b strings.Builder
	if a.Description != a.Title {
		b.WriteString(markdown(a.Description))
	}
	for i, e := range a.Errors {
		if i == 0 {
			b.WriteString("\n\nError codes of its own:\n")
		}
		fmt.Fprintf(&b, "\n- %s: %s", markdown(e.Code), markdown(e.Message))
		if e.Solution != "" && e.Solution != e.Message {
			fmt.Fprintf(&b, " (%s)", markdown(e.Solution))
		}
	}
	return strings.TrimLeft(b.String(), "\n")
}

func errorCodes(a *api.API) []any {
	var list []any
	for _, e := range a.Errors {
		list = append(list, object{{"code", e.Code}, {"message", e.Message}, {"solution", e.Solution}})
	}
	return list
}

func parameters(a *api.API) []any {
	list := []any{object{
		{"name", "method"}, {"in", "query"}, {"required", true},
		{"schema", object{{"type", "string"}, {"const", a.Method}}},
	}}
	for _, name := range protocolParams[a.Gateway] {
		list = append(list, object{{"$ref", "#/components/parameters/" + name}})
	}
	return list
}

func security(a *api.API) object {
	s := object{{"app_key", []any{}}, {"sign", []any{}}}
	if a.Session {
		s = append(s, member{a.Gateway.SessionParam(), []any{}})
	}
	return s
}

// requestBody returns the form of a method, or the document of a Qimen call;
// nil if the method has no parameters.
func requestBody(a *api.API, c *components) any {
	o := a.Request
	switch {
	case a.SendsXML():
		return qimenBody(a, c)
	case len(o.Fields) == 0:
		return nil
	}
	name := c.root(o, "request", ofRequest, nil)
	mediaType, encoding, required := "application/x-www-form-urlencoded", object{}, false
	for _, f := range o.Fields {
		required = required || f.Rules.Required
		switch {
		case f.IsFile():
			mediaType = "multipart/form-data"
		case f.Joined():
			encoding = append(encoding, member{f.Wire, object{{"style", "form"}, {"explode", false}}})
		}
	}
	if len(encoding) == 0 {
		encoding = nil
	}
	media := object{{"schema", ref(name)}, {"encoding", encoding}, {"examples", requestExamples(a, documentedRequest(a))}}
	return object{{"required", required}, {"content", object{{mediaType, media.present()}}}}.present()
}

// requestExamples returns the request that the page's examples make; nil if
// they make none.
func requestExamples(a *api.API, value any) object {
	if v, ok := value.(object); ok && len(v) == 0 || value == "" {
		return nil
	}
	example := object{{"summary", "The examples of the page."}, {"value", value}}
	if repaired := a.Repairs(); len(repaired) > 0 {
		example = append(example,
			member{"description", "Where the examples break the page's own rules they are repaired: see x-topgen-repaired."},
			member{"x-topgen-repaired", repaired})
	}
	return object{{"documented", example}}
}

// qimenBody returns the document of a call by Qimen's protocol 1.x: the
// parameter request or, on pages without it, all parameters.
func qimenBody(a *api.API, c *components) any {
	root := a.Request
	if document := a.QimenDocument(); document != nil && !document.List {
		root = document.Object
	}
	name := c.root(root, "request", ofRequestXML, object{{"xml", object{{"name", api.QimenRequest}}}})
	media := object{{"schema", ref(name)}}
	if text := qimenExample(a); text != "" {
		media = append(media, member{"examples", requestExamples(a, text)})
	}
	return object{{"required", true}, {"content", object{{"text/xml", media}}}}
}

// qimenExample returns the documented request as a document; "" if there is
// none.
func qimenExample(a *api.API) string {
	values := make(map[string]string)
	for _, p := range a.DocumentedRequest() {
		values[p.Name] = p.Text
	}
	text, err := a.RequestXML(values)
	if err != nil || len(values) == 0 {
		return ""
	}
	return text
}

// response returns the answers of a method, which all come with status 200.
func response(a *api.API, c *components) object {
	return object{
		{"description", "What the method answers, or " + protocol.ErrorResponse + "."},
		{"content", newAnswer(a, c).content()},
	}
}
