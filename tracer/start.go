package tracer

import (
	"context"
	"os"
	"runtime/trace"

	"ctrace/tracer/lang"
)

// RecordingVar is the environment variable that names the folder to record
// into. [Record] sets it for the process that it observes, and [Environ] for
// that process's children.
const RecordingVar = "CTRACE_RECORDING"

// Start begins to record the calling process if a recorder asked for it, and
// does nothing otherwise, nor with a context that carries a recording already.
// The context that it returns carries the recording and the trace context
// (TRACEPARENT) of whoever started the process; it is usable even if err is not
// nil.
//
// The function stop ends the recording and returns what could not be written.
// It may be called more than once, and only the first call does anything. A
// process that ends without it, or is killed, loses the last second of its
// execution trace and the spans that had not ended. To end well on Ctrl-C, make
// ctx with [os/signal.NotifyContext].
//
// Spans go to OpenTelemetry's global provider. A program that has an SDK
// provider of its own keeps it: set it before Start, which then listens to it.
// A program that traces or profiles itself already keeps that, too, and the
// recording says what it lacks.
func Start(ctx context.Context) (_ context.Context, stop func() error, err error) {
	dir := os.Getenv(RecordingVar)
	if dir == "" || from(ctx) != nil {
		return ctx, func() error { return nil }, nil
	}
	s, err := newSession(dir)
	if err != nil {
		return ctx, func() error { return nil }, lang.Errorf("tracer: %w", err)
	}
	s.start()
	return context.WithValue(remoteParent(ctx), sessionKey{}, s), s.stop, nil
}

// start starts the sources. The trace starts last and stops first, so that the
// tracer's own work is not in it.
func (s *session) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add("profile", startWall)
	s.add("spans", startSpans)
	s.add("gotrace", startTrace)
	s.unhook = s.saveOnSignal() // last, so that the trace knows whose goroutine it is
}

// startTrace starts the execution trace. The runtime writes it in whole pieces
// straight to the file.
func startTrace(dir string) (stop func() error, err error) {
	file, err := appendable(pidFile(dir, traceSuffix))
	if err != nil {
		return nil, err
	}
	out := &sticky{w: file}
	if err := trace.Start(out); err != nil {
		file.Close()
		os.Remove(file.Name())
		return nil, lang.Errorf("the program traces itself already: %w", err)
	}
	return func() error {
		trace.Stop()
		return errorOf(out.err, file.Close())
	}, nil
}
