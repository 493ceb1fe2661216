package multiprocessing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// scope names this package to OpenTelemetry.
const scope = "ctrace/scenarios/multiprocessing"

// childVar is the environment variable that marks a child process.
const childVar = "CTRACE_MULTIPROCESSING"

// The files that a child inherits besides the standard ones.
const (
	lineFD  = 3 // the job, then nothing until the parent lets go of the other end
	firstFD = 4 // of the files that the arguments share
)

// job is what a child process is started for.
type job struct {
	Process  string // its name
	Function string
	Call     string // as people write it
	Args     json.RawMessage
	Files    int // how many files the arguments share
}

// The main goroutine of a child stays on the process's first thread, the one
// whose id is the process's.
func init() {
	if isChild() {
		runtime.LockOSThread()
	}
}

func isChild() bool { return os.Getenv(childVar) != "" }

// Main runs this process's function and exits, if the process is a child of
// this package; otherwise it does nothing. It is the first thing that main does,
// and TestMain.
func Main() {
	if !isChild() {
		return
	}
	os.Unsetenv(childVar)       // What the function starts itself is no child of this package.
	signal.Ignore(os.Interrupt) // The parent gets Ctrl-C too, and ends its children.
	err := runChild()
	if err == nil {
		os.Exit(0)
	}
	if !errors.Is(err, context.Canceled) { // Else it was told to end, and did.
		complain(err)
	}
	os.Exit(1)
}

// language is that of the reader of what a child says, as far as its environment
// tells.
func language() lang.Language { return lang.Preferred(os.Getenv) }

// complain prints an error.
func complain(err error) { fmt.Fprintln(os.Stderr, lang.Describe(err, language())) }

// runChild is the life of a child process.
func runChild() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx, stop, err := tracer.Start(ctx)
	if err != nil {
		complain(lang.Errorf("multiprocessing: this process is not recorded: %w", err))
	}
	defer func() {
		// A recording that fails must not change how the program ends.
		if err := stop(); err != nil {
			complain(lang.Errorf("multiprocessing: the recording is incomplete: %w", err))
		}
	}()

	line := newReader(inheritedFile(lineFD))
	frame, err := line.receiveFrame(ctx)
	if err != nil {
		return lang.Errorf("multiprocessing: the parent is gone: %w", err)
	}
	var j job
	if err := decodeMessage(ctx, frame, &j); err != nil {
		return lang.Errorf("multiprocessing: reading the job: %w", err)
	}
	tracer.NameLane(ctx, timeline.Process, j.Process)
	tracer.NameLane(ctx, timeline.Thread, "MainThread")
	tracer.Background(func() { awaitParent(ctx, line, cancel, stop) })
	return j.run(ctx)
}

// awaitParent waits until the parent lets go of the line, because it wants this
// process to end or has ended itself. The function is then asked to end and, if it
// does not, the process ends without it.
func awaitParent(ctx context.Context, line *stream, cancel context.CancelFunc, stop func() error) {
	defer tracer.Await(ctx, timeline.Pipe, "parent")()
	line.receiveFrame(context.WithoutCancel(ctx)) // Nothing more is ever sent: this is the end.
	cancel()
	time.Sleep(grace / 4)
	stop()
	os.Exit(1)
}

// run runs the function, as a span of the process.
func (j job) run(ctx context.Context) error {
	ctx, span := otel.Tracer(scope).Start(ctx, j.Process)
	defer span.End()
	files := make([]*os.File, j.Files)
	for i := range files {
		files[i] = inheritedFile(firstFD + i)
	}
	_, err := invoke(ctx, j.Function, j.Args, files)
	if err == nil {
		return nil
	}
	span.RecordError(err)
	span.SetStatus(codes.Error, err.Error())
	if p := new(panicError); errors.As(err, &p) {
		err = lang.Errorf("%w\n\n%s", err, p.stack)
	}
	return lang.Errorf("%s: %s: %w", j.Process, j.Call, err)
}
