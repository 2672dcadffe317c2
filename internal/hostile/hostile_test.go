package hostile_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/hostile"
	"github.com/topgen/topgen/internal/report"
)

const testdata = "../../testdata/hostile"

// payload is a hostile text.
type payload struct{ name, text string }

// payloads reads testdata/hostile/payloads.txt.
func payloads(t *testing.T) []payload {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, "payloads.txt"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^(.*?) +(".*")$`)
	var list []payload
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		if lines.Text() == "" || strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			t.Fatalf("payloads.txt: %q is no payload", lines.Text())
		}
		text, err := strconv.Unquote(m[2])
		if err != nil {
			t.Fatalf("payloads.txt: %q: %v", lines.Text(), err)
		}
		switch text { // these would not fit on a line
		case "LONG":
			text = strings.Repeat("long_", 100_000)
		case "LONGWORD":
			text = strings.Repeat("a", 5000)
		}
		list = append(list, payload{m[1], text})
	}
	return list
}

// judge compiles a page and reports whether it was accepted. A page that is
// accepted gives files that hold nothing but what the schema says and that
// type-check; one that is refused says why, in words that can be printed.
func judge(t *testing.T, c *hostile.Checker, name, file string, src []byte) bool {
	t.Helper()
	api, u, diags := compile(file, src)
	sayable(t, name, diags)
	if u == nil {
		if !diags.HasErrors() {
			t.Errorf("%s: refused without an error: %v", name, diags)
		}
		return false
	}
	for i, fault := range hostile.Audit(api, u, options) {
		if i == 3 {
			break
		}
		t.Errorf("%s: %.500s", name, fault)
	}
	docs, err := emit.Package([]*emit.Unit{u})
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, fault := range hostile.AuditPackage([]string{api.Method}, docs) {
		t.Errorf("%s: %.500s", name, fault)
	}
	if err := c.Check(module, append(docs, u.Files...)); err != nil {
		t.Errorf("%s: %.500v", name, err)
	}
	return true
}

// sayable checks that diagnostics can be printed: each on one line, in every
// form, without anything that drives a terminal.
func sayable(t *testing.T, name string, diags diag.List) {
	t.Helper()
	for _, d := range diags {
		if d.Message == "" || d.Code == "" || d.Code == diag.Internal {
			t.Errorf("%s: %v", name, d)
		}
		if len(d.Message) > 1000 {
			t.Errorf("%s: a message of %d bytes: %.100s…", name, len(d.Message), d.Message)
		}
	}
	for _, form := range report.Forms {
		var out bytes.Buffer
		p := report.New(&out, report.Options{Form: form})
		p.Print(diags)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexFunc(out.Bytes(), func(r rune) bool {
			return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		}); i >= 0 {
			t.Errorf("%s: diagnostics as %s have the character %q", name, form, out.Bytes()[i:min(i+10, out.Len())])
		}
		if lines := bytes.Count(out.Bytes(), []byte("\n")); (form == report.Text || form == report.GitHub) && lines != len(diags) {
			t.Errorf("%s: %d diagnostics as %s take %d lines", name, len(diags), form, lines)
		}
	}
}

// full makes tests do all that they can, which takes minutes: make hostile.
var full = flag.Bool("full", false, "all pages and sizes")

// TestPayloads puts every payload into the slots of a page: with -full into
// every slot of every form, else into a quarter of the slots, each in one form, so
// that every payload is tried, and every slot, and not every pair of them. The JSON
// form can hold every text, so it is accepted with any payload in a slot that is
// only text.
func TestPayloads(t *testing.T) {
	for file, text := range (slotPage{}).forms() {
		if _, u, diags := compile(file, []byte(text)); u == nil || len(diags) > 0 {
			t.Fatalf("%s: the good page is refused or doubted: %v", file, diags)
		}
	}
	workers(t, payloads(t), func(c *hostile.Checker, p payload) string {
		accepted, refused := 0, 0
		for i, slot := range slotNames() {
			forms := (slotPage{slot: p.text}).forms()
			for j, file := range slices.Sorted(maps.Keys(forms)) {
				if chosen := i + len(p.name); !*full && (chosen%12 != 0 || j != chosen/12%len(forms)) {
					continue
				}
				text := forms[file]
				name := fmt.Sprintf("%s in the %s of %s", p.name, slot, file)
				ok := judge(t, c, name, file, []byte(text))
				if ok {
					accepted++
				} else {
					refused++
				}
				if !ok && file == "page.json" && slices.Contains(textSlots, slot) {
					_, _, diags := compile(file, []byte(text))
					t.Errorf("%s: refused although it is only text: %.300v", name, diags)
				}
			}
		}
		return fmt.Sprintf("%-26s %3d accepted, %3d refused", p.name, accepted, refused)
	})
}

// pageFiles returns the pages of testdata/hostile/pages.
func pageFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, "pages", "*.*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pages: %v", len(files), err)
	}
	return files
}

// TestPages judges the pages of testdata/hostile/pages: those named good are
// accepted, those named bad refused.
func TestPages(t *testing.T) {
	workers(t, pageFiles(t), func(c *hostile.Checker, file string) string {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			return ""
		}
		name := filepath.Base(file)
		if want, ok := strings.HasPrefix(name, "good-"), judge(t, c, name, name, src); ok != want {
			_, _, diags := compile(name, src)
			diags = slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
			t.Errorf("%s: accepted: %t, want %t: %.500v", name, ok, want, diags)
		}
		return ""
	})
}

// TestLineEnds: the line ends of Linux, Windows and old Macs, and a byte order
// mark, give the same files and diagnostics.
func TestLineEnds(t *testing.T) {
	for file, text := range (slotPage{}).forms() {
		_, want, said := compile(file, []byte(text))
		for name, other := range map[string]string{
			"CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "CR": strings.ReplaceAll(text, "\n", "\r"), "mark": "\ufeff" + text,
		} {
			_, got, alsoSaid := compile(file, []byte(other))
			if got == nil {
				t.Errorf("%s with %s: refused: %v", file, name, alsoSaid)
				continue
			}
			if diff := cmp.Diff(want.Files, got.Files); diff != "" {
				t.Errorf("%s with %s: files differ (-want +got):\n%s", file, name, diff)
			}
			if diff := cmp.Diff(said, alsoSaid); diff != "" {
				t.Errorf("%s with %s: diagnostics differ (-want +got):\n%s", file, name, diff)
			}
		}
	}
}
