package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"ctrace/tracer/lang"
)

// streams are the standard streams of a verb, and the reader's language.
type streams struct {
	in       io.Reader
	out, err io.Writer
	language lang.Language
}

// say returns a text in the reader's language.
func (s streams) say(t lang.Text) string { return t.In(s.language) }

// note says something about the verb itself, in a line of its own, where it is in
// nobody's way.
func (s streams) note(t lang.Text) { fmt.Fprintf(s.err, "ctrace: %s\n", s.say(t)) }

// newRoot returns the command line of ctrace.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "ctrace",
		Short: s.say(lang.T("Shows when each process, thread and coroutine ran, and what it waited for")),
		Long: s.say(lang.T("ctrace records how concurrent programs really run and shows when each process,\n" +
			"thread and coroutine was running and when it was waiting, and for what.")),
		Version:       version(s),
		Example:       "  ctrace run gather --html out.html\n  ctrace open trace.out",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownVerb,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w (see %s --help)", flagError(err), cmd.CommandPath())
	})
	addLanguage(s, root.PersistentFlags())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(newList(s), newRun(s), newExec(s), newOpen(s), newPush(s), newDoctor(s), newScenario(s), newCompletion(s))
	root.SetHelpCommand(newHelp(s))
	root.SetUsageFunc(func(cmd *cobra.Command) error { return printUsage(s, cmd) })
	root.SetVersionTemplate(root.Version + "\n")
	nameStandardFlags(s, root)
	return root
}

// knownVerb fails for a verb that there is none of: cobra finds all others.
func knownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var verbs []string
	for _, verb := range cmd.Commands() {
		if !verb.Hidden {
			verbs = append(verbs, verb.Name())
		}
	}
	return usagef("unknown command %q%v (see ctrace --help)", args[0], suggestion(args[0], verbs))
}

// version returns the version of this build, as the Go toolchain recorded it.
func version(s streams) string {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return s.say(lang.T("ctrace version of unknown origin, built with %s for %s", runtime.Version(), platform))
	}
	return s.say(lang.T("ctrace version %s, built with %s for %s", info.Main.Version, runtime.Version(), platform))
}
