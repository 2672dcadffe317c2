package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each row of reliability.md ends with a command that there is: a target of the
// Makefile, or tests of a package.
func TestReliability(t *testing.T) {
	text, err := os.ReadFile("reliability.md")
	must(t, err)
	makefile, err := os.ReadFile("../Makefile")
	must(t, err)
	rows := regexp.MustCompile(`(?m)^\| [^|]+ \| [^|]+ \| [^|]+ \|(.*)\|$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) < 20 {
		t.Fatalf("reliability.md has %d rows", len(rows))
	}
	code := regexp.MustCompile("^ `([^`]+)` $")
	for _, row := range rows[1:] { // behind the head
		m := code.FindStringSubmatch(strings.ReplaceAll(row[1], `\|`, "|"))
		if m == nil {
			t.Errorf("the row has no command:\n%s", row[0])
			continue
		}
		switch words := strings.Fields(m[1]); {
		case words[0] == "make":
			if !strings.Contains(string(makefile), "\n"+words[1]+":") {
				t.Errorf("%s: the Makefile has no such target", m[1])
			}
		case strings.HasPrefix(m[1], "go test "):
			checkTests(t, m[1])
		default:
			t.Errorf("%s is neither make nor go test", m[1])
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
