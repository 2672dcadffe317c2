package emit

import (
	"fmt"
	"path"
	"slices"
	"strings"
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

// samples returns the file with the documented response, in the form that
// keeps all that the page's sample says.
func (w *writer) samples() (File, error) {
	w.file = newFile(w.samplesPackage())
	name := w.response.Name
	w.file.add(commented(sentence("%s is the documented response of %s.", name, w.api.Method), "const").
		Id(name).Op("=").Op(goString(w.bodies[0].text)))
	return w.finish(w.samplesDir(), w.method.File+".go")
}

// sample returns a reference to the documented response in a test.
func (w *writer) sample() string {
	return w.file.use(w.samplesImport()) + "." + w.response.Name
}

// samplesDoc emits the doc.go of the package of documented responses, with the
// function that returns all of them.
func samplesDoc(first *Unit, units []*Unit) (File, error) {
	pkg := first.Package + samplesSuffix
	c := comment{width: commentWidth}
	c.text(fmt.Sprintf("Package %s has the documented responses of the %s.* methods, for tests of code that calls them:", pkg, first.Namespace))
	c.lines = append(c.lines, "//", "//\tsrv := toptest.NewServer(t)", fmt.Sprintf("//\tsrv.AnswerSamples(%s.Samples())", pkg))
	var b strings.Builder
	fmt.Fprintf(&b, "%s\npackage %s\n\n", commentText(c.lines), pkg)
	b.WriteString("// Samples returns the documented responses by method.\nfunc Samples() map[string]string {\nreturn map[string]string{\n")
	for _, u := range units {
		fmt.Fprintf(&b, "%q: %s,\n", u.Method, u.Response)
	}
	b.WriteString("}\n}\n")
	return docFile(first.samplesFolder(), b.String())
}
