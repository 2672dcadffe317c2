package emit

import (
	"encoding/json"
	"flag"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write what is emitted into the archives of testdata")

// module is the import path of the packages that tests emit: a folder of this
// module that does not exist on disk.
const module = "github.com/topgen/topgen/internal/emit/testdata/out"

// TestArchives holds what is emitted for the schema.json of each archive
// against its other files. Run with -update after a change, and read the diff.
func TestArchives(t *testing.T) {
	testenv.Golden(t, "testdata/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		got := emitArchive(t, archive)
		if !*update {
			typeCheck(t, got)
		}
		return got
	})
}

// emitArchive returns an archive with the schema of the given one and what is
// emitted for it now.
func emitArchive(t *testing.T, archive *txtar.Archive) *txtar.Archive {
	t.Helper()
	got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:1:1]} // lest append writes over what is wanted
	var s schema.Schema
	if err := json.Unmarshal(archive.Files[0].Data, &s); err != nil {
		t.Fatal(err)
	}
	var units []*Unit
	var list diag.List
	for _, page := range s.APIs {
		u, l := Page(api.Meaning(page), Options{Module: module})
		list = append(list, l...)
		if u == nil {
			continue
		}
		units = append(units, u)
		for _, f := range u.Files {
			got.Files = append(got.Files, txtar.File{Name: f.Path, Data: f.Data})
		}
	}
	list = append(list, Conflicts(units)...)
	var text strings.Builder
	for _, d := range list {
		text.WriteString(d.String() + "\n")
	}
	got.Files = append(got.Files, txtar.File{Name: "diagnostics", Data: []byte(text.String())})
	return got
}

// typeCheck reports every error that the compiler would find in the Go files
// of an archive.
func typeCheck(t *testing.T, a *txtar.Archive) {
	t.Helper()
	overlay := map[string][]byte{}
	dirs := map[string]bool{}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".go") {
			path, err := filepath.Abs(filepath.Join("testdata/out", f.Name))
			if err != nil {
				t.Fatal(err)
			}
			overlay[path] = f.Data
			dirs["./"+filepath.ToSlash(filepath.Join("testdata/out", filepath.Dir(f.Name)))] = true
		}
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode:    packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedName | packages.NeedImports,
		Overlay: overlay, Tests: true,
	}, slices.Sorted(maps.Keys(dirs))...)
	if err != nil {
		t.Fatal(err)
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			t.Errorf("%s: %v", p.ID, e)
		}
	})
}
