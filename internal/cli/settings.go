package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

// Where pages and bindings are if neither a flag nor topgen.yaml says so.
const (
	defaultDocs = "docs/pages"
	defaultOut  = "generated"
)

// addDocs adds the flags of all commands that read the folder of pages.
func addDocs(flags *pflag.FlagSet, docs *string) {
	flags.StringVar(docs, "docs", defaultDocs, "folder with the pages")
	addConfig(flags)
}

// addConfig adds the flag of all commands that read topgen.yaml.
func addConfig(flags *pflag.FlagSet) {
	flags.String("config", config.DefaultPath, "file with settings, and with overrides for what pages get wrong")
}

// config reads topgen.yaml, or the file that --config names, for a command
// whose flags have been parsed, and gives its settings to the flags that the
// command line leaves out. It is not ok if the file has errors, which are
// printed.
func (a *app) config(cmd *cobra.Command, p report.Printer) (conf *config.Config, ok bool, err error) {
	file := cmd.Flags().Lookup("config")
	conf, diags, err := config.Load(file.Value.String(), !file.Changed)
	if err != nil {
		return nil, false, err
	}
	p.Print(diags)
	if diags.HasErrors() {
		return nil, false, nil
	}
	return conf, true, applySettings(cmd, conf)
}

// applySettings gives the settings to the flags that the command line leaves out.
func applySettings(cmd *cobra.Command, conf *config.Config) (err error) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if text, ok := conf.Setting(settingOf(cmd, f.Name)); ok && !f.Changed {
			err = errors.Join(err, f.Value.Set(text))
		}
	})
	return err
}

// settingOf is the setting that has the meaning of a command's flag. What fetch
// puts out is the pages.
func settingOf(cmd *cobra.Command, flag string) string {
	if cmd.Name() == "fetch" && flag == "out" {
		return "docs"
	}
	return flag
}

// evidence is what changes what pages say.
type evidence struct {
	config  *config.Config
	samples *recorded.Set
}

// readSamples reads the bodies that the gateway sent, beside the folder of pages or in
// the history of git.
func readSamples(ctx context.Context, docs string) (*recorded.Set, error) {
	files, err := source.Samples(ctx, docs)
	if err != nil {
		return nil, fmt.Errorf("reading the samples: %w", err)
	}
	return recorded.NewSet(files), nil
}

// findDocs finds the pages of the docs folder. None at all is an error: it would
// mean to remove all bindings.
func (a *app) findDocs(docs string) ([]source.File, error) {
	if _, err := os.Stat(docs); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file or folder %s: topgen init makes a folder for pages, --docs names another", docs)
	}
	return a.find([]string{docs})
}
