package timeline_test

import (
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestAbsorb lets a goroutine turn out to be a thread: its part since it came
// to the thread, and whatever names it, become the thread's.
func TestAbsorb(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	process := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 1, ID: 1, Name: "p", Parent: timeline.NoLane})
	goroutine := b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 1, ID: 5, Name: "g", Parent: process})
	thread := b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 1, ID: 8, Name: "t", Parent: process})
	coroutine := b.Lane(timeline.Lane{Kind: timeline.Coroutine, PID: 1, ID: 6, Name: "c", Parent: goroutine, Start: 50})
	add := func(id timeline.LaneID, start, end timeline.Time, state timeline.State, on timeline.LaneID) {
		b.Append(id, timeline.Interval{Start: start, End: end, State: state, On: on})
	}
	add(process, 0, 100, timeline.Running, timeline.NoLane)
	add(thread, 0, 10, timeline.Running, timeline.NoLane) // of something else
	add(goroutine, 0, 20, timeline.Runnable, timeline.NoLane)
	add(goroutine, 20, 30, timeline.Running, thread)
	add(goroutine, 30, 50, timeline.Waiting, timeline.NoLane)
	add(coroutine, 50, 60, timeline.Running, thread)
	b.Link(timeline.Link{Kind: timeline.Wake, From: goroutine, To: coroutine, FromTime: 50, ToTime: 50})
	b.Log(timeline.Log{Time: 25, Lane: goroutine})
	b.Sent("k", goroutine, 40)
	b.Received("k", coroutine, 55)

	b.Restart(thread, 15)
	b.Absorb(thread, goroutine, 15)
	add(thread, 50, 60, timeline.Running, timeline.NoLane)
	tl := timelinetest.Valid(t, b.Build(0))

	want := `process 1 "p": 0s running 100ns
  thread 8 "t": 15ns runnable 5ns, running 10ns, waiting 20ns, running 10ns
    coroutine 6 "c": 50ns running@8 10ns
`
	if got := timelinetest.Format(tl); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	find := func(kind timeline.Kind) timeline.LaneID {
		for id := range tl.Find(kind) {
			return id
		}
		t.Fatalf("no lane of kind %v", kind)
		return timeline.NoLane
	}
	thread, coroutine = find(timeline.Thread), find(timeline.Coroutine)
	links := 0
	for l := range tl.Links() {
		links++
		if l.From != thread || l.To != coroutine {
			t.Errorf("link %v from lane %d to %d, want %d to %d", l.Kind, l.From, l.To, thread, coroutine)
		}
	}
	if links != 2 {
		t.Errorf("%d links, want a wake-up and a message", links)
	}
	for l := range tl.Logs() {
		if l.Lane != thread {
			t.Errorf("the log is on lane %d, want %d", l.Lane, thread)
		}
	}
	if iv, _ := tl.At(coroutine, 55); iv.On != thread {
		t.Errorf("the coroutine ran on lane %d, want %d", iv.On, thread)
	}
}
