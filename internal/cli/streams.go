package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// streams are where a run reads and writes.
type streams struct {
	in                       io.Reader
	out, err                 io.Writer
	outTerminal, errTerminal bool
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colors reports whether a terminal is to show colours. See no-color.org.
func colors() bool {
	_, no := os.LookupEnv("NO_COLOR")
	return !no && os.Getenv("TERM") != "dumb"
}
