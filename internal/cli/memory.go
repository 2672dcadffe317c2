package cli

import (
	"os"
	"runtime/debug"
)

// tuneGC trades memory for time. Pages are handled one by one and leave little
// behind, so the live heap stays small and the collector would run some
// hundred times a second; a larger heap saves a tenth of the time. The limit keeps
// the process below 400 MiB with ten times the pages that the platform has; near it
// the collector works as hard as it has to. GOGC and GOMEMLIMIT overrule both.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(360 << 20)
	}
}
