package cli

import (
	"context"
	"errors"
	"fmt"
	gobuild "go/build"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/gomod"
	"github.com/topgen/topgen/internal/report"
)

// toolPackage is what "go get -tool" makes a tool of a module.
const toolPackage = "github.com/topgen/topgen/cmd/topgen"

// What init writes. The go command runs what follows go:generate in the folder
// of the file, which is that of topgen.yaml, too.
const (
	initConfig = `# yaml-language-server: $schema=https://raw.githubusercontent.com/topgen/topgen/main/docs/topgen.schema.json
# Settings of topgen, and what pages get wrong. Paths are relative to this file;
# flags win over what stands here. All that it may hold:
# https://github.com/topgen/topgen/blob/main/docs/diagnostics.md#config
docs: ` + defaultDocs + `
out: ` + defaultOut + `
tests: true # tests made from the pages, which import github.com/google/go-cmp
`
	generateName = "topgen.go"
	generateLine = "//go:generate go tool topgen generate"
)

func (a *app) initCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a module ready for bindings of its own",
		Long: `init makes, in the current folder of a Go module, what bindings of one's own need:
topgen.yaml, the folder for the pages, and a file by which "go generate" makes the
bindings. It says what to do next. What is there already it leaves as it is.`,
		Example: `  go mod init example.com/shop && topgen init`,
		Args:    cobra.NoArgs,
	}
	cmd.RunE = a.runE(a.err, a.errTerminal, func(_ context.Context, _ []string, p report.Printer) (int, error) {
		m, err := moduleHere()
		if err != nil {
			return exitFail, err
		}
		if err := a.initFile(config.DefaultPath, initConfig); err != nil {
			return exitFail, err
		}
		conf, list, err := config.Load(config.DefaultPath, false)
		p.Print(list)
		if err != nil || list.HasErrors() { // it was there before
			return exitFail, err
		}
		docs := conf.SettingOr("docs", defaultDocs)
		if err := errors.Join(a.initDocs(docs), a.initGenerate()); err != nil {
			return exitFail, err
		}
		a.noteNext(m, docs)
		return exitOK, nil
	})
	return cmd
}

// moduleHere returns the module of the current folder.
func moduleHere() (*gomod.Module, error) {
	m, err := gomod.Find(".")
	if !errors.Is(err, gomod.ErrNone) {
		return m, err
	}
	work, err := gomod.FindWorkspace(".")
	if err != nil {
		return nil, err
	}
	if work == nil || len(work.Modules) == 0 {
		return nil, errors.New("there is no go.mod here or above: make a module with go mod init example.com/shop, and run topgen init again")
	}
	var modules []string
	for _, dir := range work.Modules {
		modules = append(modules, displayPath(dir))
	}
	return nil, fmt.Errorf("there is no go.mod here or above: run topgen init in a module of the workspace (%s), or make one with go mod init example.com/shop",
		strings.Join(modules, ", "))
}

// initFile makes a file. One that is there already it leaves as it is.
func (a *app) initFile(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return a.printLine("%s is there already, and is left as it is", name)
	}
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		return errors.Join(err, f.Close(), os.Remove(name))
	}
	if err := f.Close(); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return a.printLine("made %s", name)
}

// initDocs makes the folder for the pages.
func (a *app) initDocs(docs string) error {
	switch info, err := os.Stat(docs); {
	case err == nil && info.IsDir():
		return a.printLine("%s is there already, and is left as it is", docs)
	case err == nil:
		return fmt.Errorf("%s, the folder for the pages, is a file: move it away, or name another folder in %s", docs, config.DefaultPath)
	}
	if err := os.MkdirAll(docs, 0o777); err != nil {
		return fmt.Errorf("making the folder for the pages: %w", err)
	}
	return a.printLine("made %s", docs)
}

// initGenerate makes the file with the go:generate line, unless a file of the
// folder has such a line.
func (a *app) initGenerate() error {
	has, err := findGenerateLine()
	if err != nil {
		return err
	}
	if has != "" {
		return a.printLine("%s has a go:generate line for topgen already, and is left as it is", has)
	}
	text := ""
	pkg, err := gobuild.ImportDir(".", 0)
	if err != nil {
		// No package is here yet, or none that can be built. The constraint keeps the
		// file out of the one that will be, whatever its name.
		pkg.Name, text = "main", "//go:build generate\n\n"
	}
	text += "package " + pkg.Name + "\n\n// The bindings are made anew by go generate.\n//\n" + generateLine + "\n"
	if err := a.initFile(generateName, text); err != nil {
		return err
	}
	if data, err := os.ReadFile(generateName); err == nil && !isGenerateLine.Match(data) {
		a.note("put this line into it, or into another Go file of the folder: %s", generateLine)
	}
	return nil
}

// isGenerateLine finds a line by which go generate runs topgen generate, however
// it is run.
var isGenerateLine = regexp.MustCompile(`(?m)^//go:generate .*\btopgen\S* generate\b`)

// findGenerateLine returns the file of the current folder that has such a line;
// "" if none has.
func findGenerateLine() (string, error) {
	names, err := filepath.Glob("*.go")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		if isGenerateLine.Match(data) {
			return name, nil
		}
	}
	return "", err
}

// noteNext says what is left to do.
func (a *app) noteNext(m *gomod.Module, docs string) {
	var steps [][2]string
	if m.Work != nil && !m.Work.Uses(m) {
		steps = append(steps, [2]string{"go work use " + displayPath(m.Dir), "the workspace does not use this module"})
	}
	if !m.HasTool(toolPackage) {
		steps = append(steps, [2]string{"go get -tool " + toolPackage, "pins this version of topgen in go.mod"})
	}
	steps = append(steps,
		[2]string{"go tool topgen fetch METHOD", "or put pages into " + docs + " yourself: text, HTML or JSON"},
		[2]string{"go generate ./...", "makes the bindings"},
		[2]string{"go mod tidy", "brings what they import"},
		[2]string{"go test ./...", "all of it"})
	width := 0
	for _, s := range steps {
		width = max(width, len(s[0]))
	}
	a.note("\nNext:")
	for _, s := range steps {
		a.note("  %-*s  # %s", width, s[0], s[1])
	}
}

// printLine prints a line of the result.
func (a *app) printLine(format string, args ...any) error {
	_, err := fmt.Fprintf(a.out, format+"\n", args...)
	return err
}
