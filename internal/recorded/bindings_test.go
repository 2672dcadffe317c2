package recorded_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/emit"
)

var full = flag.Bool("full", false, "let the bindings judge the bodies of TestMutatedBodies, too: each of them is compiled")

// judged is a module with the bindings of pages after a body and entries, and with what
// tests them. It is one program, which is linked once.
type judged struct {
	dir   string
	tests []string // "number name" each
	// beside is how many bodies have members beside the elements of a list, in their
	// wrapper, which is no object to which a field could be added.
	beside int
}

const judgedModule = "example.com/judged"

var (
	packageClause = regexp.MustCompile(`(?m)^package \w+$`)
	testFunction  = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	unknownPaths  = regexp.MustCompile(`Unknown: +\[\]string\{"([^"]+)"\}`)
	indices       = regexp.MustCompile(`\[\d+\]`)
)

// add adds the bindings of an API, to which the gateway sent a body.
func (j *judged) add(t *testing.T, a *api.API, c *config.Config) {
	t.Helper()
	if j.dir == "" {
		j.dir = t.TempDir()
	}
	n := len(j.tests)
	unit, diags := emit.Page(a, emit.Options{Module: fmt.Sprintf("%s/m%d", judgedModule, n), Config: c})
	if unit == nil {
		t.Fatal(diags)
	}
	for _, f := range unit.Files {
		name := fmt.Sprintf("m%d/%s", n, f.Path)
		if strings.HasSuffix(f.Path, "_test.go") {
			name, f.Data = fmt.Sprintf("m%d/checks/checks.go", n), packageClause.ReplaceAll(f.Data, []byte("package checks"))
			j.lost(t, a, f.Data)
			j.tests = append(j.tests, fmt.Sprintf("%d %s", n, testFunction.FindSubmatch(f.Data)[1]))
		}
		j.write(t, name, f.Data)
	}
}

// lost looks for what the test of the body says that is lost of it.
func (j *judged) lost(t *testing.T, a *api.API, test []byte) {
	t.Helper()
	_, ofBody, found := bytes.Cut(test, []byte("Recorded: map["))
	if !found || bytes.Contains(ofBody, []byte("Misfits:")) {
		t.Errorf("the test is not about a body that decodes without loss:\n%s", test)
	}
	lost := unknownPaths.FindAllSubmatch(ofBody, -1)
	if len(lost) != bytes.Count(ofBody, []byte("Unknown:")) {
		t.Errorf("of a body several members are lost:\n%s", ofBody)
	}
	for _, m := range lost {
		path := indices.ReplaceAllString(string(m[1]), "")
		if around := a.Response.At(path[:max(0, strings.LastIndexByte(path, '.'))]); around == nil || !around.List || bytes.HasSuffix(m[1][:bytes.LastIndexByte(m[1], '.')], []byte("]")) {
			t.Errorf("of a body %s is lost", m[1])
		}
		j.beside++
	}
}

func (j *judged) write(t *testing.T, name string, data []byte) {
	t.Helper()
	name = filepath.Join(j.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs all tests.
func (j *judged) run(t *testing.T) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	j.write(t, "go.sum", sum)
	j.write(t, "go.mod", fmt.Appendf(nil, "module %s\n\ngo 1.26\n\nrequire (\n\tgithub.com/google/go-cmp v0.7.0\n\tgithub.com/topgen/topgen v0.0.0\n)\n\nreplace github.com/topgen/topgen => %q\n", judgedModule, root))
	var imports, calls strings.Builder
	for _, test := range j.tests {
		n, name, _ := strings.Cut(test, " ")
		fmt.Fprintf(&imports, "\tm%s %q\n", n, judgedModule+"/m"+n+"/checks")
		fmt.Fprintf(&calls, "\tt.Run(\"m%s\", m%s.%s)\n", n, n, name)
	}
	j.write(t, "all_test.go", fmt.Appendf(nil, "package judged_test\n\nimport (\n\t\"testing\"\n\n%s)\n\nfunc TestAll(t *testing.T) {\n%s}\n", &imports, &calls))
	cmd := exec.Command("go", "test", "-mod=mod", "-vet=off", "-v", ".")
	cmd.Dir = j.dir
	out, err := cmd.CombinedOutput()
	if ran := bytes.Count(out, []byte("--- PASS: TestAll/m")); err != nil || ran < len(j.tests) {
		t.Errorf("go test: %v\n%.20000s", err, out)
	}
	t.Logf("the bindings of %d bodies judged these; %d have a member beside the elements of a list, which is no field", len(j.tests), j.beside)
}
