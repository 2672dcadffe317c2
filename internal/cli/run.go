// Package cli is the command line: what topgen's commands take, print and
// return. What they do is in other packages.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/report"
)

// Exit statuses, as scripts may rely on them.
const (
	exitOK    = 0
	exitFail  = 1 // a page has an error, a comparison found a difference, or the work could not be done
	exitUsage = 2
)

// Run runs the command line args (without the program's name) and returns the
// exit status.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return run(args, streams{
		in: stdin, out: stdout, err: stderr,
		outTerminal: isTerminal(stdout), errTerminal: isTerminal(stderr),
		columns: columnsOf(stdout, stderr), barDelay: time.Second,
	})
}

// run is Run with the question settled which streams are terminals.
func run(args []string, s streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{streams: s}
	root := a.root()
	root.SetArgs(append([]string{}, args...)) // for nil, cobra takes those of the process
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	helpUsage(root, args)
	command, err := root.ExecuteContextC(ctx)
	var status exitStatus
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintf(s.err, "topgen: %v\nRun '%s --help' for usage.\n", err, command.CommandPath())
	return exitUsage
}

// exitStatus is the error of a command that has printed what it has to say.
// All other errors that come out of cobra are about the usage.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// app is one run of the program: its streams, and the flags that all commands
// share.
type app struct {
	streams
	diagnostics string
	quiet       bool
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "topgen",
		Short: "Go bindings from the documentation pages of the Taobao Open Platform",
		Long: `topgen reads documentation pages of the Taobao Open Platform (text, HTML or the
site's JSON), checks them, and writes tested Go bindings.`,
		Example: `  topgen init                # make a module ready for bindings of its own
  topgen generate            # docs/pages -> generated
  topgen check               # is generated what docs/pages would give?
  topgen lint                # what is wrong with the pages`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.err)
			return errors.Join(cmd.Help(), exitStatus(exitUsage))
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.diagnostics, "diagnostics", string(report.Text), "form of the diagnostics: text, json, github or sarif")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "no progress bar and no summary")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		_, err := report.ParseForm(a.diagnostics)
		return err
	}
	root.AddCommand(a.initCommand(), a.generateCommand(), a.checkCommand(), a.schemaCommand(), a.lintCommand(), a.diffCommand(),
		a.sampleCommand(), a.mockCommand(), a.fetchCommand(), a.manCommand(), a.versionCommand())
	a.addCompletions(root)
	return root
}

// runE makes a cobra function of the work of a command, which prints its
// diagnostics to w and returns the exit status.
func (a *app) runE(w io.Writer, terminal bool, work func(ctx context.Context, args []string, p report.Printer) (int, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		p := a.printer(w, terminal)
		status, err := work(cmd.Context(), args, p)
		if err != nil {
			a.fail(p, err)
			status = cmp.Or(status, exitFail)
		}
		if err := p.Close(); err != nil { // a closed pipe, a full disk: nobody would see the message
			status = exitFail
		}
		if status == exitOK {
			return nil
		}
		return exitStatus(status)
	}
}

// fail prints an error that belongs to no page: into the document of
// diagnostics, if there is one, and else to standard error.
func (a *app) fail(p report.Printer, err error) {
	if a.form().Structured() {
		p.Fail(err)
		return
	}
	p.Flush() // what was said before comes before
	toErr := a.printer(a.err, a.errTerminal)
	toErr.Fail(err)
	toErr.Close() // if this fails, there is nowhere left to say so; the status tells
}
