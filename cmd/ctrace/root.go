package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// streams are the standard streams of a verb.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// newRoot returns the command line of ctrace.
func newRoot(stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	s := streams{stdin, stdout, stderr}
	root := &cobra.Command{
		Use:   "ctrace",
		Short: "Shows when each process, thread and coroutine ran, and what it waited for",
		Long: `ctrace records how concurrent programs really run and shows when each process,
thread and coroutine was running and when it was waiting, and for what.`,
		Version:       version(),
		Example:       "  ctrace run gather --html out.html\n  ctrace open trace.out",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w (see %s --help)", err, cmd.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newList(s), newRun(s), newOpen(s), newPush(s), newDoctor(s), newScenario(s))
	return root
}

// version returns the version of this build, as the Go toolchain recorded it.
func version() string {
	build := "of unknown origin"
	if info, ok := debug.ReadBuildInfo(); ok {
		build = info.Main.Version
	}
	return fmt.Sprintf("%s, built with %s for %s/%s", build, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
