//go:build unix

package cli

import (
	"syscall"
	"testing"
)

// A pipe among the pages is an error, and nobody waits for who writes to it: not
// even to show its line on a terminal.
func TestPipe(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.txt": page("tmall.shop.get")})
	topgen(t, "generate").want(t, 0, "", "*")
	must(t, syscall.Unlink("docs/pages/b.txt"))
	must(t, syscall.Mkfifo("docs/pages/b.txt", 0o644))
	const says = "docs/pages/b.txt: error: the file cannot be read: it is no regular file [unreadable]\n"
	execution{tty: true, environment: map[string]string{"NO_COLOR": "1"}}.topgen(t, "generate").want(t, 1, "", says+"1 error, 0 warnings: nothing was written\n")
	topgen(t, "generate", "--keep-going").want(t, 1, "", says+"1 page in 1 package: 0 files written, 6 unchanged, 0 removed; 1 error, 0 warnings\n")
}
