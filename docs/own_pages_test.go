package docs_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/cli"
)

// Nothing of the repository's own pages is open: topgen.yaml settles it all.
func TestOwnPagesAreSettled(t *testing.T) {
	t.Chdir("..")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var stdout, stderr bytes.Buffer
	if status := cli.Run([]string{"lint", "--strict"}, strings.NewReader(""), &stdout, &stderr); status != 0 || stdout.Len() > 0 {
		t.Errorf("lint --strict exits %d and says\n%s%s", status, stdout.String(), stderr.String())
	}
}
