package timeline_test

import (
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestSummarize derives what a process did from its threads. The first of them is
// its main thread.
func TestSummarize(t *testing.T) {
	wait := func(start, end timeline.Time, reason timeline.Reason) timeline.Interval {
		return timeline.Interval{Start: start, End: end, State: timeline.Waiting, Reason: reason, Detail: "d", On: timeline.NoLane}
	}
	tests := []struct {
		name    string
		threads [][]timeline.Interval
		want    string
	}{
		{"one thread", [][]timeline.Interval{
			{iv(5, 10, timeline.Running), wait(10, 20, timeline.Pipe), iv(20, 30, timeline.Runnable)},
		}, "5ns running 5ns, waiting/pipe/d 10ns, runnable 10ns"},
		{"whoever runs, the process runs", [][]timeline.Interval{
			{iv(0, 10, timeline.Running), wait(10, 40, timeline.Join)},
			{iv(0, 10, timeline.Runnable), iv(10, 20, timeline.Running), iv(20, 30, timeline.Runnable), wait(30, 40, timeline.Sleep)},
		}, "0s running 20ns, runnable 10ns, waiting/join/d 10ns"},
		{"the end of the main thread", [][]timeline.Interval{
			{wait(0, 10, timeline.Join)},
			{wait(5, 20, timeline.Sleep)},
		}, "0s waiting/join/d 10ns, waiting 10ns"},
		{"a time without threads", [][]timeline.Interval{
			{iv(0, 10, timeline.Running)},
			{iv(15, 20, timeline.Running)},
		}, "0s running 10ns, unknown 5ns, running 5ns"},
		{"a thread of which nothing is known might run", [][]timeline.Interval{
			{iv(0, 10, timeline.Running), wait(10, 20, timeline.Join)},
			{iv(5, 15, timeline.Unknown), wait(15, 20, timeline.Sleep)},
		}, "0s running 10ns, unknown 5ns, waiting/join/d 5ns"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := timeline.NewBuilder(timeline.Clock{})
			process := b.Lane(timeline.Lane{Kind: timeline.Process, Parent: timeline.NoLane, Start: test.threads[0][0].Start})
			var threads []timeline.LaneID
			for i, intervals := range test.threads {
				thread := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: int64(i), Parent: process, Start: intervals[0].Start})
				for _, iv := range intervals {
					b.Append(thread, iv)
				}
				threads = append(threads, thread)
			}
			b.Summarize(process, threads, threads[0])
			got, _, _ := strings.Cut(timelinetest.Format(timelinetest.Valid(t, b.Build(0))), "\n")
			if want := "process 0 \"\": " + test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}
