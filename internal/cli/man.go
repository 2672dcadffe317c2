package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/whole"
)

func (a *app) manCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Write manual pages",
		Long: `man writes a manual page for topgen and for each of its commands, in section 1,
into a folder. SOURCE_DATE_EPOCH sets their date, for reproducible packages.`,
		Example: `  topgen man --out man/man1 && man -M man topgen-diff
  topgen man --out /usr/local/share/man/man1`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&out, "out", "man", "folder for the manual pages")
	cmd.RunE = a.runE(a.err, a.errTerminal, func(context.Context, []string, report.Printer) (int, error) {
		if err := os.MkdirAll(out, 0o777); err != nil {
			return exitFail, err
		}
		root, err := os.OpenRoot(out)
		if err != nil {
			return exitFail, err
		}
		defer root.Close()
		if err := writeManual(root, cmd.Root()); err != nil {
			return exitFail, fmt.Errorf("writing the manual pages: %w", err)
		}
		return exitOK, nil
	})
	return cmd
}

// writeManual writes the pages of a command and of those below it.
func writeManual(root *os.Root, cmd *cobra.Command) error {
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writeManual(root, sub); err != nil {
			return err
		}
	}
	header := &doc.GenManHeader{Section: "1", Manual: "topgen", Source: "topgen " + buildVersion().version, Date: buildVersion().date}
	var page bytes.Buffer
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return err
	}
	return whole.Write(root, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1", page.Bytes())
}

// parseDate reads the date of a commit as the go command records it; nil if it
// has recorded none.
func parseDate(text string) *time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return &t
}
