package report

import (
	"fmt"
	"slices"
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

// TestRowsOfABuild holds that many processes of one command share a line, that a
// thread which only repeats its process has none, and that CPUs stand at the end.
func TestRowsOfABuild(t *testing.T) {
	shown, left := rows(buildSample(t).Timeline, 100)
	const want = `
make · 100
  cc · 30 processes
  ld · 900
CPU 0
CPU 1`
	if got := outline(shown); got != want || left != 0 {
		t.Errorf("got %s\nand %d more, want %s", got, left, want)
	}
	if n := len(shown[1].crowd); n != 60 {
		t.Errorf("the compilers' line shows %d lanes, want their threads and those of their children", n)
	}
	few, _ := rows(buildOf(t, leastCrowd-1).Timeline, 100)
	if len(few) != 1+2*(leastCrowd-1)+1+2 {
		t.Errorf("a build of few files has %d lines:%s", len(few), outline(few))
	}
}

// TestThreadsWithoutNames holds that threads which are called as their process is
// are shown where there are few processes, and counted where there are many.
func TestThreadsWithoutNames(t *testing.T) {
	const server = `
process 1 "server": 0s running 1s
  thread 1 "server": 0s running 1s
  thread 2 "server": 0s waiting 1s
  process 3 "child": 0s running 1s
    thread 3 "child": 0s running 1s
    thread 4 "logger": 0s running 1s
`
	few, _ := rows(timelinetest.Parse(t, server), 100)
	if got, want := outline(few), "\nserver · 1\n  server · 1\n  server · 2\n  child · 3\n    child · 3\n    logger · 4"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	var others strings.Builder
	for i := range manyProcesses {
		fmt.Fprintf(&others, "process %d \"other %[1]d\": 1s running 1s\n", 10+i)
	}
	many, _ := rows(timelinetest.Parse(t, server+others.String()), 3+1)
	if got, want := outline(many), "\nserver · 1 · 2 threads\n  child · 3\n    child · 3\n    logger · 4"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestTooManyCPUs(t *testing.T) {
	var text strings.Builder
	for cpu := range mostCPUs + 1 {
		fmt.Fprintf(&text, "cpu %d \"CPU %[1]d\": 0s unknown 1s\n", cpu)
	}
	tl := timelinetest.Parse(t, text.String())
	if shown, _ := rows(tl, 100); len(shown) != 0 {
		t.Errorf("%d CPUs have a line each", len(shown))
	}
	if got := cpuLine(tl).String(); got != "9 CPUs" {
		t.Errorf("of the CPUs it is said %q", got)
	}
}

// TestCrowd holds that the parts of a crowd lie within its line, that the area is as
// high as lanes were active at once, and that no state is left out.
func TestCrowd(t *testing.T) {
	tl := timelinetest.Parse(t, `
process 1 "a": 0s running 10ms, waiting/file 10ms
process 2 "a": 0s running 5ms, runnable 5ms, waiting/child 10ms
process 3 "a": 10ms waiting/file 10ms
`)
	parts := newCrowd(tl, []timeline.LaneID{0, 1, 2}, newAxis(0, 20e6, 4))
	want := []crowdPart{
		{2, 4, 0, rounded(heightShare[timeline.Waiting] * 2 / 3), meaning{timeline.Waiting, timeline.File}},
		{2, 4, rounded(heightShare[timeline.Waiting] * 2 / 3), rounded(heightShare[timeline.Waiting]), meaning{timeline.Waiting, timeline.Child}},
		{0, 1, 0, 1, meaning{state: timeline.Running}},
		{1, 2, 0, 0.5, meaning{state: timeline.Running}},
		{1, 2, 0.5, 1, meaning{state: timeline.Runnable}},
	}
	if !slices.Equal(parts, want) {
		t.Errorf("got  %+v\nwant %+v", parts, want)
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
