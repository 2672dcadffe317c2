// Package licences_test looks at the licences of the modules that this repository
// is built from. It is in this module because it fetches all of them, which those
// of the program alone are not enough for.
package licences_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// roots are the modules of this repository.
var roots = []string{"../..", ".."}

// licences are those that go with the Apache licence of this module, by what
// their texts say and others do not.
var licences = []struct{ name, mark string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "name of the author may not be used"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose"},
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

// module is a module as the go command describes it.
type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *struct{}
}

// ours reports whether a module is of this repository.
func (m *module) ours() bool { return m.Main || m.Replace != nil }

// goCommand runs the go command in a folder and reads what it prints, values of
// JSON.
func goCommand[T any](t *testing.T, dir string, args ...string) (values []T) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("go %s in %s: %v\n%s", strings.Join(args, " "), dir, err, exit.Stderr)
	}
	must(t, err)
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var v T
		if err := decoder.Decode(&v); errors.Is(err, io.EOF) {
			return values
		} else if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
}

// docs/dependencies.md names the licences of all direct dependencies and tools,
// rightly.
func TestDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/dependencies.md")
	must(t, err)
	documented := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([^ |]+/[^ |]+) \| \w+ \| ([^|]+) \|`).FindAllStringSubmatch(string(text), -1) {
		documented[m[1]] = m[2]
	}
	found := map[string]string{}
	for _, root := range roots {
		download := []string{"mod", "download", "-json"}
		for _, m := range goCommand[module](t, root, "list", "-m", "-json=Path,Version,Main,Replace", "all") {
			if _, ok := documented[m.Path]; ok && !m.ours() {
				download = append(download, m.Path+"@"+m.Version)
			}
		}
		for _, m := range goCommand[module](t, t.TempDir(), download...) { // within a module, it would add to go.sum
			found[m.Path] = licence(t, m.Dir)
		}
	}
	if diff := cmp.Diff(found, documented); diff != "" {
		t.Errorf("docs/dependencies.md differs from the modules (-there +documented):\n%s", diff)
	}
}

// Every module that a package, a test or a tool of ours is built from has one of
// the licences.
func TestLicences(t *testing.T) {
	seen := map[string]bool{}
	for _, root := range roots {
		packages := goCommand[struct{ Module *module }](t, root, "list", "-deps", "-test", "-json=Module", "./...")
		packages = append(packages, goCommand[struct{ Module *module }](t, root, "list", "-deps", "-json=Module", "tool")...)
		for _, p := range packages {
			if p.Module == nil || p.Module.ours() || seen[p.Module.Path] {
				continue
			}
			seen[p.Module.Path] = true
			if licence(t, p.Module.Dir) == "" {
				t.Errorf("%s: no licence that is known to go with ours in %s", p.Module.Path, p.Module.Dir)
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d modules", len(seen))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
