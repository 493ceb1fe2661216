package tracer

import (
	"time"

	"ctrace/tracer/process"
	"ctrace/tracer/spans"
)

// instant is one moment on both clocks of the machine.
type instant struct {
	// MonoNS is CLOCK_MONOTONIC in ns, 0 on systems where it is not known to
	// be the clock of Go's execution traces.
	MonoNS int64
	Wall   time.Time
}

// attempts is how often now reads the clocks to find a reading that nothing
// interrupted.
const attempts = 5

// now reads both clocks: the wall clock between two readings of the monotonic
// one, as close together as a few attempts get them.
func now() instant {
	best, gap := instant{}, int64(-1)
	for range attempts {
		before := monotonic()
		wall := time.Now()
		after := monotonic()
		if gap < 0 || after-before < gap {
			gap = after - before
			best = instant{MonoNS: before + gap/2, Wall: wall}
		}
	}
	return best
}

// event returns an event of the given kind at i.
func (i instant) event(kind process.Kind) process.Event {
	return process.Event{Kind: kind, MonoNS: i.MonoNS, WallNS: i.Wall.UnixNano()}
}

// span returns i as spans relate their clocks.
func (i instant) span(boot string) spans.Instant {
	return spans.Instant{MonoNS: i.MonoNS, WallNS: i.Wall.UnixNano(), Boot: boot}
}
