package explorer

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// methodPage is the page of one method.
type methodPage struct {
	frame
	API       *schema.API
	Category  *link
	Namespace link
	Protocol  string
	Path      string // of the gateway
	Self      string // of this page
	Source    string
	File      string
	Root      string

	Params   []paramView
	Form     formView
	Exchange *exchangeView

	Request, Response           []node
	RequestCount, ResponseCount string
	Samples                     []sampleView
	Go                          *codeView
	GoProblem                   string
	Diags                       []diagView
}

func (x *Explorer) methodPage(r *http.Request, m *mock.Method, c *sending, view *exchangeView) *methodPage {
	api := m.API
	if c == nil {
		c = newSending(m.Meaning(), "", "json", string(top.SignHMACSHA256), "")
		if api.Session {
			c.session = cmp.Or(x.app.Session, "test")
		}
		c.documented()
	}
	p := &methodPage{
		frame: x.frame(r, api.Method+" · topgen mock"), API: api, Namespace: filterLink("namespace", namespaceOf(api.Method), 0),
		Protocol: "protocol " + api.Protocol, Path: m.Meaning().Gateway.Path(), Self: methodURL(api.Method), Source: api.Source.Format + " page",
		File: m.Path, Root: api.Root, Exchange: view, Diags: diagViews(m.Diags),
		Params: paramViews(m, c), Form: formViewOf(api, c),
		Request: nodes(m.Meaning(), api.Request, true), Response: nodes(m.Meaning(), api.Response, false),
		RequestCount: countFields(api.Request), ResponseCount: countFields(api.Response), Samples: sampleViews(m),
	}
	if api.Category != "" {
		l := filterLink("category", api.Category, 0)
		p.Category = &l
	}
	program, err := x.goProgram(m.Meaning(), "http://"+r.Host)
	if err != nil {
		p.GoProblem = err.Error()
	} else {
		p.Go = &codeView{"go", highlightGo(program)}
	}
	return p
}

// codeView is a text as the page shows it.
type codeView struct {
	Lang string
	HTML template.HTML
}

// paramView is a parameter in the form.
type paramView struct {
	Name, Type, Rules  string
	Required           bool
	Input              string // "file", "json", "bool", "number" or "text"
	Value, Placeholder string
	Rows               int
}

func paramViews(m *mock.Method, c *sending) []paramView {
	var views []paramView
	for _, f := range m.Request().Fields {
		v := paramView{
			Name: f.Doc.Name, Type: typeText(f.Doc), Required: f.Rules.Required, Rules: strings.Join(ruleTexts(f.Doc, f), " · "),
			Input: "text", Value: c.values[f.Doc.Name],
		}
		switch {
		case f.IsFile():
			v.Input = "file"
			if f.Rules.Required {
				v.Value = documentedFile(c.api, f.Doc.Name)
			}
		case f.Joined():
			v.Placeholder = "a,b,c"
		case f.List || f.Kind == schema.KindStruct:
			v.Input, v.Value = "json", pretty(v.Value)
			v.Rows = min(max(strings.Count(v.Value, "\n")+1, 2), 14)
		case f.Kind == schema.KindBoolean:
			v.Input, v.Value = "bool", truth(v.Value)
		case f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal:
			v.Input = "number"
		case f.Kind == schema.KindDate:
			v.Placeholder = "2006-01-02 15:04:05"
		case f.Kind == schema.KindRaw:
			v.Input, v.Rows = "json", 2
		}
		views = append(views, v)
	}
	return views
}

func documentedFile(a *api.API, name string) string {
	for _, p := range a.DocumentedRequest() {
		if p.Name == name && p.File {
			return p.Text
		}
	}
	return ""
}

// truth spells a Boolean as the form's choice does.
func truth(text string) string {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1":
		return "true"
	case "false", "0":
		return "false"
	}
	return ""
}

// formView is how a call is to be made.
type formView struct {
	Session                      string
	Formats, SignMethods, Faults []option
}

type option struct {
	Value, Text string
	Selected    bool
}

// formViewOf returns the choices that the form offers.
func formViewOf(api *schema.API, c *sending) formView {
	v := formView{
		Session:     c.session,
		Formats:     options(c.format, "json", "JSON", "simplified", "simplified JSON", "xml", "XML"),
		SignMethods: options(string(c.signMethod), "hmac-sha256", "HMAC-SHA256", "hmac", "HMAC-MD5", "md5", "MD5"),
	}
	faults := []string{
		"", "the documented answer", "flow=30", "flow control: a ban of 30 s", "error=isp.service-unavailable", "the service is unavailable",
		"error=27", "the session is invalid", "delay=3s", "the answer takes 3 s", "reset", "the connection is reset", "cut=40", "the answer breaks off", "status=502", "HTTP 502 from a proxy",
	}
	if api.Samples.Error != "" {
		faults = append(faults, "error=sample", "the page's error sample")
	}
	for _, e := range api.Errors {
		if !strings.Contains(e.Code, ",") {
			faults = append(faults, "error="+e.Code, "error "+e.Code)
		}
	}
	v.Faults = options(c.fault, faults...)
	return v
}

// options makes options of values and their texts.
func options(selected string, valuesAndTexts ...string) []option {
	var list []option
	for i := 0; i < len(valuesAndTexts); i += 2 {
		list = append(list, option{valuesAndTexts[i], valuesAndTexts[i+1], valuesAndTexts[i] == selected})
	}
	return list
}

// node is a field in the tree.
type node struct {
	Name, Type           string
	Required             bool
	Rules                []string
	Example, Description string
	Note                 string
	Children             []node
}

// nodes returns the tree of rows of the request or the response.
func nodes(a *api.API, rows []*schema.Field, request bool) []node {
	var list []node
	for _, r := range rows {
		u := a.Use(r)
		if u == nil {
			continue // it counts for nothing
		}
		n := node{
			Name: r.Name, Type: typeText(r), Required: r.IsRequired(), Rules: ruleTexts(r, u), Example: r.Example,
			Note: noteOf(r, u, request), Children: nodes(a, r.Fields, request),
		}
		if r.Description != r.Name {
			n.Description = r.Description
		}
		list = append(list, n)
	}
	return list
}

func noteOf(r *schema.Field, u *api.Use, request bool) string {
	switch {
	case r.Ambiguous:
		return "The page leaves open how deep this field is."
	case u.Loop:
		return "An object of the same type as the one around it."
	case u.Fraction != "":
		return "A decimal, not an integer: the page shows it as " + u.Fraction + "."
	case u.Kind == schema.KindRaw && !u.IsSimple():
		return "The page does not say what is in it."
	case u.List && r.Element != "" && !request:
		return "In XML and JSON, each element is called " + r.Element + "."
	}
	return ""
}

func typeText(r *schema.Field) string {
	if r.List || r.Type == "byte" {
		return r.Type + "[]"
	}
	return r.Type
}

// ruleTexts says in words what a field may be.
func ruleTexts(r *schema.Field, u *api.Use) []string {
	l := r.Limits
	if l == nil {
		return nil
	}
	var texts []string
	add := func(format, value string) {
		if value != "" {
			texts = append(texts, fmt.Sprintf(format, value))
		}
	}
	add("default %s", l.Default)
	if u.IsFile() {
		add("at most %s bytes", string(l.MaxLength))
	} else {
		add("at most %s characters", string(l.MaxLength))
	}
	add("at most %s elements", string(l.MaxListSize))
	add("from %s", string(l.MinValue))
	add("up to %s", string(l.MaxValue))
	add("%s", strings.Join(l.FileTypes, ", "))
	return texts
}

func countFields(rows []*schema.Field) string {
	n := 0
	var walk func([]*schema.Field)
	walk = func(rows []*schema.Field) {
		n += len(rows)
		for _, r := range rows {
			walk(r.Fields)
		}
	}
	walk(rows)
	return plural(n, "field")
}

// sampleView is a sample in one form.
type sampleView struct {
	ID, Name, Note string
	Code           codeView
}

func sampleViews(m *mock.Method) []sampleView {
	s, g := m.API.Samples, m.Meaning().Gateway
	derived := func(own string) string {
		if strings.TrimSpace(own) == "" {
			return "The page has no sample in this form; this is what the gateway makes of the others."
		}
		return ""
	}
	id := "‹request id›"
	list := []sampleView{
		{"json", "JSON", derived(s.JSON), codeView{"json", highlightJSON(pretty(m.Body(g, api.JSON).With(id)))}},
		{"simplified", "Simplified JSON", derived(s.Simplified), codeView{"json", highlightJSON(pretty(m.Body(g, api.Simplified).With(id)))}},
		{"xml", "XML", derived(s.XML), codeView{"xml", highlightXML(pretty(m.Body(g, api.XML).With(id)))}},
	}
	if s.Error != "" {
		list = append(list, sampleView{"error", "Error", "", codeView{"xml", highlight(pretty(s.Error))}})
	}
	if s.Java != "" {
		list = append(list, sampleView{"java", "Request in Java", "As on the page.", codeView{"java", highlightGo(s.Java)}})
	}
	return list
}

// exchangeView is a call that was made, as the page shows it.
type exchangeView struct {
	State                             string // "good", "error" or "broken"
	Verdict, Detail, Time             string
	Answer, Request, Response, Signed *codeView
}

func viewExchange(x *exchange) *exchangeView {
	v := &exchangeView{Time: x.Duration.Round(10 * time.Microsecond).String()}
	v.State, v.Verdict, v.Detail = judge(x)
	if x.Body != "" {
		v.Answer = &codeView{"json", highlight(pretty(x.Body))}
	}
	if x.Request != "" {
		v.Request = &codeView{"http", template.HTML(template.HTMLEscapeString(x.Request))}
		v.Signed = &codeView{"http", template.HTML(template.HTMLEscapeString(x.Signed))}
	}
	if x.Response != "" {
		v.Response = &codeView{"http", template.HTML(template.HTMLEscapeString(x.Response))}
	}
	return v
}

// judge says in words how a call went.
func judge(x *exchange) (state, verdict, detail string) {
	switch {
	case x.Err != "":
		return "broken", "No answer", x.Err
	case x.Status != http.StatusOK:
		return "broken", fmt.Sprintf("HTTP %d %s", x.Status, http.StatusText(x.Status)), "That is no answer of the platform."
	}
	code, text := errorIn(x.Body)
	if code != "" {
		return "error", "Error " + code, text
	}
	return "good", "Answered", "with the documented sample"
}

// errorIn returns the code and the words of an error response; no code where
// the body is none.
func errorIn(body string) (code, text string) {
	n := readBody(body)
	if e := n.Get(protocol.ErrorResponse); e != nil {
		return e.Get("code").Leaf(), strings.Join(nonEmpty(e.Get("msg").Leaf(), e.Get("sub_code").Leaf(), e.Get("sub_msg").Leaf()), " · ")
	}
	if e := n.Get("response"); strings.EqualFold(e.Get("flag").Leaf(), "failure") {
		return e.Get("code").Leaf(), strings.Join(nonEmpty(e.Get("message").Leaf(), e.Get("sub_code").Leaf(), e.Get("sub_message").Leaf()), " · ")
	}
	return "", ""
}

// readBody reads a body in JSON or XML; nil if it is neither.
func readBody(body string) *sample.Node {
	if n, err := sample.ParseJSON(body); err == nil {
		return n
	}
	doc := sample.ReadXML(body)
	if len(doc.Root.Members) == 0 {
		return nil
	}
	return doc.Root
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}
