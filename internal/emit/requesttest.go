package emit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/schema"
)

// requestTest adds the test that sends the documented request to a local
// gateway and checks every parameter. Where the documented request breaks its
// own rules, the test says which, and sends it repaired.
func (w *writer) requestTest() {
	documented := w.documentedRequest()
	repaired, broken := w.repairedRequest(documented)
	name := "Test" + w.request.Name
	code := []jen.Code{
		jen.Id("srv").Op(":=").Add(w.toptest("NewServer")).Call(jen.Id("t")),
		jen.Id("srv.Answer").Call(jen.Lit(w.api.Method), jen.Id(w.sample())),
	}
	if len(broken) > 0 {
		faults := []jen.Code{jen.Id("documented.Validate").Call()}
		for _, b := range broken {
			faults = append(faults, jen.Op(quote(b.path+" "+b.rule)))
		}
		code = append(code,
			jen.Comment("// What the page shows breaks the page's own rules; it is sent with them repaired."),
			jen.Id("documented").Op(":=").Add(w.buildRequest(documented)),
			w.toptest("Faults").Call(append([]jen.Code{jen.Id("t")}, faults...)...),
		)
	}
	params, files := w.sentParams(repaired)
	code = append(code,
		jen.Id("req").Op(":=").Add(w.buildRequest(repaired)),
		w.toptest("Faults").Call(jen.Id("t"), jen.Id("req.Validate").Call()),
		w.send(),
		jen.Id("want").Op(":=").Add(params),
		w.compare("want", "srv.LastCall().Params", "the parameters differ"),
	)
	if files != nil {
		code = append(code, jen.Id("files").Op(":=").Add(files), w.compare("files", "srv.LastCall().Files", "the files differ"))
	}
	w.file.add(commented(sentence("%s sends the documented request to a local gateway, which checks the signature.", name), "func").Id(name).Params(w.testingT()).Block(code...))
}

// send returns the statement that sends req. The answer is the page's sample,
// of which a leaf may not fit its documented type.
func (w *writer) send() *jen.Statement {
	failed := jen.Err().Op("!=").Nil()
	if len(w.bodies[0].misfits) > 0 {
		failed = failed.Op("&&").Op("!").Add(w.top("Partial")).Call(jen.Err())
	}
	return jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("req.Do").Call(jen.Id("t.Context()"), jen.Id("srv.Client()")), failed).Block(
		jen.Id("t.Fatal").Call(jen.Err()))
}

// buildRequest returns the expression that makes the request with its setters.
func (w *writer) buildRequest(v *value) *jen.Statement {
	pkg := w.tested() + "."
	var b strings.Builder
	b.WriteString(pkg + "New" + w.request.Name + "()")
	for _, fv := range v.fields {
		args := w.setterArgs(fv.field, fv.value)
		fmt.Fprintf(&b, ".\nSet%s(%s)", fv.field.Name, strings.Join(args, ", "))
	}
	w.useTop(b.String())
	return jen.Op(b.String())
}

// setterArgs returns the arguments of a setter.
func (w *writer) setterArgs(f *field, v *value) []string {
	if v.kind != listValue {
		return []string{w.setterArg(f, v)}
	}
	args := make([]string, len(v.items))
	for i, item := range v.items {
		args[i] = w.setterArg(f, item)
	}
	return args
}

func (w *writer) setterArg(f *field, v *value) string {
	if v.kind == objectValue {
		return w.tested() + "." + f.Object.Name + w.objectLiteral(f.Object, v)
	}
	lit := requestScalar(f, v)
	if f.Kind == schema.KindDate {
		lit += ".Time"
	}
	return lit
}

// requestScalar returns the Go value of a scalar of a request.
func requestScalar(f *field, v *value) string {
	switch {
	case f.Kind == schema.KindBytes && !f.Text:
		return fmt.Sprintf("top.FileBytes(%s, []byte(%q))", quote(v.text), fileContent)
	case f.Kind == schema.KindRaw && f.Doc.Type != "Json" && validJSON(v.text):
		return "top.RawJSON(" + quote(v.text) + ")"
	}
	return scalarLiteral(f, v.text)
}

// fileContent is what the files of the tests hold.
const fileContent = "x"

// objectLiteral returns the composite literal of a nested request object,
// without its type.
func (w *writer) objectLiteral(o *object, v *value) string {
	if len(v.fields) == 0 {
		return "{}"
	}
	var b strings.Builder
	b.WriteString("{\n")
	for _, fv := range inOrder(o, v) {
		fmt.Fprintf(&b, "%s: %s,\n", fv.field.Name, w.nestedLiteral(fv.field, fv.value))
	}
	b.WriteString("}")
	return b.String()
}

func (w *writer) nestedLiteral(f *field, v *value) string {
	pkg := w.tested() + "."
	switch {
	case v.kind == objectValue:
		return "&" + pkg + f.Object.Name + w.objectLiteral(f.Object, v)
	case v.kind == listValue:
		typ := scalarType(f)
		if f.Kind == schema.KindStruct {
			typ = pkg + f.Object.Name
		}
		var b strings.Builder
		b.WriteString("[]" + typ + "{")
		for i, item := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			if item.kind == objectValue {
				b.WriteString(w.objectLiteral(f.Object, item))
			} else {
				b.WriteString(requestScalar(f, item))
			}
		}
		return b.String() + "}"
	case f.Kind == schema.KindNumber && !f.decimal():
		return "new(int64(" + requestScalar(f, v) + "))"
	}
	return "new(" + requestScalar(f, v) + ")"
}

// inOrder returns the set fields of an object in the order of its Go type.
func inOrder(o *object, v *value) []fieldValue {
	place := make(map[*field]int, len(o.Fields))
	for i, f := range o.Fields {
		place[f] = i
	}
	fields := slices.Clone(v.fields)
	slices.SortStableFunc(fields, func(a, b fieldValue) int { return place[a.field] - place[b.field] })
	return fields
}

// sentParams returns the business parameters, and the files if there are any,
// that the gateway must receive.
func (w *writer) sentParams(v *value) (params, files *jen.Statement) {
	var texts, parts []jen.Code
	if w.isQimenXML() {
		texts = append(texts, jen.Lit(qimenRequest).Op(":").Op(goString(w.qimenParams(v))))
		return jen.Map(jen.String()).String().Custom(multiline("{", "}"), texts...), nil
	}
	for _, fv := range inOrder(w.request, v) {
		f := fv.field
		if f.Kind == schema.KindBytes && !f.Text {
			parts = append(parts, w.filePart(f, fv.value))
			continue
		}
		texts = append(texts, jen.Lit(f.Wire).Op(":").Op(goString(paramText(f, fv.value))))
	}
	params = jen.Map(jen.String()).String().Custom(multiline("{", "}"), texts...)
	if len(parts) > 0 {
		files = jen.Map(jen.String()).Add(w.toptest("FilePart")).Custom(multiline("{", "}"), parts...)
	}
	return params, files
}

func (w *writer) filePart(f *field, v *value) jen.Code {
	if v.kind == listValue {
		v = v.items[0]
	}
	return jen.Lit(f.Wire).Op(fmt.Sprintf(": {Name: %s, Type: %q, Data: []byte(%q)}", quote(v.text), "application/octet-stream", fileContent))
}

// paramText returns a parameter as it goes over the wire: scalars as text,
// lists of them joined by commas, everything else as JSON.
func paramText(f *field, v *value) string {
	if f.Kind == schema.KindStruct {
		return jsonParam(f, v)
	}
	if v.kind != listValue {
		return wireText(f, v)
	}
	texts := make([]string, len(v.items))
	for i, item := range v.items {
		texts[i] = wireText(f, item)
	}
	if f.Kind == schema.KindRaw {
		return jsonParam(f, v)
	}
	return strings.Join(texts, ",")
}

// wireText returns a scalar as the text of a parameter.
func wireText(f *field, v *value) string {
	text := strings.TrimSpace(v.text)
	switch {
	case f.decimal():
		return text
	case f.Kind == schema.KindNumber:
		n, _ := strconv.ParseInt(text, 10, 64)
		return strconv.FormatInt(n, 10)
	case f.Kind == schema.KindBoolean:
		return strconv.FormatBool(text == "1" || strings.EqualFold(text, "true"))
	case f.Kind == schema.KindDate:
		return dateTime(text)
	}
	return v.text
}

// dateTime returns a date as requests carry it, with the time of day.
func dateTime(text string) string {
	text = dateText(text)
	if len(text) == len("2006-01-02") {
		return text + " 00:00:00"
	}
	if day, fraction, ok := strings.Cut(text, "."); ok {
		if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
			return day
		}
		return day + "." + fraction
	}
	return text
}

// jsonParam returns a value as it stands in the JSON of a request.
func jsonParam(f *field, v *value) string {
	switch v.kind {
	case listValue:
		items := make([]string, len(v.items))
		for i, item := range v.items {
			items[i] = jsonParam(f, item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case objectValue:
		var members []string
		for _, fv := range inOrder(f.Object, v) {
			members = append(members, encodedJSON(fv.field.Wire)+":"+jsonParam(fv.field, fv.value))
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	switch {
	case f.Kind == schema.KindNumber && !f.decimal(), f.Kind == schema.KindBoolean:
		return wireText(f, v)
	case f.Kind == schema.KindRaw && f.Doc.Type != "Json" && validJSON(v.text):
		return encodedJSON(json.RawMessage(v.text))
	case f.Kind == schema.KindBytes && !f.Text:
		return encodedJSON(base64.StdEncoding.EncodeToString([]byte(fileContent)))
	}
	return encodedJSON(wireText(f, v))
}

// encodedJSON returns v as encoding/json writes it, "<" and "&" as they are.
func encodedJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // texts, and JSON that was seen to be valid, always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
