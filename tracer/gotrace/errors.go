package gotrace

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"unicode"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// ErrNoTrace is returned for what is no Go execution trace at all.
var ErrNoTrace = lang.Errorf("no Go execution trace")

// Incomplete is returned for a trace whose end could not be read. What comes
// before it is in the builder, every lane closed at Until.
type Incomplete struct {
	Offset int64         // bytes that the reader had taken when it failed
	Until  timeline.Time // of the last event that was read, 0 if there is none
	Err    error         // what the reader said
}

// Error implements error.
func (e *Incomplete) Error() string { return e.In(lang.English) }

// In says what is missing in a language.
func (e *Incomplete) In(l lang.Language) string {
	text := lang.T("the trace is broken before byte %d: nothing of it can be shown: %s", e.Offset, firstLine(lang.Describe(e.Err, l)))
	switch {
	case e.Cut() && e.Until == 0:
		text = lang.T("the trace is cut at byte %d, in its first part: nothing of it can be shown", e.Offset)
	case e.Cut():
		text = lang.T("the trace is cut at byte %d: its last part, about a second or less after %v, is missing", e.Offset, e.Until.Std())
	case e.Until != 0:
		text = lang.T("the trace is broken before byte %d: what follows %v is missing: %s", e.Offset, e.Until.Std(), firstLine(lang.Describe(e.Err, l)))
	}
	return text.In(l)
}

func (e *Incomplete) Unwrap() error { return e.Err }

// Cut reports whether the trace just ends too early, as it does when the
// program that wrote it was killed.
func (e *Incomplete) Cut() bool {
	return errors.Is(e.Err, io.EOF) || errors.Is(e.Err, io.ErrUnexpectedEOF)
}

// firstLine returns the first line of what the trace reader says, which may
// dump its whole state, in bounded length and without control characters.
func firstLine(text string) string {
	const limit = 200
	text, _, _ = strings.Cut(text, "\n")
	if len(text) > limit {
		text = text[:limit] + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, text)
}

// recoverFromReader turns a panic of the trace reader, which malformed input
// can cause, into an error. A panic of ctrace's own code is a bug and goes on.
func recoverFromReader(err *error) {
	value := recover()
	if value == nil {
		return
	}
	if ownPanic() {
		panic(value)
	}
	*err = lang.Errorf("the reader gave up: %v", value)
}

// ownPanic reports whether the function that panicked is ctrace's. It looks
// below the deferred call, for the first frame that is not the runtime's.
func ownPanic() bool {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return strings.HasPrefix(frame.Function, "ctrace/")
		}
		if !more {
			return false
		}
	}
}
