package docs_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"
)

// goCommand runs the go command in the module's folder.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

// documented returns the rows of dependencies.md: where and licence, by module.
func documented(t *testing.T) map[string][2]string {
	t.Helper()
	text, err := os.ReadFile("dependencies.md")
	must(t, err)
	rows := map[string][2]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([^ |]+/[^ |]+) \| (\w+) \| ([^|]+) \| ([^|]{10,}) \|$`).FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = [2]string{m[2], m[3]}
	}
	return rows
}

// dependencies.md has every direct dependency and tool of go.mod, says rightly
// whether the program or only tests need it, and names its licence.
func TestDependencies(t *testing.T) {
	data, err := os.ReadFile("../go.mod")
	must(t, err)
	mod, err := modfile.Parse("go.mod", data, nil)
	must(t, err)
	where := map[string]string{}
	for _, r := range mod.Require {
		if !r.Indirect {
			where[r.Mod.Path] = "tests"
		}
	}
	modules := modulesOf(t, "{{range .Imports}}{{.}}\n{{end}}")
	for m := range where {
		if modules[m] {
			where[m] = "program"
		}
	}
	for _, tool := range mod.Tool {
		for _, r := range mod.Require {
			if strings.HasPrefix(tool.Path, r.Mod.Path+"/") {
				where[r.Mod.Path] = "tool"
			}
		}
	}
	want := map[string][2]string{}
	for m, w := range where {
		want[m] = [2]string{w, licence(t, moduleDir(t, m))}
	}
	if diff := cmp.Diff(want, documented(t)); diff != "" {
		t.Errorf("docs/dependencies.md differs from go.mod (-go.mod +documented):\n%s", diff)
	}
}

// modulesOf returns the modules of go.mod that the format gives packages of.
func modulesOf(t *testing.T, format string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	required := strings.Fields(goCommand(t, "list", "-m", "-f", "{{if not .Main}}{{.Path}}{{end}}", "all"))
	// Files of every system count, such as the lock for Windows.
	for _, os := range []string{"linux", "windows"} {
		cmd := exec.Command("go", "list", "-f", format, "./...")
		cmd.Dir, cmd.Env = "..", append(cmd.Environ(), "GOOS="+os)
		out, err := cmd.Output()
		must(t, err)
		for pkg := range strings.FieldsSeq(string(out)) {
			best := ""
			for _, m := range required {
				if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(best) {
					best = m
				}
			}
			found[best] = true
		}
	}
	return found
}

func moduleDir(t *testing.T, module string) string {
	t.Helper()
	return strings.TrimSpace(goCommand(t, "list", "-m", "-f", "{{.Dir}}", module))
}

// licences are those that go with the Apache licence of this module, by what
// their texts say and others do not.
var licences = []struct{ name, mark string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "name of the author may not be used"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
}

// licence returns the name of the licence in a module's folder, "" if it is
// none of them.
func licence(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		if name := strings.ToLower(e.Name()); !strings.HasPrefix(name, "licen") && !strings.HasPrefix(name, "copying") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		text := strings.Join(strings.Fields(string(data)), " ")
		for _, l := range licences {
			if strings.Contains(text, l.mark) {
				return l.name
			}
		}
	}
	return ""
}

// Every module that a package or a test of ours is built from has one of the
// licences.
func TestLicences(t *testing.T) {
	seen := map[string]bool{}
	decoder := json.NewDecoder(strings.NewReader(goCommand(t, "list", "-deps", "-test", "-json=Module", "./...", "honnef.co/go/tools/cmd/staticcheck")))
	for decoder.More() {
		var p struct{ Module *struct{ Path, Dir string } }
		must(t, decoder.Decode(&p))
		if p.Module == nil || seen[p.Module.Path] {
			continue
		}
		seen[p.Module.Path] = true
		if licence(t, p.Module.Dir) == "" {
			t.Errorf("%s: no licence that is known to go with ours in %s", p.Module.Path, p.Module.Dir)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d modules", len(seen))
	}
}

// Who imports the runtime, or bindings, gets the standard library alone; the
// limiter brings one module.
func TestRuntimeDependencies(t *testing.T) {
	for pattern, want := range map[string][]string{
		"./top":           nil,
		"./top/toptest":   nil,
		"./generated/...": nil,
		"./top/limit":     {"golang.org/x/time"},
	} {
		var got []string
		for line := range strings.Lines(goCommand(t, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", pattern)) {
			if m := strings.TrimSpace(line); m != "" && !slices.Contains(got, m) {
				got = append(got, m)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s needs other modules (-want +got):\n%s", pattern, diff)
		}
	}
}

// Of topgen itself, tests of users build the runtime, what the protocol is and
// who reads calls: nothing of the generator.
func TestToptestStandsAlone(t *testing.T) {
	const module = "github.com/topgen/topgen/"
	var got []string
	for line := range strings.Lines(goCommand(t, "list", "-deps", "./top/toptest")) {
		if p, ok := strings.CutPrefix(strings.TrimSpace(line), module); ok {
			got = append(got, p)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"internal/inbound", "internal/protocol", "top", "top/toptest"}, got); diff != "" {
		t.Errorf("toptest brings other packages (-want +got):\n%s", diff)
	}
}

// The workflows of the repository pin each action by the hash of a commit, and
// their token reads and no more.
func TestWorkflowsArePinned(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.y*ml")
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no workflow")
	}
	uses := regexp.MustCompile(`(?m)^\s*-?\s*uses:\s*(.*)$`)
	pinned := regexp.MustCompile(`^[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		actions := uses.FindAllStringSubmatch(string(text), -1)
		for _, m := range actions {
			if !pinned.MatchString(m[1]) {
				t.Errorf("%s uses %s: pin it by the hash of a commit, with the version behind it", file, m[1])
			}
		}
		if !regexp.MustCompile(`(?m)^permissions:\n  contents: read\n\n`).Match(text) || strings.Count(string(text), "permissions:") != 1 || strings.Contains(string(text), ": write") {
			t.Errorf("%s: the token of a workflow reads contents and nothing else", file)
		}
	}
}
