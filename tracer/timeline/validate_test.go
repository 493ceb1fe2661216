package timeline

import (
	"strings"
	"testing"
)

// TestValidateFindsEachFault breaks a valid timeline in one way at a time,
// around the builder that would have prevented it.
func TestValidateFindsEachFault(t *testing.T) {
	tests := []struct {
		fault string
		spoil func(*Timeline)
		want  string
	}{
		{"none", func(*Timeline) {}, ""},
		{"no kind", func(t *Timeline) { t.lanes[1].Kind = UnknownKind }, "no kind"},
		{"parent missing", func(t *Timeline) { t.lanes[1].Parent = 9 }, "parent 9"},
		{"cycle", func(t *Timeline) { t.lanes[0].Parent = 1 }, "own ancestor"},
		{"starts late", func(t *Timeline) { t.lanes[1].Start = -1 }, "should start at -1"},
		{"ends early", func(t *Timeline) { t.lanes[1].End = 29 }, "its life at 29"},
		{"empty interval", func(t *Timeline) { edit(t, 1, func(r *record) { r.start = 30 }) }, "empty interval"},
		{"illegal transition", func(t *Timeline) {
			edit(t, 0, func(r *record) { r.state = Waiting })
			edit(t, 1, func(r *record) { r.state = Syscall })
		}, "cannot follow"},
		{"state out of range", func(t *Timeline) { edit(t, 0, func(r *record) { r.state = NumStates }) }, "State(5)"},
		{"running for a reason", func(t *Timeline) { edit(t, 0, func(r *record) { r.reason = Sleep }) }, "running for sleep"},
		{"runnable for a lock", func(t *Timeline) { edit(t, 0, func(r *record) { r.state, r.reason = Runnable, Lock }) }, "runnable for lock"},
		{"ran nowhere", func(t *Timeline) { edit(t, 0, func(r *record) { r.on = 77 }) }, "ran on lane 77"},
		{"span backwards", func(t *Timeline) { t.spans = []Span{{Name: "s", Start: 2, End: 1}} }, "ends before it starts"},
		{"span on no lane", func(t *Timeline) { t.spans = []Span{{Name: "s", Lane: 9}} }, "does not exist"},
		{"link to nowhere", func(t *Timeline) { t.links = listOf(Link{To: 9}) }, "no such lane"},
		{"link back in time", func(t *Timeline) { t.links = listOf(Link{FromTime: 2, ToTime: 1}) }, "before it leaves"},
		{"a claim follows the table", func(t *Timeline) { t.claims[1] = claim(10, Running, Runnable) }, ""},
		{"a cut lane need not", func(t *Timeline) {
			t.claims[1] = claim(10, Running)
			edit(t, 0, func(r *record) { r.state = Runnable })
		}, ""},
		{"illegal transition in a claim", func(t *Timeline) { t.claims[1] = claim(10, Runnable, Waiting) }, "waiting cannot follow runnable"},
		{"claimed beyond its life", func(t *Timeline) { t.claims[1] = claim(10, Running, Waiting, Running, Waiting) }, "claimed from 0 to 40"},
		{"range backwards", func(t *Timeline) { t.ranges = []Range{{Start: 2, End: 1}} }, "ends before it starts"},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			tl := small()
			test.spoil(tl)
			err := Validate(tl)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("a valid timeline: %v", err)
			case test.want != "" && err == nil:
				t.Errorf("no error, want one with %q", test.want)
			case test.want != "" && !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v\nwant an error with %q", err, test.want)
			}
		})
	}
}

// edit changes one interval of the small timeline's goroutine.
func edit(t *Timeline, index int, change func(*record)) {
	n := 0
	t.tracks[1].change(func(r *record) {
		if n == index {
			change(r)
		}
		n++
	})
}

// claim returns the track of states that last as long each, from 0 on.
func claim(each Time, states ...State) *track {
	var t track
	for _, state := range states {
		t.add(record{start: t.end, on: NoLane, state: state}, t.end+each)
	}
	return &t
}

// small returns a process with one goroutine that runs and waits.
func small() *Timeline {
	b := NewBuilder(Clock{})
	process := b.Lane(Lane{Kind: Process, ID: 1, PID: 1, Name: "p", Parent: NoLane})
	goroutine := b.Lane(Lane{Kind: Goroutine, PID: 1, ID: 1, Name: "g", Parent: process})
	b.Append(process, Interval{Start: 0, End: 30, State: Running, On: NoLane})
	b.Append(goroutine, Interval{Start: 0, End: 10, State: Running, On: process})
	b.Append(goroutine, Interval{Start: 10, End: 30, State: Waiting, Reason: Sleep, On: NoLane})
	b.Claim(process, Interval{Start: 0, End: 20, State: Running, On: NoLane})
	return b.Build(0)
}
