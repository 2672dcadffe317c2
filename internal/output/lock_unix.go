//go:build unix

package output

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lock takes the folder for this run, or fails if another run has it. The
// system gives it free when the process ends, however it ends.
func lock(root *os.Root, dir string) (unlock func() error, err error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, fmt.Errorf("locking the output folder: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		f.Close()
		return nil, fmt.Errorf("another topgen is writing to %s: wait until it has ended", dir)
	case errors.Is(err, unix.ENOLCK), errors.Is(err, unix.EOPNOTSUPP):
		return f.Close, nil // some network file systems have no locks; the journal keeps the tree whole all the same
	case err != nil:
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	return f.Close, nil
}
