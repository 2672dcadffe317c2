package bench

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testenv"
)

// TestWithoutCorpus: the targets that need pages of the platform say so to
// somebody who has none, and how to get some and where they are looked for.
func TestWithoutCorpus(t *testing.T) {
	program := testenv.Program(t, "make")
	for _, target := range []string{"corpus", "compile", "measure"} {
		corpus := t.TempDir()
		out, err := exec.Command(program, "-C", "..", "--no-print-directory", target, "CORPUS="+corpus).CombinedOutput()
		if err == nil {
			t.Errorf("make %s succeeds without pages:\n%s", target, out)
		}
		for _, want := range []string{"no pages", "CORPUS=FOLDER", "topgen fetch ", " --out " + filepath.Join(corpus, "json") + "\n"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("make %s without pages says nothing of %q:\n%s", target, want, out)
			}
		}
	}
}
