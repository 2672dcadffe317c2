package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/report"
)

func (a *app) checkCommand() *cobra.Command {
	return a.bindingsCommand(&cobra.Command{
		Use:   "check",
		Short: "Compare the bindings on disk with what the pages give",
		Long: `check does what generate does, but in memory, and prints as a unified diff what
generate would change: changed, missing and extra files. It prints nothing and
exits 0 if everything is current. Warnings are left to generate and lint.`,
		Example: `  topgen check            # in CI: fails if somebody forgot to generate
  topgen check | less`,
	}, a.check)
}

func (a *app) check(ctx context.Context, f *generateFlags, opt generate.Options, p report.Printer) (status int, err error) {
	c, err := output.NewChecker(f.out)
	if err != nil {
		return exitFail, err
	}
	defer c.Close()
	if c.Interrupted() {
		return exitFail, fmt.Errorf("an interrupted topgen generate has left %s half written: run topgen generate again", f.out)
	}
	result, err := a.makeAll(ctx, f, opt, c, c.Tree)
	if err != nil {
		return exitFail, err
	}
	errs := diag.List{}
	for _, d := range result.Diags {
		if d.Severity == diag.Error {
			errs = append(errs, d)
		}
	}
	p.Print(errs)
	if err := p.Flush(); err != nil || len(errs) > 0 && !f.keepGoing {
		return exitFail, err
	}
	differ, err := a.printDiff(c, result.Files, result.Keep)
	if err != nil {
		return exitFail, err
	}
	if differ > 0 {
		verb := "differ"
		if differ == 1 {
			verb = "differs"
		}
		a.note("%s %s from what the pages give: run topgen generate", plural(differ, "file"), verb)
	}
	if differ > 0 || len(errs) > 0 {
		return exitFail, nil
	}
	return exitOK, nil
}

// printDiff prints to standard output, in colours on a terminal, what generate
// would change.
func (a *app) printDiff(c *output.Checker, files []output.File, keep output.Keep) (differ int, err error) {
	var w io.Writer = a.out
	if a.outTerminal && colors() {
		w = &diffPainter{w: a.out}
	}
	b := bufio.NewWriter(w)
	differ, err = c.Diff(b, files, keep)
	return differ, errors.Join(err, b.Flush())
}

// diffPainter colours a unified diff. It is written whole lines, or parts of
// them; the first byte of a line says its colour.
type diffPainter struct {
	w      io.Writer
	inLine bool
}

// diffColors are the colours of lines by their first byte.
var diffColors = map[byte]string{'+': "\x1b[32m", '-': "\x1b[31m", '@': "\x1b[36m", 'd': "\x1b[1m"}

func (p *diffPainter) Write(data []byte) (int, error) {
	var b bytes.Buffer
	for line := range bytes.Lines(data) {
		if !p.inLine {
			b.WriteString(diffColors[line[0]])
		}
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		b.Write(text)
		p.inLine = !ended
		if ended {
			b.WriteString("\x1b[0m\n")
		}
	}
	if _, err := p.w.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(data), nil
}
