package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// findModule works out the import path of a folder, which need not exist yet,
// from the nearest go.mod above it.
func findModule(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		file := filepath.Join(at, "go.mod")
		data, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("looking for the module of %s: %w", dir, err)
		}
		if err == nil {
			module := modfile.ModulePath(data)
			if module == "" {
				return "", fmt.Errorf("%s has no module line: give the import path of %s with --module", file, dir)
			}
			rel, err := filepath.Rel(at, abs)
			if err != nil {
				return "", err
			}
			return path.Join(module, filepath.ToSlash(rel)), nil
		}
		if filepath.Dir(at) == at {
			return "", fmt.Errorf("there is no go.mod above %s: give the import path of the output folder with --module", dir)
		}
	}
}
