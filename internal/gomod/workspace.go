package gomod

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
)

// Workspace is a go.work. A nil Workspace uses no module.
type Workspace struct {
	Dir     string   // absolute
	Modules []string // absolute folders of the modules that it uses

	paths, tools []string // of these modules
}

// Uses reports whether the module is one of the workspace's.
func (w *Workspace) Uses(m *Module) bool { return w != nil && slices.Contains(w.Modules, m.Dir) }

// FindWorkspace returns the workspace of a folder, as the environment variable
// GOWORK and the nearest go.work say; nil if there is none.
func FindWorkspace(dir string) (*Workspace, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	return findWorkspace(abs)
}

func findWorkspace(dir string) (*Workspace, error) {
	file, data, err := readWork(dir)
	if err != nil {
		return nil, fmt.Errorf("looking for the workspace of %s: %w", dir, err)
	}
	work, err := modfile.ParseWork(file, data, nil)
	if file == "" || err != nil { // if it is none, the go command says why
		return nil, nil
	}
	w := &Workspace{Dir: filepath.Dir(file)}
	for _, use := range work.Use {
		at := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(at) {
			at = filepath.Join(w.Dir, at)
		}
		w.Modules = append(w.Modules, at)
		data, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // the go command says so
		}
		if err != nil {
			return nil, fmt.Errorf("reading a module of %s: %w", file, err)
		}
		w.paths = append(w.paths, modfile.ModulePath(data))
		if mod, err := modfile.Parse("go.mod", data, nil); err == nil {
			for _, t := range mod.Tool {
				w.tools = append(w.tools, t.Path)
			}
		}
	}
	return w, nil
}

// readWork reads the go.work that is in force in dir. The path is "" if none is.
func readWork(dir string) (file string, data []byte, err error) {
	switch file := os.Getenv("GOWORK"); file {
	case "off":
		return "", nil, nil
	case "":
		return readAbove(dir, "go.work")
	default:
		data, err := os.ReadFile(file)
		return file, data, err
	}
}
