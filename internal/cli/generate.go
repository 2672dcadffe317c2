package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/gomod"
	"github.com/topgen/topgen/internal/lockfile"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

// generateFlags are the flags of generate and check.
type generateFlags struct {
	docs, out, module         string
	tests, keepGoing, noCache bool
}

func (f *generateFlags) add(flags *pflag.FlagSet) {
	addDocs(flags, &f.docs)
	flags.StringVar(&f.out, "out", defaultOut, "folder for the bindings")
	flags.StringVar(&f.module, "module", "", "import path of the output folder (default from the nearest go.mod)")
	flags.BoolVar(&f.tests, "tests", true, "make tests and packages of samples, too; --tests=false leaves them out")
	flags.BoolVar(&f.keepGoing, "keep-going", false, "make the good pages though others have errors")
	flags.BoolVar(&f.noCache, "no-cache", false, "do all work anew")
}

func (a *app) generateCommand() *cobra.Command {
	return a.bindingsCommand(&cobra.Command{
		Use:   "generate",
		Short: "Write the bindings",
		Long: `generate reads the pages and brings the output folder up to date: all of it, or
nothing if a page has an error. It removes its own files that no page gives any
more, and never touches a file that it did not write. What go.mod lacks for the
bindings is said at the end.

The flags --docs, --out, --module and --tests may stand in topgen.yaml as
settings of these names; there, paths are relative to the folder of that file.`,
		Example: `  topgen generate
  topgen generate --tests=false
  topgen generate --docs pages --out internal/topapi --module example.com/shop/internal/topapi`,
	}, a.generate)
}

// bindingsCommand completes generate and check, which differ only in what they
// do with what the pages give: both have the flags of generate, and run is
// called once there are pages and a configuration without errors.
func (a *app) bindingsCommand(cmd *cobra.Command, run func(context.Context, *generateFlags, generate.Options, report.Printer) (int, error)) *cobra.Command {
	var f generateFlags
	f.add(cmd.Flags())
	cmd.Args = cobra.NoArgs
	cmd.PreRunE = func(*cobra.Command, []string) error { return checkModuleFlag(f.module) }
	cmd.RunE = a.runE(a.err, a.errTerminal, func(ctx context.Context, _ []string, p report.Printer) (int, error) {
		tuneGC()
		conf, ok, err := a.config(cmd, p)
		if !ok || err != nil {
			return exitFail, err
		}
		files, err := a.findDocs(f.docs)
		if err != nil {
			return exitFail, err
		}
		if status, err := f.findModule(); err != nil {
			return status, err
		}
		opt := f.options(files, conf)
		if opt.Samples, err = readSamples(ctx, f.docs); err != nil {
			return exitFail, err
		}
		return run(ctx, &f, opt, p)
	})
	return cmd
}

func (a *app) generate(ctx context.Context, f *generateFlags, opt generate.Options, p report.Printer) (status int, err error) {
	w, err := output.Begin(f.out)
	if err != nil {
		return exitFail, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	result, err := a.makeAll(ctx, f, opt, w, w.Tree)
	if err != nil {
		return exitFail, err
	}
	if err := a.printBriefly(p, result.Diags, len(opt.Files), []string{f.docs}); err != nil {
		return exitFail, err
	}
	errs, warnings := count(result.Diags)
	if errs > 0 && !f.keepGoing {
		a.note("%s, %s: nothing was written", plural(errs, "error"), plural(warnings, "warning"))
		return exitFail, nil
	}
	done, err := w.Commit(result.Files, result.Keep)
	if err != nil {
		return exitFail, err
	}
	a.note("%s in %s: %s written, %d unchanged, %d removed; %s", plural(result.Pages, "page"), plural(result.Packages, "package"),
		plural(done.Written, "file"), done.Unchanged, done.Removed, findings(errs, warnings))
	a.noteLacking(f.out, opt.Emit)
	if errs > 0 {
		return exitFail, nil
	}
	return exitOK, nil
}

// findings is "2 errors, 1 warning", without errors if there are none.
func findings(errs, warnings int) string {
	if errs == 0 {
		return plural(warnings, "warning")
	}
	return plural(errs, "error") + ", " + plural(warnings, "warning")
}

// findModule works out the import path of the output folder if nobody has said
// it. The status is for the error.
func (f *generateFlags) findModule() (status int, err error) {
	if f.module != "" {
		return exitOK, nil
	}
	if f.module, err = importPath(f.out); err != nil {
		return exitFail, err
	}
	if err := gomod.CheckImportPath(f.module); err != nil {
		return exitUsage, fmt.Errorf("no program could import what would be in %s: %w; name another folder with --out", f.out, err)
	}
	return exitOK, nil
}

// options say what to make.
func (f *generateFlags) options(files []source.File, conf *config.Config) generate.Options {
	return generate.Options{
		Files:     files,
		Emit:      emit.Options{Module: f.module, Config: conf, WithoutTests: !f.tests},
		KeepGoing: f.keepGoing,
		Workers:   runtime.GOMAXPROCS(0),
	}
}

// makeAll makes the files, with the cache and a progress bar.
func (a *app) makeAll(ctx context.Context, f *generateFlags, opt generate.Options, target generate.Target, tree *output.Tree) (*generate.Result, error) {
	if f.keepGoing { // else nothing is written when a page is bad, so that nobody asks what was made of it
		var err error
		if opt.Old, err = oldLock(tree); err != nil {
			return nil, fmt.Errorf("%s: %w; generate once without --keep-going to write it anew", filepath.Join(f.out, output.LockName), err)
		}
	}
	if !f.noCache {
		opt.Cache = cache.Open("generate", absolute(f.docs), absolute(f.out))
	}
	bar := a.progress(len(opt.Files), "pages")
	opt.Progress = bar.set
	result, err := generate.Run(ctx, opt, target)
	bar.clear()
	if errors.Is(err, context.Canceled) {
		return nil, errors.New("interrupted: nothing was changed")
	}
	if err != nil {
		return nil, err
	}
	if err := opt.Cache.Save(); err != nil {
		a.note("the cache was not saved, and the next run takes as long: %v", err)
	}
	return result, nil
}

// oldLock reads the lock file of the output folder; nil if it has none.
func oldLock(tree *output.Tree) (*lockfile.Lock, error) {
	data, err := tree.Read(output.LockName)
	if err != nil || data == nil {
		return nil, err
	}
	return lockfile.Parse(data)
}

// absolute is the path as the cache knows it: the same from every folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return strings.TrimSpace(path)
}
