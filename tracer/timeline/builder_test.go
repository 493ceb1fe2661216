package timeline_test

import (
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// iv is short for an interval without an executor.
func iv(start, end timeline.Time, state timeline.State) timeline.Interval {
	return timeline.Interval{Start: start, End: end, State: state, On: timeline.NoLane}
}

func TestAppendKeepsThePartition(t *testing.T) {
	const (
		unknown  = timeline.Unknown
		running  = timeline.Running
		waiting  = timeline.Waiting
		runnable = timeline.Runnable
	)
	tests := []struct {
		name     string
		append   []timeline.Interval
		want     []timeline.Interval
		warnings int
	}{
		{name: "nothing"},
		{name: "touching", append: []timeline.Interval{iv(5, 10, running), iv(10, 20, waiting)}, want: []timeline.Interval{iv(5, 10, running), iv(10, 20, waiting)}},
		{name: "a gap is unknown", append: []timeline.Interval{iv(0, 10, running), iv(15, 20, waiting)}, want: []timeline.Interval{iv(0, 10, running), iv(10, 15, unknown), iv(15, 20, waiting)}},
		{name: "equal neighbours become one", append: []timeline.Interval{iv(0, 10, running), iv(10, 20, running)}, want: []timeline.Interval{iv(0, 20, running)}},
		{name: "an overlap is clipped", append: []timeline.Interval{iv(0, 10, running), iv(5, 20, waiting)}, want: []timeline.Interval{iv(0, 10, running), iv(10, 20, waiting)}, warnings: 1},
		{name: "what is covered vanishes", append: []timeline.Interval{iv(0, 10, running), iv(2, 8, waiting)}, want: []timeline.Interval{iv(0, 10, running)}, warnings: 1},
		{name: "empty intervals vanish", append: []timeline.Interval{iv(0, 10, running), iv(10, 10, runnable)}, want: []timeline.Interval{iv(0, 10, running)}},
		{name: "backwards intervals vanish", append: []timeline.Interval{iv(0, 10, running), iv(20, 15, runnable)}, want: []timeline.Interval{iv(0, 10, running)}},
		{name: "before the declared start", append: []timeline.Interval{iv(-5, 10, running)}, want: []timeline.Interval{iv(-5, 10, running)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := timeline.NewBuilder(timeline.Clock{})
			lane := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 1, Parent: timeline.NoLane, Start: firstStart(test.append)})
			for _, iv := range test.append {
				b.Append(lane, iv)
			}
			tl := timelinetest.Valid(t, b.Build(0))
			if got := slices.Collect(tl.Life(lane)); !slices.Equal(got, test.want) {
				t.Errorf("got %v\nwant %v", got, test.want)
			}
			if got := len(slices.Collect(tl.Warnings())); got != test.warnings {
				t.Errorf("%d warnings, want %d", got, test.warnings)
			}
		})
	}
}

// firstStart is where a lane of the table begins; a negative first start is
// declared as 0, to test that intervals may begin earlier.
func firstStart(ivs []timeline.Interval) timeline.Time {
	if len(ivs) == 0 {
		return 0
	}
	return max(0, ivs[0].Start)
}

func TestLiveExtendsALaneByUnknown(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, ID: 7, PID: 7, Name: "child", Parent: timeline.NoLane, Start: 20})
	b.Append(lane, iv(20, 30, timeline.Running))
	b.Live(lane, 5, 25)
	b.Live(lane, 10, 50)
	silent := b.Lane(timeline.Lane{Kind: timeline.Process, ID: 8, PID: 8, Name: "silent", Parent: timeline.NoLane})
	b.Live(silent, 3, 9)
	got := timelinetest.Format(timelinetest.Valid(t, b.Build(0)))
	want := `process 8 "silent": 3ns unknown 6ns
process 7 "child": 5ns unknown 15ns, running 10ns, unknown 20ns
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestAliveLanesReachTheEnd(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 1, Parent: timeline.NoLane, Alive: true})
	b.Append(lane, iv(0, 10, timeline.Running))
	tl := timelinetest.Valid(t, b.Build(100))
	if got := tl.LifeTotals(lane).States[timeline.Unknown]; got != 90 {
		t.Errorf("unknown for %d ns, want 90", got)
	}
}

func TestLanesEndWithTheirProcess(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	thread := b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 7, ID: 8, Parent: timeline.NoLane, Alive: true})
	process := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Parent: timeline.NoLane})
	b.Append(thread, iv(0, 10, timeline.Running))
	b.Live(process, 0, 30)
	tl := timelinetest.Valid(t, b.Build(100))
	if got := tl.Lane(thread).End; got != 30 {
		t.Errorf("the thread ends at %d, its process at 30", got)
	}
}

func TestLaneIdentity(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	thread := timeline.Lane{Kind: timeline.Thread, PID: 1, ID: 2, Name: "a", Parent: timeline.NoLane}
	first := b.Lane(thread)
	thread.Name = "b"
	if again := b.Lane(thread); again != first || b.Get(again).Name != "a" {
		t.Errorf("the same identity made lane %d %q after %d", again, b.Get(again).Name, first)
	}
	for _, change := range []func(*timeline.Lane){
		func(l *timeline.Lane) { l.PID = 3 },
		func(l *timeline.Lane) { l.ID = 3 },
		func(l *timeline.Lane) { l.Host = "other" },
		func(l *timeline.Lane) { l.Kind = timeline.Process },
	} {
		other := thread
		change(&other)
		if id := b.Lane(other); id == first {
			t.Errorf("%+v is not the lane of %+v", other, thread)
		}
	}
	b.Edit(first, func(l *timeline.Lane) { l.ID = 99 })
	thread.ID = 99
	if id := b.Lane(thread); id != first {
		t.Errorf("an edited identity is not found: lane %d, want %d", id, first)
	}
}

func TestMessagesLinkAcrossLanes(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	from := b.Lane(timeline.Lane{Kind: timeline.Process, ID: 1, Parent: timeline.NoLane})
	to := b.Lane(timeline.Lane{Kind: timeline.Process, ID: 2, Parent: timeline.NoLane})
	b.Received("item/1", to, 8)
	b.Sent("item/1", from, 5)
	b.Sent("item/2", from, 6)
	b.Received("item/3", to, 9)
	b.Sent("item/4", from, 20)
	b.Received("item/4", to, 19) // a clock that is off by one
	got := slices.Collect(b.Build(0).Links())
	want := []timeline.Link{
		{Kind: timeline.Send, From: from, To: to, FromTime: 5, ToTime: 8},
		{Kind: timeline.Send, From: from, To: to, FromTime: 20, ToTime: 20},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSpansFindTheirLane(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	process := b.Lane(timeline.Lane{Kind: timeline.Process, ID: 1, Parent: timeline.NoLane})
	thread := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 2, Parent: process})
	trace, early, late := timeline.TraceKey{1}, timeline.SpanKey{1}, timeline.SpanKey{2}
	b.SpanOn(trace, early, thread)
	b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: "early", Lane: process, Trace: trace, ID: early, Start: 5, End: 6})
	b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: "late", Lane: process, Trace: trace, ID: late, Start: 1, End: 9})
	b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: "inner", Lane: process, Trace: trace, ID: timeline.SpanKey{3}, Start: 1, End: 2})
	b.SpanOn(trace, late, thread)
	var names []string
	for s := range timelinetest.Valid(t, b.Build(0)).Spans() {
		names = append(names, s.Name)
		if wantThread := s.Name != "inner"; (s.Lane == thread) != wantThread {
			t.Errorf("span %q is on lane %d", s.Name, s.Lane)
		}
	}
	if want := []string{"late", "inner", "early"}; !slices.Equal(names, want) {
		t.Errorf("spans in the order %q, want %q", names, want)
	}
}

func TestStacksAreInterned(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	frames := []timeline.Frame{{Func: "f", File: "f.go", Line: 1}, {Func: "main", File: "f.go", Line: 9}}
	id := b.Stack(frames)
	if again := b.Stack(slices.Clone(frames)); again != id || id == timeline.NoStack {
		t.Errorf("ids %d and %d for one stack", id, again)
	}
	if b.Stack(frames[:1]) == id || b.Stack(nil) != timeline.NoStack {
		t.Error("different stacks share an id")
	}
	frames[0].Func = "changed"
	if got := b.Build(0).Frames(id); len(got) != 2 || got[0].Func != "f" {
		t.Errorf("frames %v", got)
	}
}

func TestSourcesAndWarnings(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	b.Source(timeline.Source{Name: "gotrace", Why: timeline.Say("no file")})
	b.Source(timeline.Source{Name: "gotrace", On: true})
	b.Source(timeline.Source{Name: "gotrace", Why: timeline.Say("another has none")})
	b.Source(timeline.Source{Name: "kernel", On: true})
	b.Source(timeline.Source{Name: "kernel", On: true, Approximate: true, Why: timeline.Say("it was polled")})
	b.Warn("x", "%d lost", 3)
	b.Warn("x", "3 lost")
	tl := b.Build(0)
	if got := slices.Collect(tl.Sources()); len(got) != 2 || !got[0].On || !got[1].Approximate || got[1].Why.String() != "it was polled" {
		t.Errorf("sources %+v", got)
	}
	if got := slices.Collect(tl.Warnings()); len(got) != 1 {
		t.Errorf("warnings %+v", got)
	}
}
