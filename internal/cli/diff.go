package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/compare"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

// formatMarkdown is one of the values of diff's --format.
const formatMarkdown = "markdown"

var diffFormats = []string{formatText, formatMarkdown, formatJSON}

func (a *app) diffCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed between two sets of pages, and what breaks",
		Long: `diff compares two sets of pages by what they say: each a folder, a file, or
git:REVISION:PATH, a folder or file in the history of the git repository around
the current folder. For every change it says whether it breaks

    code    that compiles against the bindings of the old pages: a declaration
            is gone or has another type
    calls   that programs make by the old pages: a parameter is required now, a
            limit is narrower, what is answered does not read as before

Pages in another form or order that say the same are no difference. Each side is
read with the topgen.yaml that stands beside it, in its folder or the nearest one
around it, also in the history of git; --config names one for both. A page that
cannot be read is shown as unread, never as removed. The exit status is 1 if
anything breaks, or if a page cannot be read; else 0.`,
		Example: `  topgen diff git:HEAD:docs/pages docs/pages              # what have I changed?
  topgen diff git:origin/main:docs/pages docs/pages --format markdown > comment.md
  topgen diff old/taobao.item.get.txt new/taobao.item.get.html`,
		Args: cobra.ExactArgs(2),
	}
	cmd.Flags().StringVar(&format, "format", formatText, "text, markdown (for a pull request) or json")
	addConfig(cmd.Flags())
	cmd.PreRunE = func(_ *cobra.Command, args []string) error {
		switch {
		case !slices.Contains(diffFormats, format):
			return fmt.Errorf("there is no difference in the format %q, only %s", format, joinWords(diffFormats))
		case args[0] == source.Stdin && args[1] == source.Stdin:
			return errors.New("only one of the two can be standard input")
		}
		return nil
	}
	cmd.RunE = a.runE(a.err, a.errTerminal, func(ctx context.Context, args []string, p report.Printer) (int, error) {
		var conf *config.Config
		if named := cmd.Flags().Changed("config"); named {
			var ok bool
			var err error
			if conf, ok, err = a.config(cmd, p); !ok || err != nil {
				return exitFail, err
			}
			return a.diff(ctx, args, format, func(string) (*config.Config, error) { return conf, nil }, p)
		}
		return a.diff(ctx, args, format, func(name string) (*config.Config, error) { return a.configBeside(ctx, name, p) }, p)
	})
	return cmd
}

// errConfig tells that a topgen.yaml has errors, which were printed.
var errConfig = errors.New("topgen.yaml has errors")

// configBeside reads the topgen.yaml that belongs to one side: the nearest in the
// folder, or in one around it.
func (a *app) configBeside(ctx context.Context, name string, p report.Printer) (*config.Config, error) {
	path, data, err := source.Beside(ctx, name, config.DefaultPath)
	if err != nil || data == nil {
		return nil, err
	}
	conf, diags := config.Parse(path, data)
	p.Print(diags)
	if diags.HasErrors() {
		return nil, errConfig
	}
	return conf, nil
}

func (a *app) diff(ctx context.Context, names []string, format string, configOf func(name string) (*config.Config, error), p report.Printer) (int, error) {
	old, err := a.findVersion(ctx, names[0], configOf)
	if err != nil {
		return exitFail, ignoring(err, errConfig)
	}
	new, err := a.findVersion(ctx, names[1], configOf)
	if err != nil {
		return exitFail, ignoring(err, errConfig)
	}
	tuneGC()
	bar := a.progress(len(old.Files)+len(new.Files), "pages")
	was, is := load.Versions(old, new, runtime.GOMAXPROCS(0), func(n int) bool {
		bar.set(n)
		return ctx.Err() == nil
	})
	bar.clear()
	if ctx.Err() != nil {
		return exitFail, errors.New("interrupted")
	}
	errs := pageErrors(was.Diags, is.Diags)
	p.Print(errs)
	if err := p.Flush(); err != nil {
		return exitFail, err
	}
	r := compare.Sets(
		compare.Set{APIs: was.APIs, Unread: was.Unread, Config: old.Config}, compare.Set{APIs: is.APIs, Unread: is.Unread, Config: new.Config},
		compare.Options{Emit: emit.Options{Module: "example.com/diff"}, Workers: runtime.GOMAXPROCS(0)})
	if err := a.writeReport(r, format); err != nil {
		return exitFail, err
	}
	if len(errs) > 0 {
		a.note("%s: what these pages say is not compared", plural(len(errs), "error"))
	}
	if len(errs) > 0 || r.Breaks() != 0 {
		return exitFail, nil
	}
	return exitOK, nil
}

// ignoring returns an error unless it is one of which nothing is left to say.
func ignoring(err, said error) error {
	if errors.Is(err, said) {
		return nil
	}
	return err
}

// findVersion finds the pages of one side, less those that its topgen.yaml skips.
func (a *app) findVersion(ctx context.Context, name string, configOf func(name string) (*config.Config, error)) (load.Side, error) {
	conf, err := configOf(name)
	if err != nil {
		return load.Side{}, err
	}
	var files []source.File
	if strings.HasPrefix(name, source.GitPrefix) {
		files, err = source.Git(ctx, name)
		if err == nil && len(files) == 0 {
			err = fmt.Errorf("there is no page (*.txt, *.html, *.htm, *.json) in %s", name)
		}
	} else {
		files, err = a.find([]string{name})
	}
	if err != nil {
		return load.Side{}, err
	}
	samples, err := readSamples(ctx, name)
	return load.Side{Files: withoutSkipped(files, conf), Config: conf, Samples: samples}, err
}

// withoutSkipped returns the files less those that topgen.yaml skips.
func withoutSkipped(files []source.File, conf *config.Config) []source.File {
	return slices.DeleteFunc(files, func(f source.File) bool {
		return conf.Has(config.Key{Kind: config.SkipPage, Target: f.Rel})
	})
}

// pageErrors returns the errors of both sides, each once.
func pageErrors(old, new diag.List) diag.List {
	errs := diag.List{}
	for _, d := range slices.Concat(old, new) {
		if d.Severity == diag.Error && !slices.Contains(errs, d) {
			errs = append(errs, d)
		}
	}
	return errs
}

func (a *app) writeReport(r *compare.Report, format string) error {
	switch format {
	case formatMarkdown:
		return compare.WriteMarkdown(a.out, r)
	case formatJSON:
		return compare.WriteJSON(a.out, r)
	}
	return compare.WriteText(a.out, r, a.outTerminal && colors())
}
