// Package gomod knows the module around a folder, from its go.mod and go.work
// and without running the go command.
package gomod

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// ErrNone is the error of a folder that is in no module.
var ErrNone = errors.New("there is no go.mod")

// CheckImportPath says why Go cannot import a package of that path; nil if it can.
func CheckImportPath(p string) error { return module.CheckImportPath(p) }

// Module is a module on disk.
type Module struct {
	Dir  string // absolute
	Path string // "" if its go.mod has no module line
	Work *Workspace

	requires, tools []string // paths of modules, and of packages
}

// Find returns the module of a folder, which need not exist yet: that of the
// nearest go.mod. If there is none, the error is ErrNone.
func Find(dir string) (*Module, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	file, data, err := readAbove(abs, "go.mod")
	if err != nil {
		return nil, fmt.Errorf("looking for the module of %s: %w", dir, err)
	}
	if file == "" {
		return nil, ErrNone
	}
	m := &Module{Dir: filepath.Dir(file), Path: modfile.ModulePath(data)}
	if mod, err := modfile.Parse(file, data, nil); err == nil { // if it is none, the go command says why
		for _, r := range mod.Require {
			m.requires = append(m.requires, r.Mod.Path)
		}
		for _, t := range mod.Tool {
			m.tools = append(m.tools, t.Path)
		}
	}
	m.Work, err = findWorkspace(m.Dir)
	return m, err
}

// readAbove reads the nearest file of that name in dir or above it. The path is
// "" if there is none.
func readAbove(dir, name string) (file string, data []byte, err error) {
	for at := dir; ; at = filepath.Dir(at) {
		file := filepath.Join(at, name)
		data, err := os.ReadFile(file)
		if err == nil {
			return file, data, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, err
		}
		if filepath.Dir(at) == at {
			return "", nil, nil
		}
	}
}

// ImportPath returns the import path of a folder in the module, whose Path must
// be known.
func (m *Module) ImportPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(m.Dir, abs)
	if err != nil {
		return "", err
	}
	return path.Join(m.Path, filepath.ToSlash(rel)), nil
}

// Has reports whether a package is part of the module, of a module that its
// go.mod requires, or of one that its workspace uses.
func (m *Module) Has(pkg string) bool {
	provides := func(mod string) bool { return pkg == mod || strings.HasPrefix(pkg, mod+"/") }
	return provides(m.Path) || slices.ContainsFunc(m.requires, provides) ||
		m.Work.Uses(m) && slices.ContainsFunc(m.Work.paths, provides)
}

// HasTool reports whether go.mod, or that of another module of the workspace,
// names a package as a tool: "go tool" runs it.
func (m *Module) HasTool(pkg string) bool {
	return slices.Contains(m.tools, pkg) || m.Work.Uses(m) && slices.Contains(m.Work.tools, pkg)
}

// Unvendored reports whether the go command looks for packages in a vendor
// folder, and that one is not there.
func (m *Module) Unvendored(pkg string) bool {
	dir := m.Dir
	if m.Work.Uses(m) {
		dir = m.Work.Dir
	}
	vendor := filepath.Join(dir, "vendor")
	if _, err := os.Stat(filepath.Join(vendor, "modules.txt")); err != nil {
		return false
	}
	_, err := os.Stat(filepath.Join(vendor, filepath.FromSlash(pkg)))
	return err != nil
}
