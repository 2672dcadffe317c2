package emit

import (
	"fmt"
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
	w.shape("constructor", nil)
	w.setters(w.request)
	w.shape("validate", nil)
	w.shape("do", nil)
	if p := w.api.Paging; p != nil {
		w.all(p)
	}
	w.file.add(w.declareType(w.response, w.responseComment()))
	for _, o := range w.nested {
		w.file.add(w.declareType(o, w.nestedComment(o)))
		w.setters(o)
	}
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
	return commented(sentence("%s describes %s to the runtime.", w.descriptorName(), w.api.Method), "var").Id(w.descriptorName()).Op("=").Add(w.top("API")).Custom(multiline("{", "}"), fields...)
}

func (w *writer) requestComment() []string {
	c := comment{width: commentWidth}
	c.text(fmt.Sprintf("%s holds the parameters of %s.", w.request.Name, w.api.Method))
	c.paragraph(w.api.Title)
	if w.api.Description != w.api.Title {
		c.paragraph(w.api.Description)
	}
	if w.api.Session {
		c.paragraph("The method needs the session of a user: see " + "top.WithSession.")
	}
	if why := w.api.WithdrawnBecause(); why != "" {
		c.paragraph("Deprecated: " + why)
	}
	return c.lines
}

func (w *writer) responseComment() []string {
	c := comment{width: commentWidth}
	c.text(fmt.Sprintf("%s is what %s answers.", w.response.Name, w.api.Method))
	return c.lines
}

func (w *writer) nestedComment(o *object) []string {
	c := comment{width: commentWidth}
	side := "response"
	if o.Request {
		side = "request"
	}
	c.text(fmt.Sprintf("%s is the type %s in the %s of %s.", o.Name, clean(o.Documented), side, w.api.Method))
	c.paragraph(o.Note)
	return c.lines
}

// setters adds a setter for every field of a request type.
func (w *writer) setters(o *object) {
	if !o.Request {
		return
	}
	for _, f := range o.Fields {
		w.setter(o, f)
	}
}

// setter adds the method that sets a field to a plain value and returns its
// receiver, so that setters chain.
func (w *writer) setter(o *object, f *field) {
	typ, note := w.elementName(f), "."
	v := values{"typ": o.Name, "name": f.Name, "param": typ, "value": "&v"}
	switch date := f.Kind == schema.KindDate; {
	case f.List && date:
		v["param"], v["value"] = "..."+w.file.use("time")+".Time", w.file.use(w.opt.Runtime+"/binding")+".Times(v)"
	case f.List:
		v["param"], v["value"] = "..."+typ, "append([]"+typ+"(nil), v...)"
	case date:
		v["param"], v["value"] = w.file.use("time")+".Time", "new("+w.file.use(w.opt.Runtime)+".NewTime(v))"
		note = ", which is sent in GMT+8."
	}
	if f.List {
		note = "; without values it is absent."
	}
	v["comment"] = commentText(sentence("Set%s sets %s%s", f.Name, f.Wire, note))
	w.shape("setter", v)
}

// rules returns the rules that hold for a field in some of its places only: one
// Go type serves all uses of a documented type.
func (w *writer) rules() []jen.Code {
	var code []jen.Code
	for _, f := range w.allFields(true) {
		shared := f.sharedRules()
		for _, u := range f.Uses {
			for _, rule := range rulesOf(u) {
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

// multiline is a list with one element a line.
func multiline(open, close string) jen.Options {
	return jen.Options{Open: open, Close: close, Separator: ",", Multi: true}
}
