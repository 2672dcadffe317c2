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
	Method    template.HTML
	Category  *link
	Namespace link
	Package   string // import path of the bindings
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
	Errors                      []errorView
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
	t := x.newTree(m)
	p := &methodPage{
		frame: x.frame(r, api.Method+" · topgen mock"), API: api, Namespace: link{namespaceOf(api.Method), namespaceURL(namespaceOf(api.Method)), 0},
		Method: breakable(api.Method), Package: x.bindingsOf(api.Method),
		Protocol: "protocol " + api.Protocol, Path: m.Meaning().Gateway.Path(), Self: methodURL(api.Method), Source: api.Source.Format + " page",
		File: m.Path, Root: api.Root, Exchange: view, Diags: t.diags,
		Params: paramViews(m, c), Form: formViewOf(api, c),
		Request: t.nodes(api.Request, "request"), Response: t.nodes(api.Response, "response"),
		RequestCount: plural(countRows(api.Request), "field"), ResponseCount: plural(countRows(api.Response), "field"), Errors: errorViews(api), Samples: sampleViews(m),
	}
	if api.Category != "" {
		p.Category = &link{api.Category, categoryURL(api.Category), 0}
	}
	program, err := x.goProgram(m.Meaning(), "http://"+r.Host, nil)
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

// errorView is a row of the page's table of errors.
type errorView struct {
	ID                string // "" for a second row of one code
	Code              template.HTML
	Message, Solution string
}

func errorViews(a *schema.API) []errorView {
	var views []errorView
	seen := make(map[string]bool)
	for _, e := range a.Errors {
		v := errorView{Code: breakable(e.Code), Message: e.Message, Solution: e.Solution}
		if !seen[e.Code] {
			v.ID = errorAnchor(e.Code)
		}
		seen[e.Code] = true
		views = append(views, v)
	}
	return views
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
	Wrong                             []wrongView
}

// wrongView is something that is wrong with a call.
type wrongView struct {
	Path, Param string // Param is the parameter in which it is
	Why         string
}

func wrongViews(list []mock.Wrong) []wrongView {
	var views []wrongView
	for _, w := range list {
		param, _, _ := strings.Cut(w.Path, ".")
		param, _, _ = strings.Cut(param, "[")
		views = append(views, wrongView{w.Path, param, w.Why})
	}
	return views
}

func viewExchange(x *exchange) *exchangeView {
	v := &exchangeView{Time: x.Duration.Round(10 * time.Microsecond).String(), Wrong: wrongViews(x.Wrong)}
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
