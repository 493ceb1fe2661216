// Package auto records the program that imports it, where a recorder asks for
// that:
//
//	import _ "ctrace/tracer/auto"
//
// Without a recorder the import does nothing and costs nothing. With one, the
// program's goroutines, threads and ended spans are recorded from the
// initialization of this package on. Spans that begin without a parent become
// children of the span that TRACEPARENT names.
//
// # What is lost
//
// Go tells nobody that main returns, or that os.Exit is called. What the program
// did since the trace was last written out is lost then, a tenth of a second as
// a rule, besides the spans that had not ended and the wall-clock profile; the
// report says that the end is missing. One line in main keeps all of it:
//
//	defer auto.Stop()
//
// # What does not work besides it
//
// The program's own runtime/trace.Start fails, because the trace runs already,
// and so may the start of its own flight recorder for an instant. A provider of
// OpenTelemetry that the program sets takes its spans from the recording. Such a
// program is better off with [tracer.Start] than with this package.
package auto

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"time"

	"go.opentelemetry.io/otel"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// recording is how this process is recorded, from its initialization to its end.
type recording struct {
	ctx  context.Context
	stop func() error
}

var process = start()

// Context returns the context that [tracer.Start] returned: functions of package
// tracer need it, and [tracer.Environ] names its span to a child process.
func Context() context.Context { return process.ctx }

// Stop ends the recording, as the last thing that main does, and returns what
// could not be written. Only the first call does anything.
func Stop() error { return process.stop() }

func start() recording {
	nothing := recording{context.Background(), func() error { return nil }}
	if os.Getenv(tracer.RecordingVar) == "" {
		return nothing
	}
	ctx, stop, err := tracer.Start(context.Background())
	if err != nil {
		fmt.Fprintf(os.Stderr, "ctrace: this process is not recorded: %v\n", err)
		return nothing
	}
	tracer.NameLane(ctx, timeline.Goroutine, "main.main") // it is still at the initialization
	otel.SetTracerProvider(newAdopter(otel.GetTracerProvider(), ctx))
	stopped := make(chan struct{})
	finished := make(chan struct{})
	tracer.Background(func() {
		defer close(finished)
		flush(stopped)
	})
	return recording{ctx, sync.OnceValue(func() error {
		close(stopped)
		<-finished
		return stop()
	})}
}

// The trace is written out soon after the start, and then less and less often. It
// takes 0.4 ms of a CPU, and 1.3 µs for each goroutine: of 10,000 goroutines, the
// pauses make that 2 %.
const (
	firstFlush   = 10 * time.Millisecond
	flushEvery   = 100 * time.Millisecond
	perGoroutine = 65 * time.Microsecond
)

// flush writes out what the runtime has buffered of the trace, again and again
// until stopped is closed.
//
// The runtime does so when somebody begins or ends to listen to the trace, and
// else once a second.
func flush(stopped <-chan struct{}) {
	listener := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: time.Millisecond, MaxBytes: 1})
	pause := firstFlush
	for {
		select {
		case <-stopped:
			return
		case <-time.After(pause):
		}
		if listener.Start() == nil { // else the program has one of its own
			listener.Stop()
		}
		pause = max(min(2*pause, flushEvery), time.Duration(runtime.NumGoroutine())*perGoroutine)
	}
}
