package cli

import (
	"errors"
	"fmt"

	"github.com/topgen/topgen/internal/gomod"
)

// importPath works out the import path of the output folder, which need not
// exist yet, from the nearest go.mod above it.
func importPath(out string) (string, error) {
	m, err := gomod.Find(out)
	switch {
	case errors.Is(err, gomod.ErrNone):
		return "", fmt.Errorf("there is no go.mod above %s: make a module with go mod init, or give the import path of the output folder with --module", out)
	case err != nil:
		return "", err
	case m.Path == "":
		return "", fmt.Errorf("the go.mod of %s has no module line: give the import path of %s with --module", m.Dir, out)
	}
	return m.ImportPath(out)
}

// checkModuleFlag says what is wrong with the value of --module; "" is none.
func checkModuleFlag(module string) error {
	if module == "" {
		return nil
	}
	if err := gomod.CheckImportPath(module); err != nil {
		return fmt.Errorf("--module: %w; give the path by which programs import the output folder: example.com/shop/generated", err)
	}
	return nil
}
