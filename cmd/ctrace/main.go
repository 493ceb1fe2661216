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
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"ctrace/scenarios/multiprocessing"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends ctrace at once.
	context.AfterFunc(ctx, stop)

	root := newRoot(stdin, stdout, stderr)
	root.SetArgs(args)
	if _, _, err := root.Find(args); err != nil {
		return fail(stderr, usage(err))
	}
	return fail(stderr, root.ExecuteContext(ctx))
}

// fail says what went wrong, if anything, in one line, and returns the exit status.
func fail(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "ctrace: %s\n", oneLine(err))
	switch {
	case errors.As(err, new(usageError)):
		return exitUsage
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	return exitFailure
}
