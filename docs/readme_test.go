package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The Go programs in README.md compile.
func TestReadmePrograms(t *testing.T) {
	root, err := filepath.Abs("..")
	must(t, err)
	readme, err := os.ReadFile("../README.md")
	must(t, err)
	programs := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(programs) == 0 {
		t.Fatal("README.md has no Go program")
	}
	for i, program := range programs {
		// The go command sees the program inside the module, though nothing is there.
		file := filepath.Join(t.TempDir(), "main.go")
		must(t, os.WriteFile(file, program[1], 0o644))
		dir := filepath.Join(root, "internal", fmt.Sprintf("readme%d", i))
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(dir, "main.go"): file}})
		must(t, err)
		overlayFile := filepath.Join(t.TempDir(), "overlay.json")
		must(t, os.WriteFile(overlayFile, overlay, 0o644))
		cmd := exec.Command("go", "build", "-buildvcs=false", "-overlay", overlayFile, "-o", os.DevNull, filepath.Join(dir, "main.go"))
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("program %d of README.md: %v\n%s", i+1, err, out)
		}
	}
}

// The commands that README.md begins with are those of the guide, which a test
// runs, in the same order.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	must(t, err)
	guide, err := os.ReadFile("howto/own-bindings.md")
	must(t, err)
	shown := regexp.MustCompile("(?s)```sh\n(.*?)```").FindSubmatch(readme)
	if shown == nil {
		t.Fatal("README.md has no commands")
	}
	rest := string(guide)
	for line := range strings.Lines(string(shown[1])) {
		command, _, _ := strings.Cut(line, " #")
		command = strings.TrimSpace(command)
		if strings.Contains(command, " fetch ") { // other pages
			command = command[:strings.LastIndex(command, " ")]
		}
		_, after, ok := strings.Cut(rest, "\n"+command)
		if !ok {
			t.Errorf("howto/own-bindings.md does not have %q, or has it earlier", command)
		}
		rest = "\n" + after
	}
}

// Every relative link of the documentation leads to a file.
func TestLinks(t *testing.T) {
	files, err := filepath.Glob("*.md")
	must(t, err)
	more, err := filepath.Glob("../*.md")
	must(t, err)
	howto, err := filepath.Glob("*/*.md")
	must(t, err)
	link := regexp.MustCompile(`\]\(([^)#:"\s]+)(#[^)]*)?\)`)
	links := 0
	for _, file := range append(append(files, more...), howto...) {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, m := range link.FindAllSubmatch(text, -1) {
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), string(m[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
	}
	if links == 0 {
		t.Error("no links were found")
	}
}
