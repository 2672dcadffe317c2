package emit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// samplesSuffix makes the name of the package that offers the documented
// responses of a namespace to tests, as net/http has net/http/httptest: they
// are not in the package of the bindings, so that no program links them. It is
// in a folder of the bindings' own, where no namespace can have one, since all
// folders of namespaces have two parts.
const samplesSuffix = "test"

// samplesPackage is the name of the package of documented responses.
func (m *model) samplesPackage() string { return m.method.Package + samplesSuffix }

// samplesDir is its folder, and samplesImport its import path.
func (m *model) samplesDir() string     { return m.method.Dir + "/" + m.samplesPackage() }
func (w *writer) samplesImport() string { return w.opt.Module + "/" + w.samplesDir() }

// samplesFolder is the folder of the package of documented responses of the
// package that the unit belongs to.
func (u *Unit) samplesFolder() string { return u.Dir + "/" + u.Package + samplesSuffix }

// hasSample reports whether the unit has its documented response in the package
// of those, given a unit that says which package it is.
func (u *Unit) hasSample(first *Unit) bool {
	return slices.ContainsFunc(u.Files, func(f File) bool { return path.Dir(f.Path) == first.samplesFolder() })
}

// sampleForm is a documented response that the package of samples has beside the one
// in XML, since the page shows it: the name of the form, and the text or in tests
// the constant that has it.
type sampleForm struct{ Name, Text string }

// samples returns the file with the documented response: in XML, which keeps all that
// the page's sample says, and in the other forms in which the page shows it.
func (w *writer) samples() (File, error) {
	w.file = newFile(w.samplesPackage())
	w.file.printf("const %s = %s", w.response.Name, goString(w.sampleTexts.XML))
	for _, form := range otherForms(w.sampleTexts) {
		w.file.printf("const %s = %s", w.response.Name+form.Name, goString(form.Text))
	}
	return w.finish(w.samplesDir(), w.method.File+".go")
}

// samplesOf returns the documented response as the package of samples has it, in
// lines.
func (w *writer) samplesOf() schema.Samples {
	shown := w.api.ResponseSamples()
	return schema.Samples{XML: inLines(w.api.Answer(api.XML).Text()), JSON: inLines(shown.JSON), Simplified: inLines(shown.Simplified)}
}

// otherForms returns the forms beside XML in which the page shows the response.
func otherForms(shown schema.Samples) []sampleForm {
	var forms []sampleForm
	for _, form := range []sampleForm{{"JSON", shown.JSON}, {"Simplified", shown.Simplified}} {
		if form.Text != "" {
			forms = append(forms, form)
		}
	}
	return forms
}

// longestLine is the width to which lines of tests are kept, in columns, unless one
// value is wider.
const longestLine = 200

// inLines returns JSON or XML that has a longer line with each value on a line of its
// own.
func inLines(text string) string {
	for line := range strings.Lines(text) {
		if tty.Columns(line) > longestLine {
			return sample.Lines(text)
		}
	}
	return text
}

// sample returns a reference to the documented response in a test.
func (w *writer) sample() string {
	return w.file.use(w.samplesImport()) + "." + w.response.Name
}

// otherSamples returns references to those in other forms.
func (w *writer) otherSamples() []sampleForm {
	forms := otherForms(w.api.ResponseSamples())
	for i, form := range forms {
		forms[i].Text = w.sample() + form.Name
	}
	return forms
}

// samplesDoc emits the doc.go of the package of documented responses, with the
// function that returns all of them.
func samplesDoc(first *Unit, units []*Unit) (File, error) {
	pkg := first.Package + samplesSuffix
	c := comment{width: commentWidth}
	what := "responses by method"
	if first.Message {
		what = "messages by topic"
		c.text(fmt.Sprintf("Package %s has the documented samples of the %s_* messages, for tests of code that handles them:", pkg, first.Namespace))
		c.lines = append(c.lines, "//", "//\tsrv := tmctest.NewServer(t)", fmt.Sprintf("//\tid := srv.Push(%q, %s.%s)", first.Method, pkg, first.Response))
	} else {
		c.text(fmt.Sprintf("Package %s has the documented responses of the %s.* methods, for tests of code that calls them:", pkg, first.Namespace))
		c.lines = append(c.lines, "//", "//\tsrv := toptest.NewServer(t)", fmt.Sprintf("//\tsrv.AnswerSamples(%s.Samples())", pkg))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\npackage %s\n\n", commentText(c.lines), pkg)
	b.WriteString("// Samples returns the documented " + what + ".\nfunc Samples() map[string]string {\nreturn map[string]string{\n")
	for _, u := range units {
		fmt.Fprintf(&b, "%q: %s,\n", u.Method, u.Response)
	}
	b.WriteString("}\n}\n")
	return docFile(first.samplesFolder(), b.String())
}
