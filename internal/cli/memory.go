package cli

import (
	"os"
	"runtime/debug"
)

// tuneGC trades memory for time. Pages are handled one by one and leave little
// behind, so the live heap stays small and the collector would run some
// hundred times a second; a larger heap saves a tenth of the time and still
// stays far below a gigabyte. Near the limit the collector works as hard as it
// has to. GOGC and GOMEMLIMIT overrule both.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(768 << 20)
	}
}
