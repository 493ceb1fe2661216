// Command ctrace records how concurrent programs really run and shows when each
// process, thread and coroutine was running and when it was waiting, and for
// what.
//
// Every verb is one file. A verb that shows something goes the same way:
// record or open a recording, make a report of it, write the outputs.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"ctrace/scenarios/multiprocessing"
	"ctrace/tracer/lang"
)

// The main goroutine of an observed process stays on the process's first
// thread, as the main thread of any other program does.
func init() { runtime.LockOSThread() }

func main() {
	multiprocessing.Main() // does not return in a child of package multiprocessing
	if !observed() {
		runtime.UnlockOSThread()
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// observed reports whether this process is one that ctrace records.
func observed() bool { return len(os.Args) > 1 && os.Args[1] == scenarioVerb }

// Exit statuses.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 128 + int(syscall.SIGINT)
)

// run executes the command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := untilSignal()
	defer stop()
	// A second Ctrl-C ends ctrace at once.
	context.AfterFunc(ctx, stop)

	s := streams{stdin, stdout, stderr, languageFor(args)}
	root := newRoot(s)
	root.SetArgs(args)
	return s.fail(root.ExecuteContext(ctx))
}

// untilSignal returns a context that is done at Ctrl-C or SIGTERM, except where
// whoever started ctrace wants them ignored: so do the programs that it starts.
func untilSignal() (context.Context, context.CancelFunc) {
	var signals []os.Signal
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		if !signal.Ignored(sig) {
			signals = append(signals, sig)
		}
	}
	if len(signals) == 0 { // which package signal would take for all
		return context.WithCancel(context.Background())
	}
	return signal.NotifyContext(context.Background(), signals...)
}

// fail says what went wrong, if anything, in one line, and returns the exit status.
func (s streams) fail(err error) int {
	if err == nil {
		return 0
	}
	if text := oneLine(err, s.language); text != "" {
		s.note(lang.Data(text))
	}
	var status statusError
	switch {
	case errors.As(err, &status):
		return status.status
	case errors.As(err, new(usageError)):
		return exitUsage
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	return exitFailure
}
