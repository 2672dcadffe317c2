package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// bindings returns the file that a downstream project uses: the types of the
// method, its constructor, setters, Validate and Do.
func (w *writer) bindings() (File, error) {
	w.file = newFile(w.method.Package)
	w.file.add(w.descriptor())
	w.file.add(w.declareType(w.request, w.requestComment()))
	w.file.add(w.constructor(w.request))
	w.setters(w.request)
	w.file.add(w.validate())
	w.file.add(w.do())
	if p := w.api.Paging; p != nil {
		w.file.add(w.all(p))
	}
	w.file.add(w.declareType(w.response, w.responseComment()))
	for _, o := range w.nested {
		w.file.add(w.declareType(o, w.nestedComment(o)))
		if o.Request {
			w.file.add(w.constructor(o))
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
	fields := []jen.Code{jen.Id("Method").Op(":").Lit(w.api.Method)}
	if root := w.api.ShownRoot(); root != "" {
		fields = append(fields, jen.Id("Root").Op(":").Lit(root))
	}
	if w.api.Session {
		fields = append(fields, jen.Id("Session").Op(":").True())
	}
	if w.api.IsQimen() {
		fields = append(fields, jen.Id("Protocol").Op(":").Add(w.top("ProtocolQimen")))
	}
	if w.api.Gateway == protocol.AliExpress {
		fields = append(fields, jen.Id("Gateway").Op(":").Add(w.top("GatewayAliExpress")))
	}
	if rules := w.rules(); len(rules) > 0 {
		fields = append(fields, jen.Id("Rules").Op(":").Index().Add(w.top("Rule")).Custom(multiline("{", "}"), rules...))
	}
	if len(w.errors) > 0 {
		fields = append(fields, jen.Id("Errors").Op(":").Add(w.errorList()))
	}
	return jen.Var().Id(w.descriptorName()).Op("=").Add(w.top("API")).Custom(multiline("{", "}"), fields...)
}

// constructor returns the function that makes a request, or a value of a nested
// type of it, with nothing set.
func (w *writer) constructor(o *object) *jen.Statement {
	name := o.Name
	return commented(w.constructorComment(o), "func").Id("New" + name).Params().Op("*").Id(name).Block(jen.Return(jen.New(jen.Id(name))))
}

// setters adds a setter for every field of a request type.
func (w *writer) setters(o *object) {
	for _, f := range o.Fields {
		w.file.add(w.setter(o, f))
	}
}

// setter returns the method that sets a field and returns its receiver, so that
// setters chain. Objects are given as their constructors and setters return them.
func (w *writer) setter(o *object, f *field) *jen.Statement {
	value := w.elementType(f)
	switch f.Kind {
	case schema.KindDate:
		value = w.std("time", "Time")
	case schema.KindStruct:
		value = jen.Op("*").Add(value)
	}
	param := jen.Id("v").Add(value)
	if f.List {
		param = jen.Id("v").Op("...").Add(value)
	}
	body := append(w.assign(f), jen.Return(jen.Id("r")))
	return commented(f.setterComment(o), "func").Params(jen.Id("r").Op("*").Id(o.Name)).Id("Set" + f.Name).Params(param).Op("*").Id(o.Name).Block(body...)
}

// assign returns the statements that store v, the setter's parameter.
func (w *writer) assign(f *field) []jen.Code {
	target := jen.Id("r").Dot(f.Name)
	date, object := f.Kind == schema.KindDate, f.Kind == schema.KindStruct
	switch {
	case f.List && date:
		return []jen.Code{jen.Add(target).Op("=").Add(w.binding("Times")).Call(jen.Id("v"))}
	case f.List && object:
		return []jen.Code{jen.Add(target).Op("=").Add(w.binding("Values")).Call(jen.Id("v"))}
	case object:
		return []jen.Code{jen.Add(target).Op("=").Id("v")}
	case f.List:
		empty := jen.Index().Add(w.elementType(f)).Call(jen.Nil())
		return []jen.Code{jen.Add(target).Op("=").Append(empty, jen.Id("v").Op("..."))}
	case date:
		return []jen.Code{jen.Add(target).Op("=").New(w.top("NewTime").Call(jen.Id("v")))}
	}
	return []jen.Code{jen.Add(target).Op("=").Op("&").Id("v")}
}

func (w *writer) validate() *jen.Statement {
	return commented(sentence("Validate returns a *top.ValidationError with every documented rule that the request breaks."), "func").Params(jen.Id("r").Op("*").Id(w.request.Name)).Id("Validate").Params().Error().Block(
		jen.Return(jen.Id(w.descriptorName()).Dot("Validate").Call(jen.Id("r"))))
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
					code = append(code, jen.Values(jen.Id("Path").Op(":").Lit(u.Path), jen.Id("Rule").Op(":").Lit(rule)))
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

func (w *writer) do() *jen.Statement {
	result := jen.List(jen.Op("*").Id(w.response.Name), jen.Error())
	return commented(sentence("Do calls %s; with a *top.DecodeError it returns what it could decode.", w.api.Method), "func").Params(jen.Id("r").Op("*").Id(w.request.Name)).Id("Do").Params(w.callParams()...).Params(result).Block(
		jen.Return(w.binding("Do").Call(jen.Id("ctx"), jen.Id("c"), jen.Op("&").Id(w.descriptorName()), jen.Id("r"), jen.New(jen.Id(w.response.Name)), jen.Id("opts").Op("..."))),
	)
}

// multiline is a list with one element a line.
func multiline(open, close string) jen.Options {
	return jen.Options{Open: open, Close: close, Separator: ",", Multi: true}
}
