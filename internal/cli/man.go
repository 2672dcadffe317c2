package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/report"
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
	return output.WriteFile(root, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1", withExitStatus(page.Bytes(), cmd))
}

// meanings of the exit statuses 0 and 1, by command; of others there is nothing
// more to say than that they did their work, or could not.
var meanings = map[string][2]string{
	"generate": {"The bindings are written, or were up to date already.",
		"A page or topgen.yaml has an error, or a file cannot be written: nothing was changed. With --keep-going the bindings of the good pages were written."},
	"check": {"The bindings on disk are what the pages give.",
		"They differ, or a page or topgen.yaml has an error."},
	"schema": {"All pages are printed.",
		"A page has an error, the others are printed; or there is no such page or method."},
	"lint": {"No page has an error; there may be warnings.",
		"A page has an error; with --strict also: a warning."},
	"diff": {"Nothing changed, or nothing that breaks anybody.",
		"A change breaks code or calls, or a page cannot be read."},
	"sample add": {"The body is stored, or one of its structure was already.",
		"It is no answer of that method, or its page has an error: nothing was stored."},
	"mock": {"It was ended by SIGINT or SIGTERM.",
		"It could not be started."},
	"fetch": {"All documents that were asked for are up to date.",
		"A document could not be had, or the run was interrupted: what was fetched is kept."},
}

// withExitStatus puts the section EXIT STATUS into a manual page, where such pages
// have it: before the examples or, without any, before what they refer to.
func withExitStatus(page []byte, cmd *cobra.Command) []byte {
	said := meanings[strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")]
	if said == [2]string{} {
		said = [2]string{"It is done.", "It could not be done; the message says why."}
	}
	said[1] += "\n.TP\n\\fB2\\fP\nThe command line is wrong: nothing was done."
	section := strings.ReplaceAll(fmt.Sprintf(".SH EXIT STATUS\n.TP\n\\fB0\\fP\n%s\n.TP\n\\fB1\\fP\n%s\n\n", said[0], said[1]), "-", `\-`)
	at := len(page)
	for _, heading := range []string{".SH EXAMPLE\n", ".SH SEE ALSO\n", ".SH HISTORY\n"} {
		if i := bytes.Index(page, []byte(heading)); i >= 0 {
			at = min(at, i)
		}
	}
	return slices.Concat(page[:at], []byte(section), page[at:])
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
