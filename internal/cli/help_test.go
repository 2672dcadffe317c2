package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/docs"
)

// commands returns those of topgen itself, not those that cobra adds.
func commands() []*cobra.Command {
	root := (&app{}).root()
	list := append(root.Commands(), root)
	for _, cmd := range root.Commands() {
		list = append(list, cmd.Commands()...)
	}
	return list
}

// Every command explains itself, with examples whose commands and flags there
// are.
func TestHelpTexts(t *testing.T) {
	for _, cmd := range commands() {
		name := cmd.CommandPath()
		if cmd.Short == "" || cmd.Name() != "version" && (cmd.Long == "" || cmd.Example == "") {
			t.Errorf("%s has no short or long help, or no example", name)
		}
		for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
			if len([]rune(line)) > 100 {
				t.Errorf("%s: a line is too long for a terminal: %s", name, line)
			}
		}
		for line := range strings.Lines(cmd.Example) {
			for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune("|&;#\n", r) }) {
				args, ok := strings.CutPrefix(strings.TrimSpace(part), "topgen ")
				if !ok {
					continue
				}
				args, _, _ = strings.Cut(args, ">")
				found, rest, err := (&app{}).root().Find(strings.Fields(args))
				if err == nil {
					err = found.ParseFlags(rest)
				}
				if err == nil {
					err = found.ValidateArgs(found.Flags().Args())
				}
				if err != nil {
					t.Errorf("%s: the example %q: %v", name, part, err)
				}
			}
		}
	}
}

func TestCompletion(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/more/taobao.demo.item.get.txt": "", "docs/pages/more/tmall.shop.get.html": "", "docs/pages/README.txt": ""})
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := topgen(t, "completion", shell); got.status != 0 || !strings.Contains(got.out, "topgen") {
			t.Errorf("completion %s: status %d, output %.80q", shell, got.status, got.out)
		}
	}
	if bash, err := exec.LookPath("bash"); err == nil {
		write(t, "completion.bash", topgen(t, "completion", "bash").out)
		if out, err := exec.Command(bash, "-n", "completion.bash").CombinedOutput(); err != nil {
			t.Errorf("the script for bash does not parse: %v\n%s", err, out)
		}
	}
	for _, tt := range []struct{ words, want string }{
		{"schema --format |", "json openapi text"},
		{"diff --format |", "text markdown json"},
		{"lint --diagnostics |", "text json github sarif"},
		{"schema t|", "taobao.demo.item.get tmall.shop.get"},
		{"schema tm|", "tmall.shop.get"},
		{"schema --docs none t|", ""},
		{"mock --fault st|", "status="},
		{"mock --fault flow=30,method=t|", "flow=30,method=taobao.demo.* flow=30,method=tmall.shop.* flow=30,method=taobao.demo.item.get flow=30,method=tmall.shop.get"},
		{"mock --docs none --fault flow=3|", "flow=30"},
		{"lint --explain |", strings.Join(diagnosticCodes(), " ")},
	} {
		words := strings.Fields(strings.TrimSuffix(tt.words, "|"))
		if strings.HasSuffix(tt.words, " |") {
			words = append(words, "")
		}
		got := strings.Fields(topgen(t, append([]string{"__complete"}, words...)...).out)
		got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, ":") })
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s completes to %q, want %q", tt.words, got, tt.want)
		}
	}
	if codes := diagnosticCodes(); len(codes) < 10 {
		t.Errorf("only %d codes: %q", len(codes), codes)
	} else if _, ok := docs.Explain(codes[0]); !ok {
		t.Errorf("%s is no code", codes[0])
	}
}

func TestMan(t *testing.T) {
	inModule(t, nil)
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	topgen(t, "man", "--out", "share/man1").want(t, 0, "", "")
	for _, cmd := range commands() {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		text, err := os.ReadFile(filepath.Join("share/man1", name))
		must(t, err)
		if s := string(text); !strings.HasPrefix(s, ".nh\n.TH \"") || !strings.Contains(s, `"Nov 2023"`) || !strings.Contains(s, ".SH OPTIONS") && cmd.HasFlags() {
			t.Errorf("%s is no manual page of that date:\n%.300s", name, s)
		}
		sections := regexp.MustCompile(`(?m)^\.SH (.*)$`).FindAllStringSubmatch(string(text), -1)
		var names []string
		for _, s := range sections {
			names = append(names, s[1])
		}
		at := slices.Index(names, "EXIT STATUS")
		if at < 0 || slices.Contains(names[:at], "EXAMPLE") || slices.Contains(names[:at], "SEE ALSO") || !strings.Contains(string(text), "\\fB2\\fP\nThe command line is wrong") {
			t.Errorf("%s says nothing of exit statuses, or not where it ought to: %q", name, names)
		}
	}
	if text := tree(t, "share")["share/man1/topgen-check.1"]; !strings.Contains(text, "\n.SH EXIT STATUS\n.TP\n\\fB0\\fP\nThe bindings on disk are what the pages give.\n.TP\n\\fB1\\fP\nThey differ,") {
		t.Errorf("topgen-check.1 does not say what its statuses mean:\n%s", text)
	}
	for name := range meanings {
		if cmd, _, err := (&app{}).root().Find(strings.Fields(name)); err != nil || cmd.CommandPath() != "topgen "+name {
			t.Errorf("there is no command %s to have exit statuses", name)
		}
	}
	first := tree(t, "share")
	topgen(t, "man", "--out", "share/man1").want(t, 0, "", "")
	for name, text := range tree(t, "share") {
		if first[name] != text {
			t.Errorf("%s is different every time", name)
		}
	}
	write(t, "file", "")
	topgen(t, "man", "--out", "file").want(t, 1, "", "topgen: *file*\n")
}
