package cli

import (
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// streams are where a run reads and writes.
type streams struct {
	in                       io.Reader
	out, err                 io.Writer
	outTerminal, errTerminal bool
	columns                  int           // of the terminal; 0 where there is none, or its width is not known
	barDelay                 time.Duration // how long work must have taken before a progress bar appears
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// columnsOf returns the width of the first of the writers that is a terminal, 0 if
// none is one that knows its width.
func columnsOf(writers ...io.Writer) int {
	for _, w := range writers {
		if f, ok := w.(*os.File); ok {
			if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
				return columns
			}
		}
	}
	return 0
}

// colors reports whether a terminal is to show colours. See no-color.org.
func colors() bool {
	_, no := os.LookupEnv("NO_COLOR")
	return !no && os.Getenv("TERM") != "dumb"
}
