package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/fetch"
	docpage "github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/report"
)

func (a *app) fetchCommand() *cobra.Command {
	var opt fetch.Options
	cmd := &cobra.Command{
		Use:   "fetch [METHOD | NAMESPACE]...",
		Short: "Bring pages up to date from the platform's site",
		Long: `fetch brings the documents of which the platform's site makes its pages: those of
methods, of namespaces (alibaba.idle), or all. Without either it looks for newer
ones of those that the folder has. It stores METHOD.json, in one form, so that a
difference is a change of the page. Pages of messages it does not know how to get:
save them from a browser, as text or HTML.

Requests are spaced, and repeated when the site is out of order. A run that was
interrupted goes on where it ended when the same command is given again. When
the site asks for proof that a person is there, what was fetched is kept, and
the exit status is 1.`,
		Example: `  topgen fetch alibaba.idle.appraise.order.query
  topgen fetch alibaba.idle taobao.trades --rate 1
  topgen fetch --all --out pages
  topgen fetch                 # what is in docs/pages`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&opt.Dir, "out", defaultDocs, "folder for the pages")
	addConfig(flags)
	flags.BoolVar(&opt.All, "all", false, "every document of the site")
	flags.BoolVar(&opt.Force, "force", false, "documents that are not newer, too")
	flags.StringVar(&opt.Base, "base", fetch.DefaultBase, "address of the site")
	flags.Float64Var(&opt.Rate, "rate", fetch.DefaultRate, "requests a second")
	cmd.PreRunE = func(_ *cobra.Command, args []string) error {
		switch {
		case opt.All && len(args) > 0:
			return errors.New("--all, and names beside it: only one of them")
		case !(opt.Rate > 0):
			return errors.New("--rate must be more than 0")
		}
		if i := slices.IndexFunc(args, docpage.IsTopic); i >= 0 {
			return fmt.Errorf("%s is a topic, and topgen knows no endpoint for the pages of messages: save the page from a browser into %s, as text or HTML", args[i], opt.Dir)
		}
		return nil
	}
	cmd.RunE = a.runE(a.err, a.errTerminal, func(ctx context.Context, args []string, p report.Printer) (int, error) {
		if _, ok, err := a.config(cmd, p); !ok || err != nil {
			return exitFail, err
		}
		opt.Names = args
		return a.fetch(ctx, opt, p)
	})
	return cmd
}

// fetch runs a fetch and says what came of it, also if it did not come to its end.
func (a *app) fetch(ctx context.Context, opt fetch.Options, p report.Printer) (int, error) {
	opt.UserAgent = "topgen/" + buildVersion().version + " (+https://github.com/topgen/topgen)"
	var bar *progress
	opt.Progress = func(done, total int, _ string) {
		if bar == nil {
			bar = a.progress(total, "documents")
		}
		bar.set(done)
	}
	sum, err := fetch.Run(ctx, opt)
	if bar != nil {
		bar.clear()
	}
	for _, f := range sum.Failed {
		p.Fail(fmt.Errorf("%s: %w", f.Method, f.Err))
	}
	if err := p.Flush(); err != nil {
		return exitFail, err
	}
	for _, twin := range sum.Twins {
		a.note("%s documents a fetched method in another form: topgen refuses two pages that differ, so remove the older one", twin)
	}
	a.note("%s", fetchSummary(sum, opt.Dir))
	switch {
	case ctx.Err() != nil:
		return exitFail, errors.New("interrupted: give the same command again to go on")
	case err != nil:
		return exitFail, err
	case len(sum.Failed) > 0:
		return exitFail, nil
	}
	return exitOK, nil
}

// fetchSummary is the line that ends a run.
func fetchSummary(sum *fetch.Summary, dir string) string {
	text := fmt.Sprintf("%s: %d new, %d changed, %d unchanged", dir, len(sum.New), len(sum.Changed), sum.Unchanged)
	if sum.Resumed > 0 {
		text += fmt.Sprintf(", %d from the run before", sum.Resumed)
	}
	if len(sum.Failed) > 0 {
		text += fmt.Sprintf(", %d failed", len(sum.Failed))
	}
	return text
}
