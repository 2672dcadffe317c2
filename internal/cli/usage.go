package cli

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/topgen/topgen/internal/nearest"
)

// helpUsage makes the commands answer what they do not know with the nearest
// that they do, and as a usage error. The arguments are those of the run.
func helpUsage(root *cobra.Command, args []string) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(args...)
	root.Args = commandExists
	for _, cmd := range root.Commands() {
		for _, sub := range cmd.Commands() {
			sub.Args = countArgs(sub.Args)
		}
		switch cmd.Name() {
		case "help":
			cmd.Args = func(cmd *cobra.Command, args []string) error { return topicExists(cmd.Root(), args) }
		case "completion": // which has no work of its own
			cmd.Args = commandExists
			cmd.RunE = func(cmd *cobra.Command, _ []string) error {
				cmd.SetOut(cmd.ErrOrStderr())
				return errors.Join(cmd.Help(), exitStatus(exitUsage))
			}
		default:
			cmd.Args = countArgs(cmd.Args)
		}
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if cmd == root {
			if word := firstWord(root, args); word != "" {
				return commandExists(root, []string{word}) // whose flags are not to blame
			}
		}
		return flagError(cmd, err)
	})
}

// commandExists is an error if there are arguments: they would name a command
// below cmd, and had it that command, that would have got them.
func commandExists(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := func(yield func(string) bool) {
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() && !yield(sub.Name()) {
				return
			}
		}
	}
	return fmt.Errorf("there is no command %s %s%s", cmd.CommandPath(), args[0], didYouMean(args[0], names))
}

// topicExists is an error if the arguments name no command below cmd.
func topicExists(cmd *cobra.Command, args []string) error {
	for _, arg := range args {
		at := slices.IndexFunc(cmd.Commands(), func(sub *cobra.Command) bool { return sub.Name() == arg || sub.HasAlias(arg) })
		if at < 0 {
			return commandExists(cmd, []string{arg})
		}
		cmd = cmd.Commands()[at]
	}
	return nil
}

// countArgs returns check with errors that say which arguments the command takes:
// cobra's count them, or speak of commands.
func countArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		return nil
	}
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		name := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
		_, takes, _ := strings.Cut(cmd.Use, " ")
		switch {
		case err == nil:
			return nil
		case cmd.HasSubCommands():
			return commandExists(cmd, args)
		case len(args) > 0 && check(cmd, nil) == nil && check(cmd, args[:1]) != nil: // also with a flag that leaves no room for one
			return fmt.Errorf("%s takes no argument %q", name, args[0])
		case len(args) == 0:
			return fmt.Errorf("%s takes %s, and got no argument", name, takes)
		}
		return fmt.Errorf("%s takes %s, and got %q", name, takes, args)
	}
}

// firstWord returns the first of the arguments that is neither a flag that all
// commands have, nor the value of one; "" if there is none before a flag that
// some command may have.
func firstWord(root *cobra.Command, args []string) string {
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			return args[i]
		}
		name, _, hasValue := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		flag := root.PersistentFlags().Lookup(name)
		if flag == nil && len(name) == 1 {
			flag = root.PersistentFlags().ShorthandLookup(name)
		}
		if flag == nil {
			return ""
		}
		if flag.NoOptDefVal == "" && !hasValue {
			i++
		}
	}
	return ""
}

// flagError adds to the error for a flag that is not there which one is near.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return err
	}
	names := func(yield func(string) bool) {
		more := true
		cmd.Flags().VisitAll(func(f *pflag.Flag) { more = more && (f.Hidden || yield(f.Name)) })
	}
	if near := nearest.Word(unknown.GetSpecifiedName(), names); near != "" {
		return fmt.Errorf("%w; did you mean --%s?", err, near)
	}
	return err
}

// didYouMean is what an error about a word says of the known one that is nearest,
// "" if none is near.
func didYouMean(word string, known iter.Seq[string]) string {
	if near := nearest.Word(word, known); near != "" {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	return ""
}
