//go:build !unix

package hostile_test

import "time"

var start = time.Now()

// spent is the time since the process began.
func spent() time.Duration { return time.Since(start) }
