package timeline_test

import (
	"testing"

	"ctrace/tracer/timeline"
)

// BenchmarkReconcile cuts a million turns of a thousand goroutines on eight threads to
// half a million switches of these.
func BenchmarkReconcile(b *testing.B) {
	claimed, ran := manyTurns(1000, 1000), manySwitches(62_500)
	intervals := 0
	for _, tl := range []*timeline.Timeline{claimed, ran} {
		for id := range tl.Lanes() {
			intervals += tl.NumIntervals(id)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := timeline.Reconcile(claimed, ran); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(intervals), "ns/interval")
}

const manyThreads = 8

func threadLanes(b *timeline.Builder) (threads [manyThreads]timeline.LaneID) {
	for tid := range threads {
		threads[tid] = b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 1, ID: int64(tid), Parent: timeline.NoLane})
	}
	return threads
}

// manyTurns has goroutines take turns, eight at a time: each runs for 10 µs.
func manyTurns(goroutines, turns int) *timeline.Timeline {
	b := on("x", 0)
	threads := threadLanes(b)
	for id := range goroutines {
		first := timeline.Time(id/manyThreads) * 10_000
		g := b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 1, ID: int64(id), Parent: timeline.NoLane, Start: first})
		round := timeline.Time(goroutines/manyThreads) * 10_000
		for turn := range timeline.Time(turns) {
			start := first + turn*round
			b.Append(g, timeline.Interval{Start: start, End: start + 10_000, State: timeline.Running, On: threads[(id+int(turn))%manyThreads]})
			b.Append(g, timeline.Interval{Start: start + 10_000, End: start + round, State: timeline.Waiting, Reason: timeline.Lock, On: timeline.NoLane})
		}
	}
	return b.Build(0)
}

// manySwitches has threads run for 15 µs and wait for 5.
func manySwitches(switches int) *timeline.Timeline {
	b := on("x", 0)
	for _, thread := range threadLanes(b) {
		for i := range timeline.Time(switches) {
			start := i * 20_000
			b.Append(thread, timeline.Interval{Start: start, End: start + 15_000, State: timeline.Running, On: timeline.NoLane})
			b.Append(thread, timeline.Interval{Start: start + 15_000, End: start + 20_000, State: timeline.Waiting, Reason: timeline.File, On: timeline.NoLane})
		}
	}
	return b.Build(0)
}
