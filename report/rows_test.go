package report

import (
	"fmt"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestRows(t *testing.T) {
	tl := timelinetest.Parse(t, `
process 20 "second": 5ms running 1ms
process 10 "first": 0s running 9ms
  thread 12 "": 3ms running 1ms
  thread 11 "loop": 1ms running 8ms
    coroutine 2 "late": 4ms running 1ms
    coroutine 1 "early": 2ms running 1ms
  runtime thread 13 "sysmon": 1ms unknown 1ms
    goroutine 5 "under the runtime": 2ms running 1ms
  runtime goroutine 3 "gc": 1ms unknown 1ms
`)
	const want = `
first · 10
  loop · 11
    early
    late
  under the runtime
  thread 12
second · 20`
	shown, left := rows(tl, 100)
	if got := outline(shown); got != want || left != 0 {
		t.Errorf("got %s\nand %d more, want %s", got, left, want)
	}
	if got, want := runtimeLine(tl).String(), "Go runtime · 1 goroutine, 1 thread"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	shown, left = rows(tl, 2)
	if len(shown) != 2 || left != 5 {
		t.Errorf("with room for 2: %d and %d more", len(shown), left)
	}
}

func outline(shown []row) string {
	var out strings.Builder
	for _, r := range shown {
		fmt.Fprintf(&out, "\n%s%s", strings.Repeat("  ", r.depth), r.label)
	}
	return out.String()
}

func TestCompare(t *testing.T) {
	r := &Report{
		Drawing: timelinetest.Parse(t, `
process 1 "main": 0s waiting/join 4s
  coroutine 1 "task": 1s waiting/sleep 2s
  coroutine 2 "task": 2s waiting/sleep 1s
  coroutine 3 "never ran": 2s waiting/sleep 1s
`),
		Timeline: timelinetest.Parse(t, `
process 77 "main": 0s waiting/join 5s
  coroutine 9 "task": 3s waiting/sleep 1100ms
  coroutine 8 "task": 1s unknown 300ms, runnable 100ms, running 100ms, waiting/sleep 1400ms
  goroutine 7 "never ran": 2s running 1s
`),
	}
	c := compare(r)
	if c.shift != 500e6 {
		t.Errorf("shift %v, want that of the first sleep", c.shift.Std())
	}
	for id, want := range []string{"+1.00 s (+25.0 %)", "+100 ms (+10.0 %)", "−400 ms (−20.0 %)", ""} {
		if got := c.difference(timeline.LaneID(id)); got != want {
			t.Errorf("lane %d: got %q, want %q", id, got, want)
		}
	}
	if len(c.lived) != 3 {
		t.Errorf("%d drawn lanes were measured, want 3", len(c.lived))
	}
}

func TestCompareNothing(t *testing.T) {
	c := compare(gatherSample(t))
	if len(c.lived) != 3 {
		t.Errorf("%d drawn lanes were measured, want 3", len(c.lived))
	}
	c = compare(oneLaneSample(t))
	if c.rows(10) != nil || c.difference(0) != "" {
		t.Errorf("without a drawing: %v, %q", c.rows(10), c.difference(0))
	}
}
