package openapi

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/wire"
)

// gateway is where the methods of one protocol are called, and with which
// parameters of the protocol.
type gateway struct {
	address    string // "" for that of the whole document
	path       string
	parameters []string // names in components
	session    string   // security scheme
	xmlRequest bool     // the request is an XML document
}

var (
	gatewayTOP = gateway{
		path: "/router/rest", session: "session",
		parameters: []string{"v", "timestamp", "sign_method", "format", "simplify", "target_app_key", "partner_id"},
	}
	gatewayAliExpress = gateway{
		address: "https://api-sg.aliexpress.com", path: "/sync", session: "access_token",
		parameters: []string{"v_optional", "timestamp_milliseconds", "sign_method_sync", "format", "simplify"},
	}
	gatewayQimen = gateway{
		address: "https://qimen.api.taobao.com", path: "/router/qimen/service", session: "session",
		parameters: []string{"v_qimen", "timestamp", "sign_method", "format", "target_app_key", "customerId"},
		xmlRequest: true,
	}
	gatewayQimenCloud = gateway{
		address: "https://qimen.api.taobao.com", path: "/router/qm", session: "session",
		parameters: []string{"v", "timestamp", "sign_method", "format", "simplify", "target_app_key"},
	}
)

// gatewayOf returns the gateway of a method: that which the bindings choose.
func gatewayOf(api *schema.API) gateway {
	switch {
	case strings.HasPrefix(api.Method, "aliexpress."):
		return gatewayAliExpress
	case api.Protocol == schema.ProtocolQimen && strings.HasPrefix(api.Method, "taobao.qimen."):
		return gatewayQimen
	case api.Protocol == schema.ProtocolQimen:
		return gatewayQimenCloud
	}
	return gatewayTOP
}

// op is an operation and the path at which it stands.
type op struct {
	path    string
	servers []any
	body    object
}

// operation returns the operation of an API, and adds its schemas to c.
func operation(api *schema.API, c *components) op {
	g := gatewayOf(api)
	o := op{path: g.path + "#" + api.Method}
	if g.address != "" {
		o.servers = []any{object{{"url", g.address}}}
	}
	o.body = object{
		{"operationId", api.Method},
		{"summary", api.Title},
		{"description", about(api)},
		{"tags", []string{namespaceOf(api.Method)}},
		{"deprecated", api.WithdrawnBecause() != ""},
		{"parameters", parameters(api, g)},
		{"requestBody", requestBody(api, c, g)},
		{"responses", object{{"200", response(api, c)}}},
		{"security", []any{security(api, g)}},
		{"x-topgen-error-codes", errorCodes(api)},
		{"x-topgen-page", object{{"path", api.Source.Path}, {"line", api.Source.Line}}},
	}.present()
	return o
}

// about returns the description of an API: the page's, and its error codes.
func about(api *schema.API) string {
	var b strings.Builder
	if api.Description != api.Title {
		b.WriteString(markdown(api.Description))
	}
	for i, e := range api.Errors {
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

func errorCodes(api *schema.API) []any {
	var list []any
	for _, e := range api.Errors {
		list = append(list, object{{"code", e.Code}, {"message", e.Message}, {"solution", e.Solution}})
	}
	return list
}

func parameters(api *schema.API, g gateway) []any {
	list := []any{object{
		{"name", "method"}, {"in", "query"}, {"required", true},
		{"schema", object{{"type", "string"}, {"const", api.Method}}},
	}}
	for _, name := range g.parameters {
		list = append(list, object{{"$ref", "#/components/parameters/" + name}})
	}
	return list
}

func security(api *schema.API, g gateway) object {
	s := object{{"app_key", []any{}}, {"sign", []any{}}}
	if api.Session {
		s = append(s, member{g.session, []any{}})
	}
	return s
}

// requestBody returns the form of a method, or the document of a Qimen call;
// nil if the method has no parameters.
func requestBody(api *schema.API, c *components, g gateway) any {
	o := wire.Request(api)
	switch {
	case g.xmlRequest:
		return qimenBody(api, c, o)
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
			encoding = append(encoding, member{f.Doc.Name, object{{"style", "form"}, {"explode", false}}})
		case f.List || f.Kind == schema.KindStruct:
			encoding = append(encoding, member{f.Doc.Name, object{{"contentType", "application/json"}}})
		}
	}
	if len(encoding) == 0 {
		encoding = nil
	}
	media := object{{"schema", ref(name)}, {"encoding", encoding}, {"examples", requestExamples(api, documentedRequest(api, o))}}
	return object{{"required", required}, {"content", object{{mediaType, media.present()}}}}.present()
}

// requestExamples returns the request that the page's examples make; nil if
// they make none.
func requestExamples(api *schema.API, value any) object {
	if v, ok := value.(object); ok && len(v) == 0 || value == "" {
		return nil
	}
	example := object{{"summary", "The examples of the page."}, {"value", value}}
	if repaired := wire.Repairs(api); len(repaired) > 0 {
		example = append(example,
			member{"description", "Where the examples break the page's own rules they are repaired: see x-topgen-repaired."},
			member{"x-topgen-repaired", repaired})
	}
	return object{{"documented", example}}
}

// qimenBody returns the document of a call by Qimen's protocol 1.x: the
// parameter request or, on pages without it, all parameters.
func qimenBody(api *schema.API, c *components, o *wire.Object) any {
	root := o
	if len(o.Fields) == 1 && o.Fields[0].Doc.Name == "request" && o.Fields[0].Object != nil && !o.Fields[0].List {
		root = o.Fields[0].Object
	}
	name := c.root(root, "request", ofRequestXML, object{{"xml", object{{"name", "request"}}}})
	media := object{{"schema", ref(name)}}
	if text := qimenExample(api, o); text != "" {
		media = append(media, member{"examples", requestExamples(api, text)})
	}
	return object{{"required", true}, {"content", object{{"text/xml", media}}}}
}

// qimenExample returns the documented request as a document; "" if there is
// none.
func qimenExample(api *schema.API, o *wire.Object) string {
	values := make(map[string]string)
	for _, p := range wire.DocumentedRequest(api) {
		values[p.Name] = p.Text
	}
	text, err := wire.RequestXML(o, values)
	if err != nil || len(values) == 0 {
		return ""
	}
	return text
}

// response returns the answers of a method, which all come with status 200.
func response(api *schema.API, c *components) object {
	return object{
		{"description", "What the method answers, or error_response."},
		{"content", newAnswer(api, c).content()},
	}
}
