package timeline_test

import (
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// alternating returns a timeline of one lane of n intervals of 10 ns each,
// running and waiting in turn, from 0 on.
func alternating(t *testing.T, n int) *timeline.Timeline {
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 1, Parent: timeline.NoLane})
	for i := range n {
		state := timeline.Running
		if i%2 == 1 {
			state = timeline.Waiting
		}
		b.Append(lane, iv(timeline.Time(10*i), timeline.Time(10*i+10), state))
	}
	return timelinetest.Valid(t, b.Build(0))
}

func TestIntervalsInRange(t *testing.T) {
	const n = 20_000 // several chunks
	tl := alternating(t, n)
	tests := []struct {
		from, to     timeline.Time
		first, count int
	}{
		{0, timeline.Forever, 0, n},
		{-5, 1, 0, 1},
		{10, 20, 1, 1},
		{15, 16, 1, 1},
		{19, 21, 1, 2},
		{79, 81, 7, 2}, // the border of the first chunk
		{81_915, 122_885, 8191, 4098},
		{10*n - 1, 10 * n, n - 1, 1},
		{10 * n, 10*n + 5, 0, 0},
		{-10, 0, 0, 0},
	}
	for _, test := range tests {
		got := slices.Collect(tl.Intervals(0, test.from, test.to))
		if len(got) != test.count {
			t.Errorf("[%d, %d): %d intervals, want %d", test.from, test.to, len(got), test.count)
			continue
		}
		if test.count > 0 && got[0].Start != timeline.Time(10*test.first) {
			t.Errorf("[%d, %d): first starts at %d, want %d", test.from, test.to, got[0].Start, 10*test.first)
		}
	}
	for range tl.Intervals(0, 0, timeline.Forever) {
		break // an iterator may be left at once
	}
}

func TestAt(t *testing.T) {
	tl := timelinetest.Parse(t, `thread 1 "a": 10ns running 5ns, waiting/sleep 5ns`)
	for at, want := range map[timeline.Time]timeline.State{10: timeline.Running, 14: timeline.Running, 15: timeline.Waiting, 19: timeline.Waiting} {
		if got, ok := tl.At(0, at); !ok || got.State != want {
			t.Errorf("at %d: %v %v, want %v", at, got.State, ok, want)
		}
	}
	for _, at := range []timeline.Time{9, 20} {
		if got, ok := tl.At(0, at); ok {
			t.Errorf("at %d, outside of its life: %v", at, got)
		}
	}
}

func TestSeen(t *testing.T) {
	tl := timelinetest.Parse(t, `
thread 1 "a": 10ns unknown 5ns, running 5ns, unknown 5ns, running 1ns, unknown 9ns
thread 2 "b": 10ns unknown 5ns`)
	if first, last := tl.Seen(0); first != 15 || last != 26 {
		t.Errorf("seen from %d to %d, want 15 to 26", first, last)
	}
	if got := tl.Makespan(); got != 11 {
		t.Errorf("makespan %d, want 11", got)
	}
	if got := timelinetest.Parse(t, `thread 1 "a": 10ns unknown 5ns`).Makespan(); got != 0 {
		t.Errorf("makespan of what was never seen: %d", got)
	}
	if first, last := tl.Seen(1); first != last {
		t.Errorf("a lane that was never seen: from %d to %d", first, last)
	}
}

func TestTotalsAddUp(t *testing.T) {
	tl := timelinetest.Parse(t, `thread 1 "a": 0s running 1s, waiting/sleep 2s, runnable 3s, syscall 4s, unknown 5s, waiting/lock 6s`)
	got := tl.LifeTotals(0)
	var states, reasons timeline.Duration
	for _, d := range got.States {
		states += d
	}
	for _, d := range got.Waiting {
		reasons += d
	}
	if states != got.Life || got.Life.Seconds() != 21 || reasons != got.States[timeline.Waiting] || got.Intervals != 6 {
		t.Errorf("totals do not balance: %+v", got)
	}
	if got.Waiting[timeline.Lock].Seconds() != 6 {
		t.Errorf("waited for a lock for %v", got.Waiting[timeline.Lock].Std())
	}
	const s = timeline.Time(1e9)
	part := tl.Totals(0, s/2, 2*s)
	if part.States[timeline.Running] != s/2 || part.States[timeline.Waiting] != s || part.Life != 3*s/2 {
		t.Errorf("totals of a part: %+v", part)
	}
	if sum := tl.Totals(0, 0, 7*s).Add(tl.Totals(0, 7*s, 21*s)); sum.States != got.States || sum.Waiting != got.Waiting {
		t.Errorf("the parts add up to %+v, not %+v", sum, got)
	}
}

func TestConcurrency(t *testing.T) {
	tl := timelinetest.Parse(t, `
thread 1 "a": 0s running 3s, waiting/sleep 1s, running 1s
thread 2 "b": 1s running 1s
thread 3 "c": 1s running 2s`)
	running := func(_ timeline.LaneID, iv timeline.Interval) bool { return iv.State == timeline.Running }
	var got []int
	var at timeline.Time
	steps := tl.Concurrency([]timeline.LaneID{0, 1, 2}, running)
	for step := range steps {
		if step.Start != at {
			t.Errorf("step starts at %v, the one before ended at %v", step.Start.Std(), at.Std())
		}
		at = step.End
		got = append(got, step.Count)
	}
	if want := []int{1, 3, 2, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("counts %v, want %v", got, want)
	}
	if count, length := timeline.Peak(steps); count != 3 || length.Seconds() != 1 {
		t.Errorf("peak %d for %v", count, length.Std())
	}
	if count, length := timeline.Peak(tl.Concurrency(nil, running)); count != 0 || length != 0 {
		t.Errorf("peak of nothing: %d for %v", count, length.Std())
	}
}

func TestTreeInOrderOfBirth(t *testing.T) {
	tl := timelinetest.Parse(t, `
process 1 "p": 0s running 9s
  thread 1 "late": 5s running 1s
  thread 2 "early": 1s running 1s
  runtime thread 3 "m": 0s unknown 1s`)
	if got, want := tl.Children(0), []timeline.LaneID{3, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("children %v, want %v", got, want)
	}
	var names []string
	for _, l := range tl.Find(timeline.Thread) {
		names = append(names, l.Name)
	}
	if want := []string{"early", "late"}; !slices.Equal(names, want) {
		t.Errorf("threads %q, want %q", names, want)
	}
}

func TestWordsRoundTrip(t *testing.T) {
	for s := range timeline.NumStates {
		if got, err := timeline.ParseState(s.String()); got != s || err != nil {
			t.Errorf("%v: %v, %v", s, got, err)
		}
	}
	for r := range timeline.NumReasons {
		if got, err := timeline.ParseReason(r.String()); got != r || err != nil {
			t.Errorf("%v: %v, %v", r, got, err)
		}
		if r != timeline.NoReason && r.Family() == timeline.NoFamily {
			t.Errorf("%v is in no family", r)
		}
	}
	for k := range timeline.NumKinds {
		if got, err := timeline.ParseKind(k.String()); got != k || err != nil {
			t.Errorf("%v: %v, %v", k, got, err)
		}
	}
	if _, err := timeline.ParseState("asleep"); err == nil {
		t.Error("an unknown state parses")
	}
	if got := timeline.State(99).String(); got != "State(99)" {
		t.Errorf("a state out of range is %q", got)
	}
}

// TestWhatIsClaimedIsSeen holds that the start-up of a process, which only the kernel
// knows, and the CPUs do not count as the program's work.
func TestWhatIsClaimedIsSeen(t *testing.T) {
	tl := timelinetest.Parse(t, `
cpu 0 "CPU 0": 0s running 10ns
process 7 "told": 0s running 10ns
  claimed: 2ns running 3ns, unknown 1ns
  runtime thread 8 "runtime's": 0s running 20ns
process 9 "not told": 4ns running 3ns`[1:])
	if first, last := tl.Seen(1); first != 2 || last != 5 {
		t.Errorf("seen from %d to %d, claimed to work from 2 to 5", first, last)
	}
	if got := tl.Makespan(); got != 5 {
		t.Errorf("the makespan is %d, the work of the two lasts from 2 to 7", got)
	}
}
