package fetch

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/fetch/sitetest"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/testenv"
)

// killEnv makes TestKill one run in the other process: its value is the address
// of the site, a space, and the folder.
const killEnv = "TOPGEN_FETCH_HELPER"

var kills = flag.Int("kills", 6, "how many runs TestKill kills")

// TestKill kills runs at random moments. Every document that is there then is
// whole, and the next run brings the others.
func TestKill(t *testing.T) {
	if value := os.Getenv(killEnv); value != "" {
		address, dir, _ := strings.Cut(value, " ")
		if _, err := Run(context.Background(), Options{Base: address, Dir: dir, All: true, Force: true, Rate: 1e6}); err != nil {
			t.Fatal(err)
		}
		return
	}
	s := sitetest.New()
	for i := range 100 {
		s.Add(int64(i+1), fmt.Sprintf("taobao.item%d.get", i), 1000, strings.Repeat("字", 5000))
	}
	address := s.Start(t)
	base := t.TempDir()
	began := time.Now()
	bring(t, address, base)
	killer := testenv.NewKiller(time.Since(began))
	documents := wholeDocuments(t, base)
	partly := 0
	for n := range *kills {
		dir := filepath.Join(base, fmt.Sprint("kill", n))
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		cmd := killable(address, dir)
		killer.Kill(t, cmd)
		got := wholeDocuments(t, dir)
		for name, text := range got {
			if text != documents[name] {
				t.Fatalf("%s is no whole document: it has %d bytes, want %d", name, len(text), len(documents[name]))
			}
		}
		if len(got) > 0 && len(got) < len(documents) {
			partly++
		}
		bring(t, address, dir)
		if diff := cmp.Diff(documents, wholeDocuments(t, dir)); diff != "" {
			t.Fatalf("after the next run, the documents differ (-want +got):\n%s", diff)
		}
	}
	t.Logf("%d kills, after %d of which some documents were there and others not", *kills, partly)
}

// bring is a run that nobody kills.
func bring(t *testing.T, address, dir string) {
	t.Helper()
	if out, err := killable(address, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func killable(address, dir string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestKill$")
	cmd.Env = append(os.Environ(), killEnv+"="+address+" "+dir)
	return cmd
}

// wholeDocuments returns the files of the folder but those of interrupted runs.
func wholeDocuments(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range fileNames(t, dir) {
		if name == journalName || strings.HasPrefix(name, output.TemporaryPrefix) || !strings.HasSuffix(name, ".json") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files
}
