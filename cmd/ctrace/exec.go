package main

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
	"ctrace/tracer/lang"
)

// execFlags are the flags of `ctrace exec`.
type execFlags struct {
	showFlags
	record  string
	timeout time.Duration
	kernel  kernelMode
}

func newExec(s streams) *cobra.Command {
	var f execFlags
	cmd := &cobra.Command{
		Use:   s.say(lang.T("exec [FLAGS] [--] COMMAND [ARGUMENT…]")),
		Short: s.say(lang.T("Run any command, record it and show when everything ran and waited")),
		Long: s.say(lang.T("exec runs a command and records its whole process tree: what the kernel ran, and\n" +
			"what everything else waited for. The command has the terminal, its input and its\n" +
			"output as without ctrace; the chart goes to standard error. Ctrl-C, Ctrl-Z and\n" +
			"signals to ctrace are the command's. What it leaves behind is waited for, until\n" +
			"Ctrl-C. The exit status is the command's: 128+N if signal N killed it, 127 if it\n" +
			"was not found, 126 if it could not be executed, 124 if --timeout ended it.")),
		Example: `  ctrace exec --html out.html -- make -j4
  ctrace exec --record rec -- ./server
  ctrace exec -q --json - -- sh -c 'sleep 1 & wait'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s needs a command to run: ctrace %s", cmd.Name(), cmd.Use)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.exec(cmd.Context(), s, args) },

		DisableFlagsInUseLine: true, // they stand before the command
	}
	f.showFlags.add(cmd, s)
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what follows the command's name is the command's
	flags.StringVar(&f.record, "record", "", s.say(lang.T("keep the recording in `DIR`")))
	flags.DurationVar(&f.timeout, "timeout", 0, s.say(lang.T("end the command after this `DURATION`, such as 10s")))
	f.kernel.add(cmd, s)
	return cmd
}

// exec records a command and shows what was recorded, however it ended.
func (f *execFlags) exec(ctx context.Context, s streams, args []string) error {
	if f.timeout < 0 {
		return usagef("--timeout %v: it cannot be negative", f.timeout)
	}
	show, err := f.prepareAside(s)
	if err != nil {
		return err
	}
	defer show.discard()
	folder, err := newFolder(f.record)
	if err != nil {
		return err
	}
	defer func() { folder.remove() }()
	// Signals are the command's, so they end nothing here while it runs.
	ctx = context.WithoutCancel(ctx)
	recording, err := tracer.Record(ctx, folder.dir, tracer.Command{
		Args:        args,
		Stdin:       s.in,
		Stdout:      show.programOut(),
		Stderr:      s.err,
		Timeout:     f.timeout,
		Passthrough: true,
		Lingers:     func() { s.note(lang.T("%s has ended, but not all that it started: Ctrl-C ends the waiting", args[0])) },
		Kernel:      f.kernel.Mode,
		Python:      true,
	})
	if recording == nil {
		return notStarted(err)
	}
	tl, unread := recording.Timeline(ctx)
	if unread != nil {
		return f.exited(recording, errors.Join(err, unread))
	}
	show.out = s.err
	run := &recorded{fromRecording(recording, tl, s.language), folder}
	err = errors.Join(err, run.show(ctx, show))
	folder = run.folder // it stays if the spans could not be sent
	return f.exited(recording, err)
}

// prepareAside is prepare for a chart on standard error: standard output is the
// command's.
func (f *execFlags) prepareAside(s streams) (*show, error) {
	show, err := f.prepare(s, f.record)
	if err != nil || show.terminal == nil {
		return show, err
	}
	terminal, err := terminalFor(f.color, s.err)
	show.terminal = &terminal
	return show, err
}

// Exit statuses of exec, besides the command's own. A shell gives the last two,
// and timeout(1) the first.
const (
	exitTimeout       = 124
	exitNotExecutable = 126
	exitNotFound      = 127
)

// statusError makes ctrace end with a status. Where there is nothing to say
// about it, error is nil.
type statusError struct {
	error
	status int
}

func (e statusError) Error() string {
	if e.error == nil {
		return ""
	}
	return e.error.Error()
}

func (e statusError) Unwrap() error { return e.error }

// exited returns the error that makes ctrace end as the command did. An error of
// ctrace's own is said, but has a status of its own only if the command ended
// well.
func (f *execFlags) exited(r *tracer.Recording, err error) error {
	switch {
	case r.Exit.TimedOut:
		late := lang.Errorf("%s was still running after %v (--timeout) and was ended", r.Name(), f.timeout)
		return statusError{errors.Join(late, err), exitTimeout}
	case r.Exit.Status() == 0:
		return err
	}
	return statusError{err, r.Exit.Status()}
}

// notStarted returns the error for a command that never ran, with the status
// that a shell gives if that is the command's fault.
func notStarted(err error) error {
	var start *tracer.StartError
	switch {
	case !errors.As(err, &start):
		return err
	case errors.Is(err, exec.ErrNotFound):
		return statusError{lang.Errorf("%s: command not found", start.Program), exitNotFound}
	case errors.Is(err, fs.ErrNotExist):
		return statusError{start, exitNotFound}
	}
	return statusError{start, exitNotExecutable}
}

// kernelMode is the value of --kernel.
type kernelMode struct{ kernel.Mode }

func (m *kernelMode) add(cmd *cobra.Command, s streams) {
	cmd.Flags().Var(m, "kernel", s.say(lang.T("how to observe what the kernel runs: `MODE` perf (exactly), poll (approximately), off, or auto, the best that is permitted")))
}

// Set implements pflag.Value.
func (m *kernelMode) Set(name string) (err error) {
	m.Mode, err = kernel.ParseMode(name)
	return err
}

// Type implements pflag.Value.
func (m *kernelMode) Type() string { return "mode" }
