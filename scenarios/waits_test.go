package scenarios

import (
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestLateness asks for sleeps of 100 ms, of which most last for 150 ms, with
// different things that the loop's thread does meanwhile.
func TestLateness(t *testing.T) {
	const ms = timeline.Duration(time.Millisecond)
	tests := []struct {
		name, thread, sleep string
		want                lateness
	}{
		{"on time", "waiting/network 100ms", "sleep/0.1 s 100ms", lateness{}},
		{"the thread waits on", "waiting/network 150ms", "sleep/0.1 s 150ms", lateness{machine: 50 * ms}},
		{"the thread is not let run", "waiting/network 100ms, runnable 50ms", "sleep/0.1 s 150ms", lateness{machine: 50 * ms}},
		{"the thread computes", "waiting/network 90ms, running 60ms", "sleep/0.1 s 150ms", lateness{program: 50 * ms}},
		{"the thread sleeps itself", "waiting/network 90ms, waiting/sleep 60ms", "sleep/0.1 s 150ms", lateness{program: 50 * ms}},
		{"both", "waiting/network 120ms, running 30ms", "sleep/0.1 s 150ms", lateness{machine: 20 * ms, program: 30 * ms}},
		{"nobody knows what was asked", "waiting/network 150ms", "sleep 150ms", lateness{program: 150 * ms}},
	}
	for _, test := range tests {
		tl := timelinetest.Parse(t, `thread 1 "event loop": 0s `+test.thread+`
  coroutine 2 "sleeps()": 0s waiting/`+test.sleep)
		if got := latenessOf(tl, lanesNamed(tl, timeline.Coroutine, "sleeps()")); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
