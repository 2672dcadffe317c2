package cli

import (
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

// addCompletions tells the scripts of "topgen completion" which values flags
// take, and which methods there are.
func (a *app) addCompletions(root *cobra.Command) {
	forms := make([]string, len(report.Forms))
	for i, f := range report.Forms {
		forms[i] = string(f)
	}
	fixed := map[string]map[string][]string{
		"topgen":        {"diagnostics": forms},
		"topgen schema": {"format": schemaFormats},
		"topgen diff":   {"format": diffFormats},
		"topgen lint":   {"explain": diagnosticCodes()},
	}
	for _, cmd := range append(root.Commands(), root) {
		for flag, values := range fixed[cmd.CommandPath()] {
			if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
				panic("cli: " + err.Error()) // the flag is not there: a bug that every test finds
			}
		}
		for _, flag := range []string{"docs", "out"} {
			if cmd.Flags().Lookup(flag) != nil {
				if err := cmd.MarkFlagDirname(flag); err != nil {
					panic("cli: " + err.Error())
				}
			}
		}
		if cmd.Name() == "schema" {
			cmd.ValidArgsFunction = completeMethods
		}
	}
}

// diagnosticCodes returns the codes that docs/diagnostics.md explains.
func diagnosticCodes() []string {
	var codes []string
	for line := range strings.Lines(docs.Diagnostics) {
		if code, ok := strings.CutPrefix(line, "## "); ok {
			codes = append(codes, strings.TrimSpace(code))
		}
	}
	return codes
}

// completeMethods offers the methods after which pages of the docs folder are
// named, beside files.
func completeMethods(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var methods []string
	for _, m := range methodsOfPages(cmd) {
		if strings.HasPrefix(m, begun) {
			methods = append(methods, m)
		}
	}
	return methods, cobra.ShellCompDirectiveDefault
}

// completeFaults offers the words of a fault, their values, and methods and
// namespaces for which it can be.
func completeFaults(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	methods := methodsOfPages(cmd)
	var namespaces []string // methods are sorted, and so are these
	for _, m := range methods {
		if parsed, err := naming.ParseMethod(m); err == nil {
			namespaces = append(namespaces, parsed.Namespace+".*")
		}
	}
	return mock.CompleteFault(begun, append(slices.Compact(namespaces), methods...)), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// methodsOfPages returns the methods after which pages of the docs folder are named.
func methodsOfPages(cmd *cobra.Command) []string {
	if conf, _, err := config.Load(cmd.Flag("config").Value.String(), true); err == nil {
		applySettings(cmd, conf) // as far as it can be read: nobody would see what is wrong with it
	}
	folder, err := cmd.Flags().GetString("docs")
	if err != nil {
		return nil // a command without pages
	}
	files, err := source.Find([]string{folder}, nil)
	if err != nil {
		return nil // no such folder
	}
	var methods []string
	for _, f := range files {
		if method := strings.TrimSuffix(path.Base(f.Rel), path.Ext(f.Rel)); isMethod(method) {
			methods = append(methods, method)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
