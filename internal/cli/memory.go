package cli

import (
	"os"
	"runtime/debug"
)

// tuneGC trades memory for time, for commands that read all pages and end. Pages are
// handled one by one and leave little behind, so that the collector would find little
// to keep and run some hundred times a second. It runs when the process comes near the
// limit instead, which saves a tenth of the time and keeps it below 400 MiB, with ten
// times the pages that the platform has, too. GOGC and GOMEMLIMIT overrule both.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(-1)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(360 << 20)
	}
}
