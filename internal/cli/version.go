package cli

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/report"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print version, commit and Go version",
		Args:  cobra.NoArgs,
		RunE: a.runE(a.err, a.errTerminal, func(context.Context, []string, report.Printer) (int, error) {
			_, err := fmt.Fprintln(a.out, buildVersion())
			return exitOK, err
		}),
	}
}

// build tells from what this program was built.
type build struct {
	version, commit, goVersion string
	date                       *time.Time // of the commit; nil if it is not known
}

func (b build) String() string {
	return fmt.Sprintf("topgen %s, commit %s, %s", b.version, b.commit, b.goVersion)
}

// buildVersion reads what the go command has recorded.
func buildVersion() build {
	b := build{version: "(unknown)", commit: "(unknown)", goVersion: "(unknown)"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.version, b.goVersion = info.Main.Version, info.GoVersion
	if b.version == "" {
		b.version = "(devel)"
	}
	modified := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = parseDate(s.Value)
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if modified {
		b.commit += " with changes"
	}
	return b
}
