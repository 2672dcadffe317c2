package emit

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// tests returns the test file of the method, made from its page: the
// documented response in every wire form, the documented request, the
// documented error, and an example for the documentation.
func (w *writer) tests() (File, error) {
	w.file = newFile(w.method.Package + "_test")
	w.file.useAs(w.importPath(), w.tested())
	w.responseTest()
	w.requestTest()
	if p := w.api.Paging; p != nil {
		w.allTest(p)
	}
	w.errorTest()
	w.exampleTest()
	return w.finish(w.method.Dir, w.method.File+"_test.go")
}

// testLocals are what the tests call their variables, and what they need of the
// names that Go declares itself. A package of such a name hides it, or is hidden.
var testLocals = strings.Fields(`t want got body diff srv req documented files client resp err item append bool byte error false int64
	len new nil string true`)

// tested is the name by which the tests know the package.
func (w *writer) tested() string {
	if slices.Contains(testLocals, w.method.Package) {
		return w.method.Package + "api"
	}
	return w.method.Package
}

// body is the documented response in one wire form, and what it decodes to.
type body struct {
	name string // "xml", "json", "simplified"
	text string
	tree *sample.Node
	want string // Go literal of the response, without type and "&"
	expectation
}

// responseBodies returns the documented response in XML, JSON and simplified
// JSON.
func (w *writer) responseBodies() []body {
	bodies := []body{w.expect("xml", w.api.Answer(api.XML))}
	for _, form := range []struct {
		name string
		api.Form
	}{{"json", api.JSON}, {"simplified", api.Simplified}} {
		a := w.api.Answer(form.Form)
		rooted := a.Form == api.JSON && a.Root != ""
		if a.Shown() || rooted || len(a.Tree.Members) == 0 || w.api.Response.DocumentsAny(a.Tree) {
			bodies = append(bodies, w.expect(form.name, a))
		} // else nothing would say what body this is
	}
	return bodies
}

func (w *writer) expect(name string, a *api.Answer) body {
	b := body{name: name, text: a.Text(), tree: a.Tree, expectation: expectation{pkg: w.tested() + "."}}
	b.want = b.object(w.response, a.Tree, "")
	if len(a.Tree.Members) > 0 && !w.documents(a.Tree) {
		b.misfits = append(b.misfits, "")
	}
	slices.Sort(b.misfits)
	slices.Sort(b.unknown)
	return b
}

// documents reports whether the response has a field for any member of its
// sample; one that documents nothing takes anything under its root.
func (w *writer) documents(tree *sample.Node) bool {
	if len(w.response.Fields) == 1 && w.api.ShownRoot() != "" || tree.Get(protocol.RequestID) != nil {
		return true
	}
	return w.api.Response.DocumentsAny(tree)
}

// responseTest adds the tests that decode the documented response. Bodies that
// must give the same are one test.
func (w *writer) responseTest() {
	bodies := w.bodies
	for len(bodies) > 0 {
		same := []body{bodies[0]}
		var rest []body
		for _, b := range bodies[1:] {
			if b.want == same[0].want && slices.Equal(b.misfits, same[0].misfits) && slices.Equal(b.unknown, same[0].unknown) {
				same = append(same, b)
			} else {
				rest = append(rest, b)
			}
		}
		w.decodeTest(same)
		bodies = rest
	}
}

func (w *writer) decodeTest(bodies []body) {
	first := bodies[0]
	type form struct{ Name, Text string }
	var forms []form
	for _, b := range bodies {
		text := goString(b.text)
		if b.name == "xml" {
			text = w.sample()
		}
		forms = append(forms, form{b.name, text})
	}
	name := "Test" + w.response.Name
	if first.name != "xml" {
		name += strings.ToUpper(first.name[:1]) + first.name[1:]
	}
	w.useRuntime(first.literals)
	w.shape("decode test", values{
		"name": name, "typ": first.pkg + w.response.Name, "want": first.want, "bodies": forms, "outcome": outcome(&first.expectation),
	})
}

// outcome tells what decoding must leave out.
func outcome(e *expectation) string {
	var parts []string
	for _, list := range []struct {
		name  string
		paths []string
	}{{"Misfits", e.misfits}, {"Unknown", e.unknown}} {
		if len(list.paths) > 0 {
			parts = append(parts, list.name+": "+stringsLiteral(list.paths))
		}
	}
	return strings.Join(parts, ", ")
}

func stringsLiteral(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(t)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}

// errorTest adds the test that the documented error comes back as *top.Error.
func (w *writer) errorTest() {
	want, ok := documentedError(w.api.Samples.Error)
	if !ok {
		return
	}
	w.shape("error test", values{"sample": goString(w.api.Samples.Error), "fields": want})
}

// documentedError returns the fields of the error that the error sample shows;
// false if it shows none.
func documentedError(text string) ([]string, bool) {
	members := api.ErrorSample(text)
	if members == nil {
		return nil, false
	}
	var fields []string
	for _, f := range []struct{ name, wire string }{
		{"Code", "code"}, {"Msg", "msg"}, {"SubCode", "sub_code"}, {"SubMsg", "sub_msg"}, {"RequestID", protocol.RequestID},
	} {
		if v := members.Get(f.wire); v != nil && !v.Blank() {
			text := v.Text
			if !v.IsLeaf() {
				text = v.Written() // the runtime keeps markup as it is
			}
			fields = append(fields, f.name+": "+quote(text))
		}
	}
	return fields, true
}

// goString returns text of several lines as a Go string literal, in backquotes
// where that shows it as it is.
func goString(text string) string {
	if isRaw(text, "\n\t") {
		return "`" + text + "`"
	}
	return quote(text)
}

// quote returns text as a Go string literal in which every character can be
// seen: strconv takes some that show nothing for letters. Quotes and
// backslashes stand as they are, in backquotes.
func quote(text string) string {
	quoted := strconv.Quote(text)
	if strings.Contains(quoted, `\`) && isRaw(text, "") {
		return "`" + text + "`"
	}
	if !strings.ContainsFunc(quoted, func(r rune) bool { return !visible.Rune(r) }) {
		return quoted
	}
	var b strings.Builder
	for _, r := range quoted {
		writeVisible(&b, r)
	}
	return b.String()
}

// isRaw reports whether text can stand in backquotes, and all of it is seen
// there, but for the white space that is allowed.
func isRaw(text, white string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r == '`' || r == utf8.RuneError || !visible.Rune(r) && !strings.ContainsRune(white, r)
	})
}
