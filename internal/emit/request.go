package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// bindings returns the file that a downstream project uses: the types of the
// method, its constructor, setters, Validate and Do.
func (w *writer) bindings() (File, error) {
	w.file = newFile(w.method.Package)
	w.file.add(w.descriptor())
	w.declareType(w.request, w.requestComment())
	w.constructor(w.request)
	w.setters(w.request)
	w.shape("validate", nil)
	w.shape("do", nil)
	if p := w.api.Paging; p != nil {
		w.all(p)
	}
	w.declareType(w.response, w.responseComment())
	for _, o := range w.nested {
		w.declareType(o, w.nestedComment(o))
		if o.Request {
			w.constructor(o)
			w.setters(o)
		}
	}
	w.documentedValues()
	w.errorCodes()
	return w.finish(w.method.Dir, w.method.File+".go")
}

// descriptorName is the variable that tells the runtime about the method.
func (w *writer) descriptorName() string { return "api" + w.method.Prefix }

func (w *writer) descriptor() *jen.Statement {
	fields := []jen.Code{jen.Id("Method:").Lit(w.api.Method)}
	if w.api.Session {
		fields = append(fields, jen.Id("Session:").True())
	}
	if w.api.Sessionless {
		fields = append(fields, jen.Id("NoSession:").True())
	}
	if w.api.Effect == api.Read {
		fields = append(fields, jen.Id("Effect:").Id(w.top("EffectRead")))
	}
	if w.api.IsQimen() {
		fields = append(fields, jen.Id("Protocol:").Id(w.top("ProtocolQimen")))
	}
	if name := w.gatewayName(); name != "" {
		fields = append(fields, jen.Id("Gateway:").Id(w.top(name)))
	}
	if rules := w.rules(); len(rules) > 0 {
		fields = append(fields, jen.Id("Rules:").Custom(lines("[]"+w.top("Rule")+"{", "}"), rules...))
	}
	if len(w.errors) > 0 {
		fields = append(fields, jen.Id("Errors:").Add(w.errorList()))
	}
	return jen.Var().Id(w.descriptorName()).Op("=").Custom(lines(w.top("API")+"{", "}"), fields...)
}

// gatewayName returns the constant of the gateway where the method is called; "" for
// the one to which the runtime sends calls of the protocol by itself.
func (w *writer) gatewayName() string {
	switch g := w.api.Gateway; {
	case g == protocol.AliExpress:
		return "GatewayAliExpress"
	case g == protocol.Qimen && protocol.GatewayOf(w.api.Method) != g:
		return "GatewayQimen"
	case g == protocol.QimenCloud && protocol.GatewayOf(w.api.Method) != g:
		return "GatewayQimenCloud"
	}
	return ""
}

// constructor adds the function that makes a request, or a value of a nested type of
// it, with nothing set.
func (w *writer) constructor(o *object) {
	w.shape("constructor", values{"name": o.Name, "top": o.Top, "comment": commentText(w.constructorComment(o))})
}

// setters adds a setter for every field of a request type.
func (w *writer) setters(o *object) {
	for _, f := range o.Fields {
		w.setter(o, f)
	}
}

// setterShape is a setter; its values are the comment, the receiver, the name of the
// field, the type of the parameter and the value of the field. Setters are too many
// for a template of package text/template, which takes ten times as long.
const setterShape = `%[1]s
func (r %[2]s) Set%[3]s(v %[4]s) %[2]s {
	r.%[3]s = %[5]s
	return r
}`

// setter adds the method that sets a field and returns what it is called on, so
// that setters chain. That is the request itself and, within a request, a changed
// copy of the object: what is made by a constructor and setters can be given to the
// setter of an object, or of a list, as can a literal or a slice.
func (w *writer) setter(o *object, f *field) {
	typ := w.elementName(f)
	date := f.Kind == schema.KindDate
	param, value := typ, "&v"
	if date {
		param = w.file.use("time") + ".Time"
	}
	switch {
	case f.List && date:
		value = w.binding("Times") + "(v)"
	case f.List:
		value = "append([]" + typ + "(nil), v...)"
	case date:
		value = "new(" + w.file.use(w.opt.Runtime) + ".NewTime(v))"
	}
	receiver := o.Name
	if o.Top {
		receiver = "*" + o.Name
	}
	if f.List {
		param = "..." + param
	}
	w.file.printf(setterShape, commentText(f.setterComment(o)), receiver, f.Name, param, value)
}

// rules returns the rules that hold for a field in some of its places only: one
// Go type serves all uses of a documented type.
func (w *writer) rules() []jen.Code {
	var code []jen.Code
	for _, f := range w.allFields(true) {
		shared := f.sharedRules()
		for _, u := range f.Uses {
			for _, rule := range rulesOf(u.Rules) {
				if !slices.Contains(shared, rule) {
					code = append(code, jen.Custom(line("{", "}"), jen.Id("Path:").Lit(u.Path), jen.Id("Rule:").Lit(rule)))
				}
			}
		}
	}
	return code
}

// allFields returns the fields of all types of the request or the response.
func (m *model) allFields(request bool) []*field {
	fields := slices.Clip(m.response.Fields)
	if request {
		fields = slices.Clip(m.request.Fields)
	}
	for _, o := range m.nested {
		if o.Request == request {
			fields = append(fields, o.Fields...)
		}
	}
	return fields
}
