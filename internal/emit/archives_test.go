package emit_test

import (
	"encoding/json"
	"flag"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/hostile"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write what is emitted into the archives of testdata")

// module is the import path of the packages that tests emit.
const module = "github.com/topgen/topgen/internal/emit/testdata/out"

// TestArchives holds what is emitted for the schema.json of each archive
// against its other files. Run with -update after a change, and read the diff.
func TestArchives(t *testing.T) {
	imports, err := hostile.LoadImports(".")
	if err != nil {
		t.Fatal(err)
	}
	testenv.Golden(t, "testdata/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		got := emitArchive(t, archive)
		var code []emit.File
		for _, f := range got.Files {
			if strings.HasSuffix(f.Name, ".go") {
				code = append(code, emit.File{Path: f.Name, Data: f.Data})
			}
		}
		if err := imports.NewChecker().Check(module, code); err != nil && !*update {
			t.Error(err)
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
	var units []*emit.Unit
	var list diag.List
	for _, page := range s.APIs {
		u, l := emit.Page(api.Meaning(page), emit.Options{Module: module})
		list = append(list, l...)
		if u == nil {
			continue
		}
		units = append(units, u)
		for _, f := range u.Files {
			got.Files = append(got.Files, txtar.File{Name: f.Path, Data: f.Data})
		}
	}
	list = append(list, emit.Conflicts(units)...)
	var text strings.Builder
	for _, d := range list {
		text.WriteString(d.String() + "\n")
	}
	got.Files = append(got.Files, txtar.File{Name: "diagnostics", Data: []byte(text.String())})
	return got
}
