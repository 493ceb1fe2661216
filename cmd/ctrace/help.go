package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ctrace/tracer/lang"
)

// newHelp returns the verb that shows how to call another one.
func newHelp(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   s.say(lang.T("help [COMMAND]")),
		Short: s.say(lang.T("Say how to call ctrace or one of its commands")),
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil {
				return usage(err)
			}
			if found == cmd.Root() {
				if err := knownVerb(found, rest); err != nil {
					return err
				}
			}
			return found.Help()
		},
	}
}

// nameStandardFlags says in the reader's language what the flags do that cobra
// itself adds.
func nameStandardFlags(s streams, root *cobra.Command) {
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = s.say(lang.T("say which version of ctrace this is"))
	root.InitDefaultHelpCmd()
	for _, cmd := range append(root.Commands(), root) {
		cmd.InitDefaultHelpFlag()
		cmd.Flags().Lookup("help").Usage = s.say(lang.T("say how to call it"))
	}
}

// printUsage says how to call a verb. It is cobra's own page in the reader's
// language.
func printUsage(s streams, cmd *cobra.Command) error {
	w := bufio.NewWriter(cmd.OutOrStderr())
	fmt.Fprintf(w, "%s\n", s.say(lang.T("Usage:")))
	switch {
	case cmd.HasAvailableSubCommands():
		fmt.Fprintf(w, "  %s %s\n", cmd.CommandPath(), s.say(lang.T("COMMAND [FLAGS]")))
	case cmd.DisableFlagsInUseLine:
		fmt.Fprintf(w, "  %s\n", cmd.UseLine())
	default:
		fmt.Fprintf(w, "  %s %s\n", cmd.Root().Name(), s.say(lang.T("%s [FLAGS]", cmd.Use)))
	}
	if cmd.HasExample() {
		fmt.Fprintf(w, "\n%s\n%s\n", s.say(lang.T("Examples:")), cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s\n", s.say(lang.T("Commands:")))
		printVerbs(w, cmd)
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(w, "\n%s\n", s.say(lang.T("Flags:")))
		printFlags(s, w, cmd.LocalFlags())
	}
	if cmd.HasAvailableInheritedFlags() {
		fmt.Fprintf(w, "\n%s\n", s.say(lang.T("Flags of every command:")))
		printFlags(s, w, cmd.InheritedFlags())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s\n", s.say(lang.T("\"ctrace COMMAND --help\" says more about a command.")))
	}
	return w.Flush()
}

func printVerbs(out io.Writer, cmd *cobra.Command) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, verb := range cmd.Commands() {
		if verb.IsAvailableCommand() || verb.Name() == "help" {
			fmt.Fprintf(w, "  %s\t%s\n", verb.Name(), verb.Short)
		}
	}
	w.Flush()
}

// printFlags lists flags, each with the name of its value, what it does and what
// holds unless it is set.
func printFlags(s streams, out io.Writer, flags *pflag.FlagSet) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	flags.VisitAll(func(flag *pflag.Flag) {
		value, does := pflag.UnquoteUsage(flag)
		short := "    "
		if flag.Shorthand != "" {
			short = "-" + flag.Shorthand + ", "
		}
		line := strings.TrimRight(fmt.Sprintf("  %s--%s %s", short, flag.Name, value), " ")
		if !unset[flag.DefValue] {
			does = s.say(lang.T("%s (default %s)", does, flag.DefValue))
		}
		fmt.Fprintf(w, "%s\t%s\n", line, does)
	})
	w.Flush()
}

// unset are the values of flags that say nothing, as pflag spells them.
var unset = map[string]bool{"": true, "false": true, "0": true, "0s": true, "[]": true}
