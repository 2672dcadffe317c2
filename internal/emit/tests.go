package emit

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// tests returns the test file of the method, made from its page: what the page says
// of the response in every wire form, of the request and of errors, and an example
// for the documentation.
func (w *writer) tests() (File, error) {
	w.file = newFile(w.method.Package + "_test")
	w.file.useAs(w.importPath(), w.tested())
	w.documentedTest()
	w.exampleTest()
	return w.finish(w.method.Dir, w.method.File+"_test.go")
}

// testLocals are what the tests call their variables, and what they need of the
// names that Go declares itself. A package of such a name hides it, or is hidden.
var testLocals = strings.Fields(`t want got req page client resp err any byte error false int64 nil string true`)

// tested is the name by which the tests know the package.
func (w *writer) tested() string {
	if slices.Contains(testLocals, w.method.Package) {
		return w.method.Package + "api"
	}
	return w.method.Package
}

// body is the documented response in one wire form, and what it decodes to.
type body struct {
	*api.Answer
	want string // fields of the Go literal of the response
	expectation
}

// responseBodies returns the documented response in XML, JSON and simplified JSON,
// as somebody has it who knows no more of the page than the texts that are in the
// package of samples.
func (w *writer) responseBodies() []body {
	documented := w.api
	if w.sampleTexts != w.api.ResponseSamples() || w.api.ShownRoot() == "" {
		documented = api.Sampled(w.api.API, w.sampleTexts)
	}
	var bodies []body
	for _, a := range documented.Answers() {
		bodies = append(bodies, w.expect(a))
	}
	return bodies
}

func (w *writer) expect(a *api.Answer) body {
	b := body{Answer: a, expectation: expectation{pkg: w.tested() + "."}}
	b.want = b.object(w.response, a.Tree, "")
	if len(a.Tree.Members) > 0 && !w.documents(a) {
		b.misfits = append(b.misfits, "")
	}
	slices.Sort(b.misfits)
	slices.Sort(b.unknown)
	return b
}

// documents reports whether the response has a field for any member of an answer; one
// that documents nothing takes anything under its root, or under what has the name of a
// root, and such a message takes anything.
func (w *writer) documents(a *api.Answer) bool {
	if w.api.Message {
		return len(w.response.Fields) == 0 || w.api.Response.DocumentsAny(a.Tree)
	}
	rooted := w.api.ShownRoot() != "" || a.Form != api.Simplified && protocol.IsRoot(a.Root)
	if len(w.response.Fields) == 1 && (rooted || a.Tree.Get(protocol.RequestID) != nil) {
		return true
	}
	return slices.ContainsFunc(a.Tree.Members, func(m sample.Member) bool {
		return m.Name != protocol.RequestID && w.api.Response.Field(m.Name) != nil
	})
}

// documentedTest adds the test that holds the bindings against the page.
func (w *writer) documentedTest() {
	v := values{
		"typ": w.tested() + "." + w.response.Name, "forms": w.otherSamples(), "xml": w.decoded(&w.bodies[0]),
		"repaired": w.buildRequest(w.repaired),
	}
	var otherwise []values
	for i := range w.bodies[1:] {
		if b := &w.bodies[1+i]; !b.sameAs(&w.bodies[0]) {
			otherwise = append(otherwise, w.decoded(b))
		}
	}
	v["otherwise"] = otherwise
	if len(w.broken) > 0 {
		v["shown"], v["faults"] = w.buildRequest(w.shown), faultsLiteral(w.broken)
	}
	v["params"], v["files"] = w.sentParams()
	if failure, ok := documentedError(w.api.Samples.Error); ok {
		v["error"], v["failure"] = goString(inLines(w.api.Samples.Error)), failure
		v["usualError"] = w.api.Samples.Error == protocol.UsualError
	}
	v["recorded"], v["recordedErrors"] = w.recorded()
	if p := w.api.Paging; p != nil {
		w.listTest(v, p)
	}
	v["fits"] = w.fits(v)
	w.shape("test", v)
}

// fits reports whether the first line of a test of a usual page, which names the sample
// and the response, is no longer than lines of tests are: names can have 80 letters.
func (w *writer) fits(v values) bool {
	line := "\ttoptest.TestUsual(t, cmp.Diff, " + w.sample() + ", " + w.tested() + "." + w.response.Name + "{"
	if w.bodies[0].want == "" {
		line += "}, map[string]string{"
		if len(v["params"].([]string)) == 0 {
			line += "}, " + v["repaired"].(string) // which sets nothing
		}
	}
	return len(line) <= longestLine
}

// recorded returns what the bodies decode to that the gateway really sent, those that
// are errors apart.
func (w *writer) recorded() (bodies, failures []values) {
	for _, b := range w.api.Recorded {
		v := values{"name": b.Name, "text": goString(inLines(b.Text))}
		if failure, ok := documentedError(b.Text); b.Error {
			if ok {
				v["failure"] = failure
				failures = append(failures, v)
			}
			continue
		}
		sent := w.expect(w.api.AnswerOf(b))
		maps.Copy(v, w.decoded(&sent))
		bodies = append(bodies, v)
	}
	return bodies, failures
}

// sameAs reports whether two bodies must decode to the same.
func (b *body) sameAs(other *body) bool {
	return b.want == other.want && slices.Equal(b.misfits, other.misfits) && slices.Equal(b.unknown, other.unknown)
}

// decoded returns what a body decodes to.
func (w *writer) decoded(b *body) values {
	w.useRuntime(b.literals)
	return values{
		"typ": b.pkg + w.response.Name, "form": b.Form.String(), "want": b.want,
		"misfits": stringsLiteral(b.misfits), "unknown": stringsLiteral(b.unknown),
	}
}

func faultsLiteral(broken []api.Broken) string {
	faults := make([]string, len(broken))
	for i, b := range broken {
		faults[i] = b.Path + " " + b.Rule
	}
	return stringsLiteral(faults)
}

// stringsLiteral returns the literal of a list of texts, in lines if it is long; ""
// for none.
func stringsLiteral(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return "[]string{" + elements(texts, quote) + "}"
}

// elements returns elements of a literal, or arguments, in lines if one is too short
// for them.
func elements[T any](list []T, literal func(T) string) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = literal(e)
	}
	if line := strings.Join(texts, ", "); len(texts) < 2 || len(line) <= commentWidth {
		return line
	}
	return "\n" + strings.Join(texts, ",\n") + ",\n"
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

// goString returns text of several lines as a Go string literal: in backquotes
// where that shows it as it is, else line by line.
func goString(text string) string {
	if !strings.Contains(text, "\n") {
		return quote(text)
	}
	if isRaw(text, "\n\t") {
		return "`" + text + "`"
	}
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, quote(line))
	}
	return strings.Join(lines, " +\n")
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
		visible.Write(&b, r)
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
