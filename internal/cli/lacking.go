package cli

import (
	"path/filepath"
	"strings"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/gomod"
)

// noteLacking says what the module around the output folder lacks that the
// bindings need, and which commands bring it. It says nothing where nothing
// lacks, and where there is no module.
func (a *app) noteLacking(out string, opt emit.Options) {
	m, err := gomod.Find(out)
	if err != nil {
		return // then no module was needed either
	}
	var lacking []string
	unvendored := false
	for _, i := range opt.Imports() {
		if !m.Has(i.Path) {
			lacking = append(lacking, i.Module+" (for "+i.Of+")")
		}
		unvendored = unvendored || m.Unvendored(i.Path)
	}
	var commands []string
	if len(lacking) > 0 {
		commands = append(commands, goCommand(m.Dir)+"mod tidy")
	}
	if unvendored {
		commands = append(commands, vendorCommand(m))
	}
	switch {
	case len(lacking) > 0:
		a.note("%s lacks %s: run %s", displayPath(filepath.Join(m.Dir, "go.mod")), joinWords(lacking), strings.Join(commands, " && "))
	case unvendored:
		a.note("the vendor folder lacks what the bindings import: run %s", commands[0])
	}
}

// vendorCommand fills the vendor folder that the module is built with.
func vendorCommand(m *gomod.Module) string {
	if m.Work.Uses(m) {
		return "go work vendor"
	}
	return goCommand(m.Dir) + "mod vendor"
}

// goCommand is how a go command begins that has to run in the module of a
// folder: the working folder is perhaps in another one.
func goCommand(dir string) string {
	if here, err := gomod.Find("."); err == nil && here.Dir == dir {
		return "go "
	}
	return "go -C " + displayPath(dir) + " "
}

// displayPath is a path as people know it: from the working folder, if that is
// shorter.
func displayPath(path string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
