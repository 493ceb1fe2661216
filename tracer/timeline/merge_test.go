package timeline_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// on returns a builder on a clock of the boot whose origin is at mono.
func on(boot string, mono int64) *timeline.Builder {
	return timeline.NewBuilder(timeline.Clock{Host: "host-" + boot, Boot: boot, Mono: mono, Wall: time.Unix(1000, mono)})
}

// shared adds the process 1 with what each of the parts knows of it.
func shared(b *timeline.Builder, ivs ...timeline.Interval) *timeline.Timeline {
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 1, ID: 1, Name: "p", Parent: timeline.NoLane, Start: ivs[0].Start})
	for _, iv := range ivs {
		iv.Stack = b.Stack([]timeline.Frame{{Func: iv.State.String()}})
		b.Append(lane, iv)
	}
	b.Log(timeline.Log{Time: ivs[0].Start, Lane: lane, Category: "c", Message: "m"})
	return b.Build(0)
}

func TestMergeAlignsByMonotonicClock(t *testing.T) {
	a := shared(on("x", 1000), iv(0, 10, timeline.Running), iv(10, 20, timeline.Unknown), iv(20, 30, timeline.Running))
	b := shared(on("x", 1005), iv(0, 20, timeline.Waiting))
	merged, err := timeline.Merge(a, b)
	if err != nil {
		t.Fatal(err)
	}
	got := timelinetest.Format(timelinetest.Valid(t, merged))
	if want := "process 1 \"p\": 0s running 10ns, waiting 10ns, running 10ns\n"; got != want {
		t.Errorf("got %swant %s", got, want)
	}
	for iv := range merged.Life(0) {
		if frames := merged.Frames(iv.Stack); len(frames) != 1 || frames[0].Func != iv.State.String() {
			t.Errorf("%v has the stack %v", iv.State, frames)
		}
	}
	if logs := slices.Collect(merged.Logs()); len(logs) != 2 || logs[1].Time != 5 {
		t.Errorf("logs %+v", logs)
	}
	if warnings := slices.Collect(merged.Warnings()); len(warnings) != 0 {
		t.Errorf("warnings %v", warnings)
	}
}

func TestMergeAcrossHosts(t *testing.T) {
	a, b := shared(on("x", 0), iv(0, 10, timeline.Running)), shared(on("y", 7), iv(0, 10, timeline.Running))
	merged, err := timeline.Merge(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if merged.NumLanes() != 2 {
		t.Errorf("%d lanes: processes of two hosts are not one", merged.NumLanes())
	}
	if warnings := slices.Collect(merged.Warnings()); len(warnings) != 1 {
		t.Errorf("no warning about wall clocks: %v", warnings)
	}
	if start := merged.Lane(1).Start; start != 7 {
		t.Errorf("the other host's lane starts at %d, want 7", start)
	}
}

func TestMergeRefusesUnrelatedClocks(t *testing.T) {
	unknown := shared(timeline.NewBuilder(timeline.Clock{}), iv(0, 10, timeline.Running))
	for _, other := range []*timeline.Timeline{unknown, shared(on("x", 0), iv(0, 10, timeline.Running))} {
		if _, err := timeline.Merge(other, unknown); !errors.Is(err, timeline.ErrUnrelatedClocks) {
			t.Errorf("merged with a timeline of unknown clock: %v", err)
		}
	}
}

func TestMergeIsAssociative(t *testing.T) {
	parts := []*timeline.Timeline{
		shared(on("x", 100), iv(5, 10, timeline.Running), iv(30, 40, timeline.Waiting)),
		shared(on("x", 90), iv(0, 30, timeline.Waiting), iv(30, 35, timeline.Running)),
		shared(on("x", 110), iv(-30, 80, timeline.Syscall)),
	}
	merge := func(a, b *timeline.Timeline) *timeline.Timeline {
		merged, err := timeline.Merge(a, b)
		if err != nil {
			t.Fatal(err)
		}
		return timelinetest.Valid(t, merged)
	}
	left := timelinetest.Format(merge(merge(parts[0], parts[1]), parts[2]))
	right := timelinetest.Format(merge(parts[0], merge(parts[1], parts[2])))
	if left != right {
		t.Errorf("(a·b)·c is\n%sa·(b·c) is\n%s", left, right)
	}
}

func TestMergeKeepsClaims(t *testing.T) {
	claimed := func(b *timeline.Builder, start, end timeline.Time, state timeline.State) *timeline.Timeline {
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 1, ID: 1, Name: "p", Parent: timeline.NoLane})
		b.Append(lane, iv(0, 30, timeline.Waiting))
		if start < end {
			b.Claim(lane, iv(start, end, state))
		}
		return b.Build(0)
	}
	a := claimed(on("x", 100), 0, 10, timeline.Running)
	b := claimed(on("x", 105), 0, 20, timeline.Syscall)
	for _, test := range []struct {
		a, b *timeline.Timeline
		want string
	}{
		{a, b, "claimed: 0s running 10ns, syscall 15ns"},
		{b, a, "claimed: -5ns running 5ns, syscall 20ns"},
		{claimed(on("x", 100), 0, 0, timeline.Unknown), b, "claimed: 5ns syscall 20ns"},
	} {
		merged, err := timeline.Merge(test.a, test.b)
		if err != nil {
			t.Fatal(err)
		}
		if got := timelinetest.Format(timelinetest.Valid(t, merged)); !strings.Contains(got, "\n  "+test.want+"\n") {
			t.Errorf("got\n%swant %s", got, test.want)
		}
	}
}
