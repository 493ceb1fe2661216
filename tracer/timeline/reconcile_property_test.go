package timeline_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
)

// span is how long the random timelines are, and shift where the kernel's begins
// on the runtime's clock.
const (
	span  = 300
	shift = 7
)

// randomRun returns what the kernel ran of three threads.
func randomRun(random *rand.Rand) *timeline.Timeline {
	b := on("x", 1000+shift)
	cpu := b.Lane(timeline.Lane{Kind: timeline.CPU, Name: "CPU 0", Parent: timeline.NoLane})
	pieces := []timeline.Interval{
		{State: timeline.Running, On: cpu},
		{State: timeline.Runnable, Reason: timeline.Preempted, On: timeline.NoLane},
		{State: timeline.Waiting, Reason: timeline.Lock, Detail: "futex", On: timeline.NoLane},
		{State: timeline.Unknown, On: timeline.NoLane},
	}
	for tid := range 3 {
		thread := b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 1, ID: int64(tid), Parent: timeline.NoLane})
		fill(random, timeline.Time(random.IntN(span/4)), span, func(start, end timeline.Time) {
			iv := pieces[random.IntN(len(pieces))]
			iv.Start, iv.End = start-shift, end-shift
			b.Append(thread, iv)
		})
	}
	return b.Build(0)
}

// randomClaim returns what a runtime claims of five goroutines on four threads, of
// which the kernel knows three.
func randomClaim(random *rand.Rand) *timeline.Timeline {
	b := on("x", 1000)
	var threads []timeline.LaneID
	for tid := range 4 {
		threads = append(threads, b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 1, ID: int64(tid), Parent: timeline.NoLane}))
	}
	stack := b.Stack([]timeline.Frame{{Func: "f"}})
	for id := range 5 {
		birth := timeline.Time(random.IntN(span / 4))
		goroutine := b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 1, ID: int64(id), Parent: timeline.NoLane, Start: birth})
		fill(random, birth, span, func(start, end timeline.Time) {
			third, on := (end-start)/3, threads[random.IntN(4)]
			b.Append(goroutine, timeline.Interval{Start: start, End: end - 2*third, State: timeline.Runnable, On: timeline.NoLane})
			b.Append(goroutine, timeline.Interval{Start: end - 2*third, End: end - third, State: timeline.Running, On: on, Stack: stack})
			b.Append(goroutine, timeline.Interval{Start: end - third, End: end, State: timeline.Syscall, On: on, Stack: stack})
		})
	}
	return b.Build(0)
}

// fill divides [from, to) into random pieces.
func fill(random *rand.Rand, from, to timeline.Time, piece func(start, end timeline.Time)) {
	for from < to {
		end := min(to, from+1+timeline.Time(random.IntN(20)))
		piece(from, end)
		from = end
	}
}

// TestReconcileCutsEveryInstant holds the cut of random timelines against the rule
// for one instant, and both originals against what they were.
func TestReconcileCutsEveryInstant(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		claimed, ran := randomClaim(random), randomRun(random)
		before := slices.Collect(claimed.Life(5))
		joined := reconcile(t, claimed, ran)
		again := reconcile(t, claimed, ran)
		for id, lane := range claimed.Lanes() {
			if lane.Kind == timeline.Goroutine {
				checkCut(t, claimed, ran, joined, id)
				checkAccounts(t, claimed, joined, id)
			}
			if !slices.Equal(slices.Collect(joined.Life(id)), slices.Collect(again.Life(id))) {
				t.Errorf("lane %d: reconciled twice, the result differs", id)
			}
		}
		if !slices.Equal(before, slices.Collect(claimed.Life(5))) {
			t.Error("the timeline of the runtime has changed")
		}
	}
}

// checkCut compares a goroutine at every instant of its life.
func checkCut(t *testing.T, claimed, ran, joined *timeline.Timeline, id timeline.LaneID) {
	t.Helper()
	for at := claimed.Lane(id).Start; at < claimed.Lane(id).End; at++ {
		claim, _ := claimed.At(id, at)
		want := claim
		if claim.On != timeline.NoLane {
			want.State, want.Reason, want.Detail = cut(claim, ran, claimed.Lane(claim.On).ID, at-shift)
		}
		got, ok := joined.At(id, at)
		if !ok || got.State != want.State || got.Reason != want.Reason || got.Detail != want.Detail || got.On != claim.On || got.Stack != claim.Stack {
			t.Fatalf("at %d: got %+v, want %+v", at, got, want)
		}
	}
}

// cut returns what becomes of a claim at one instant of the kernel's clock.
func cut(claim timeline.Interval, ran *timeline.Timeline, tid int64, at timeline.Time) (timeline.State, timeline.Reason, string) {
	for id, lane := range ran.Lanes() {
		if lane.Kind != timeline.Thread || lane.ID != tid {
			continue
		}
		switch iv, _ := ran.At(id, at); iv.State {
		case timeline.Running:
			return timeline.Running, timeline.NoReason, ""
		case timeline.Runnable:
			return timeline.Runnable, timeline.Preempted, ""
		case timeline.Waiting:
			return timeline.Waiting, iv.Reason, iv.Detail
		}
	}
	return claim.State, claim.Reason, claim.Detail
}

// checkAccounts checks that no time was lost or invented.
func checkAccounts(t *testing.T, claimed, joined *timeline.Timeline, id timeline.LaneID) {
	t.Helper()
	was, is := claimed.LifeTotals(id), joined.LifeTotals(id)
	if was.Life != is.Life || was.States[timeline.Waiting]+was.States[timeline.Runnable] > is.States[timeline.Waiting]+is.States[timeline.Runnable] {
		t.Errorf("%+v became %+v", was, is)
	}
	if joined.Claimed(id) && joined.ClaimedTotals(id) != was {
		t.Errorf("claimed %+v, kept %+v", was, joined.ClaimedTotals(id))
	}
	if !joined.Claimed(id) && was != is {
		t.Errorf("%+v became %+v without a claim", was, is)
	}
}
