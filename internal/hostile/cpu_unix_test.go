//go:build unix

package hostile_test

import (
	"syscall"
	"time"
)

// spent is the processor time of this process, which other programs on the
// machine do not change.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
