package docs_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rows returns the last cells of the tables of reliability.md, from a heading on:
// each is a command.
func rows(t *testing.T, heading string) (commands []string) {
	t.Helper()
	text, err := os.ReadFile("reliability.md")
	must(t, err)
	_, text, found := bytes.Cut(text, []byte(heading))
	if !found {
		t.Fatalf("reliability.md has no %q", heading)
	}
	code := regexp.MustCompile("^`([^`]+)`$")
	for _, row := range regexp.MustCompile(`(?m)^\| [^|]+ \| [^|]+ \| [^|]+ \| (.*) \|$`).FindAllStringSubmatch(string(text), -1) {
		if row[1] == "again" || row[1] == "alone" {
			continue // the head
		}
		m := code.FindStringSubmatch(strings.ReplaceAll(row[1], `\|`, "|"))
		if m == nil {
			t.Errorf("the row has no command:\n%s", row[0])
			continue
		}
		commands = append(commands, m[1])
	}
	return commands
}

// Each row of reliability.md ends with a command that there is: a target of the
// Makefile, tests of a package, or all of CI.
func TestReliability(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	must(t, err)
	commands := rows(t, "# Reliability\n")
	if len(commands) < 40 {
		t.Fatalf("reliability.md has %d rows", len(commands))
	}
	for _, command := range commands {
		switch words := strings.Fields(command); {
		case words[0] == "make":
			if !strings.Contains(string(makefile), "\n"+words[1]+":") {
				t.Errorf("%s: the Makefile has no such target", command)
			}
		case strings.HasPrefix(command, "go test "):
			checkTests(t, command)
		case command != ".ci/run" && command != on32Bits:
			t.Errorf("%s is neither make nor go test", command)
		}
	}
}

// on32Bits runs the tests of the runtime as a program of 32 bits.
const on32Bits = "GOARCH=386 go test ./top/..."

// Whatever reliability.md says that CI proves, .ci/run runs, and the workflow
// runs that.
func TestCIProves(t *testing.T) {
	script, err := os.ReadFile("../.ci/run")
	must(t, err)
	workflow, err := os.ReadFile("../.github/workflows/ci.yml")
	must(t, err)
	if !bytes.Contains(workflow, []byte("run: .ci/run\n")) {
		t.Error("the workflow does not run .ci/run")
	}
	within := map[string]string{"redist": "judge"} // targets that are part of others
	for _, command := range rows(t, "## Which command proves what\n") {
		pattern := regexp.QuoteMeta(command)
		if target, ok := strings.CutPrefix(command, "make "); ok {
			if whole := within[target]; whole != "" {
				target = whole
			}
			pattern = `make (\S+ )*` + target + `\b`
		}
		if command != ".ci/run" && !regexp.MustCompile(`(?m)^[^#]*`+pattern).Match(script) {
			t.Errorf("%s is no part of .ci/run", command)
		}
	}
}

// checkTests checks that every word of a pattern for tests matches one of the
// packages of a command.
func checkTests(t *testing.T, command string) {
	t.Helper()
	pattern := regexp.MustCompile(`-run '?([\w|$]+)'?`).FindStringSubmatch(command)
	if pattern == nil {
		t.Errorf("%s does not say which tests", command)
		return
	}
	var names []string
	for word := range strings.FieldsSeq(command) {
		if strings.HasPrefix(word, "./") {
			names = append(names, testNames(t, word)...)
		}
	}
	for word := range strings.SplitSeq(pattern[1], "|") {
		if found := regexp.MustCompile("(?m)^" + word).FindString(strings.Join(names, "\n")); !strings.HasPrefix(found, "Test") {
			t.Errorf("%s: there is no %s", command, word)
		}
	}
}

// testNames returns the functions of the tests of a package.
func testNames(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", dir, "*_test.go"))
	must(t, err)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		must(t, err)
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}
