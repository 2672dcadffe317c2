package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	manual "github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/markdown"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

func (a *app) lintCommand() *cobra.Command {
	var strict bool
	var docs, explain string
	cmd := &cobra.Command{
		Use:   "lint [PATH... | --explain CODE]",
		Short: "Print what is wrong with pages",
		Long: `lint reads pages, and prints the diagnostics that generate would print for them:
to standard output, with a table of the codes to standard error. Without a path
it reads the docs folder and says all that generate would say, also of entries
of topgen.yaml that no page needs.`,
		Example: `  topgen lint
  topgen lint --strict --diagnostics github docs/pages/taobao.item.get.txt
  topgen lint --explain example-type
  curl https://example.com/page.html | topgen lint -`,
		Args: func(cmd *cobra.Command, args []string) error {
			if explain != "" {
				return cobra.NoArgs(cmd, args)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&explain, "explain", "", "print what a code means and what to do about it")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if codes := diagnosticCodes(); explain != "" && !slices.Contains(codes, explain) {
			return fmt.Errorf("there is no diagnostic %s%s", explain, cmp.Or(didYouMean(explain, slices.Values(codes)), "; docs/diagnostics.md lists all"))
		}
		return nil
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings fail too")
	addDocs(cmd.Flags(), &docs)
	cmd.RunE = a.runE(a.out, a.outTerminal, func(ctx context.Context, args []string, p report.Printer) (int, error) {
		if explain != "" {
			return a.explain(explain)
		}
		tuneGC()
		conf, ok, err := a.config(cmd, p)
		if !ok || err != nil {
			return exitFail, err
		}
		whole := len(args) == 0
		var files []source.File
		if whole {
			args = []string{docs}
			files, err = a.findDocs(docs)
		} else {
			files, err = a.find(args)
		}
		if err != nil {
			return exitFail, err
		}
		opt := generate.Options{Files: files, Emit: emit.Options{Module: "example.com/lint", Config: conf}, Partial: !whole}
		if opt.Samples, err = readSamples(ctx, docs); err != nil {
			return exitFail, err
		}
		return a.lint(ctx, args, opt, strict, p)
	})
	return cmd
}

// lint prints what generate.Run says with these options. The paths tell this
// cache from others.
func (a *app) lint(ctx context.Context, paths []string, opt generate.Options, strict bool, p report.Printer) (int, error) {
	scope := []string{"lint"}
	for _, path := range paths {
		scope = append(scope, absolute(path))
	}
	bar := a.progress(len(opt.Files), "pages")
	opt.Workers, opt.Cache, opt.Progress = runtime.GOMAXPROCS(0), cache.Open(scope...), bar.set
	result, err := generate.Run(ctx, opt, nowhere{})
	bar.clear()
	if err != nil {
		return exitFail, err
	}
	if err := opt.Cache.Save(); err != nil {
		a.note("the cache was not saved, and the next run takes as long: %v", err)
	}
	p.Print(result.Diags)
	if err := p.Flush(); err != nil {
		return exitFail, err
	}
	if len(result.Diags) > 0 {
		a.note("\n%s", codeTable(result.Diags, len(opt.Files)))
	}
	errs, warnings := count(result.Diags)
	if errs > 0 || strict && warnings > 0 {
		return exitFail, nil
	}
	return exitOK, nil
}

// explain prints the section of docs/diagnostics.md about a code: laid out on a
// terminal, elsewhere as it is written.
func (a *app) explain(code string) (int, error) {
	text, _ := manual.Explain(code) // which there is: the usage was checked
	if a.outTerminal {
		_, err := io.WriteString(a.out, markdown.Layout("## "+code+"\n\n"+text, markdown.Options{Width: a.columns, Color: colors()}))
		return exitOK, err
	}
	_, err := fmt.Fprintf(a.out, "%s\n\n%s\n", code, text)
	return exitOK, err
}

// find finds the pages that arguments name. None at all is an error.
func (a *app) find(args []string) ([]source.File, error) {
	files, err := source.Find(args, a.in)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("there is no page (*.txt, *.html, *.htm, *.json) in %s", joinWords(args))
	}
	return files, err
}

// nowhere is a generate.Target for those who want the diagnostics only.
type nowhere struct{}

func (nowhere) Same(string, output.Sum) (bool, error) { return true, nil }

func (nowhere) Put(path string, data []byte) (output.File, error) {
	return output.Current(path, output.SumOf(data)), nil
}
