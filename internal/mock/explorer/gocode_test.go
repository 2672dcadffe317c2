package explorer

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/source"
)

// TestGoProgram runs the programs that are shown for the pages of this
// repository, against the gateway that shows them. What they print is what the
// generated example says.
func TestGoProgram(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := source.Find([]string{filepath.Join(root, "docs/pages")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pages []mock.Page
	for _, f := range files {
		p := load.One(f)
		pages = append(pages, mock.Page{Path: f.Path, API: p.API, Diags: p.Diags})
	}
	s := mock.New(pages, mock.Options{})
	x := New(s, Options{})
	h := httptest.NewServer(s)
	defer h.Close()
	for _, e := range s.Methods() {
		t.Run(e.API.Method, func(t *testing.T) {
			program, err := x.goProgram(e.Meaning(), h.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := runProgram(t, root, program)
			if want := documentedOutput(t, e.Meaning()); strings.TrimSpace(got) != want {
				t.Errorf("it prints %q, want %q:\n%s", got, want, program)
			}
		})
	}
}

// runProgram runs a program as if it stood in this module.
func runProgram(t *testing.T, root, program string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	shown := filepath.Join(root, "internal", "shown", "main.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{shown: file}})
	if err != nil {
		t.Fatal(err)
	}
	overlayFile := filepath.Join(dir, "overlay.json")
	for name, data := range map[string][]byte{file: []byte(program), overlayFile: overlay} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-overlay", overlayFile, shown)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, program)
	}
	return string(out)
}

// documentedOutput returns what the generated example of an API prints.
func documentedOutput(t *testing.T, a *api.API) string {
	t.Helper()
	unit, diags := emit.Page(a, emit.Options{Module: defaultModule})
	if unit == nil {
		t.Fatal(diags)
	}
	for _, f := range unit.Files {
		if _, output, ok := strings.Cut(string(f.Data), "// Output: "); ok {
			output, _, _ = strings.Cut(output, "\n")
			return output
		}
	}
	t.Fatal("the example has no output")
	return ""
}

// TestGoProgramSecrets has a gateway with a secret and a session of its own: they
// do not get into the code.
func TestGoProgramSecrets(t *testing.T) {
	page := mocktest.APIs()[0]
	x := New(mock.New([]mock.Page{{API: page}}, mock.Options{AppSecret: "my-own-secret", Session: "my-own-session"}), Options{})
	program, err := x.goProgram(x.gateway.Method(page.Method).Meaning(), "http://x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(program, "my-own") || !strings.Contains(program, `os.Getenv("TOP_APP_SECRET")`) || !strings.Contains(program, `os.Getenv("TOP_SESSION")`) || !strings.Contains(program, `"os"`) {
		t.Errorf("the program is\n%s", program)
	}
}
