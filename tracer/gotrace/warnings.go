package gotrace

import "ctrace/tracer/timeline"

// maxWarnings bounds what one trace can make a reader say: its strings are the
// program's, and there may be millions of them.
const maxWarnings = 50

// warnings passes on what a reader of the timeline must know.
type warnings struct {
	b     *timeline.Builder
	given int
}

// Say passes a warning on.
func (w *warnings) Say(format string, args ...any) {
	switch w.given++; {
	case w.given < maxWarnings:
		w.b.Warn(sourceName, format, args...)
	case w.given == maxWarnings:
		w.b.Warn(sourceName, "further warnings about the trace are left out")
	}
}
