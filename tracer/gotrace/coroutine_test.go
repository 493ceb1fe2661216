package gotrace

import (
	"context"
	"iter"
	"runtime"
	rttrace "runtime/trace"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
)

// loop is an event loop as small as can be: it resumes coroutines in order.
type loop struct{ resume []func() (int, bool) }

// create makes a coroutine that runs f, and names it.
func (l *loop) create(id int64, name string, f func(yield func(int) bool)) {
	next, _ := iter.Pull(f)
	rttrace.Log(context.Background(), CoroutineCategory, strconv.FormatInt(id, 10)+" "+name)
	l.resume = append(l.resume, next)
}

func ready(id int64) {
	rttrace.Log(context.Background(), ReadyCategory, strconv.FormatInt(id, 10))
}

// onThread runs f on a goroutine that names itself a thread.
func onThread(name string, f func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		rttrace.Log(context.Background(), LaneCategory, timeline.Thread.String()+" "+name)
		f()
	}()
	<-ended
}

// TestCoroutines runs two coroutines on a thread, one that declares its waits
// and is made ready, one that tells nothing.
func TestCoroutines(t *testing.T) {
	tl := build(t, record(t, func() {
		onThread("event loop", func() {
			var l loop
			l.create(1, "task(1)", func(yield func(int) bool) {
				defer rttrace.StartRegion(context.Background(), WaitRegion(timeline.Sleep, "until 3")).End()
				yield(0)
			})
			l.create(2, "task(2)", func(yield func(int) bool) { yield(0) })
			ready(1)
			for _, resume := range l.resume {
				resume()
			}
			ready(1)
			for _, resume := range l.resume {
				resume()
			}
		})
	}))
	thread := lane(t, tl, timeline.Thread, "event loop")
	if l := tl.Lane(thread); l.Group != timeline.Program || l.ID <= 0 || l.PID != 7 {
		t.Errorf("the thread's lane is %+v", l)
	}
	wants := map[string]string{
		"task(1)": "waiting/not started, runnable, running, waiting/sleep/until 3, runnable, running",
		"task(2)": "waiting/not started, running, waiting/await, running",
	}
	for name, want := range wants {
		id := lane(t, tl, timeline.Coroutine, name)
		if got := story(tl, id); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
		if parent := tl.Lane(id).Parent; parent != thread {
			t.Errorf("%s stands under lane %d, want the thread, %d", name, parent, thread)
		}
		for iv := range tl.Life(id) {
			if declared := iv.Reason == timeline.Sleep; declared && !calls(tl, iv.Stack, "TestCoroutines") {
				t.Errorf("%s does not say where it waits: %v", name, tl.Frames(iv.Stack))
			}
			if iv.State == timeline.Running && iv.On != thread {
				t.Errorf("%s ran on lane %d, want the thread, %d", name, iv.On, thread)
			}
		}
	}
	if got := story(tl, thread); got != "running" {
		t.Errorf("the thread: %s, want it to run throughout", got)
	}
	if created := countLinks(tl, timeline.Create, thread); created != 2 {
		t.Errorf("the thread created %d lanes, want 2", created)
	}
}

// calls reports whether a stack has a call inside of a function whose name
// contains that.
func calls(tl *timeline.Timeline, stack timeline.StackID, function string) bool {
	return slices.ContainsFunc(tl.Frames(stack), func(f timeline.Frame) bool { return strings.Contains(f.Func, function) })
}

// countLinks counts the links of a kind that leave a lane.
func countLinks(tl *timeline.Timeline, kind timeline.LinkKind, from timeline.LaneID) (n int) {
	for l := range tl.Links() {
		if l.Kind == kind && l.From == from {
			n++
		}
	}
	return n
}

// TestSwitchesLeaveNoArtefacts checks that the nanoseconds by which the reader
// tells a switch's three events apart show nowhere.
func TestSwitchesLeaveNoArtefacts(t *testing.T) {
	const switches = 100
	tl := build(t, record(t, func() {
		onThread("loop", func() {
			var l loop
			l.create(1, "generator", func(yield func(int) bool) {
				for n := range switches {
					yield(n)
				}
			})
			for more := true; more; {
				_, more = l.resume[0]()
			}
		})
	}))
	generator := lane(t, tl, timeline.Coroutine, "generator")
	for iv := range tl.Life(generator) {
		if iv.State == timeline.Runnable && iv.Reason != timeline.Preempted && iv.Length() <= 2 {
			t.Fatalf("an interval of %d ns in which it was %v", iv.Length(), iv.State)
		}
	}
	if n := tl.NumIntervals(generator); n < 2*switches {
		t.Errorf("%d intervals, want at least %d: one running and one waiting for each switch", n, 2*switches)
	}
	thread := lane(t, tl, timeline.Thread, "loop")
	life, states := tl.Lane(thread).Life(), tl.LifeTotals(thread).States
	if idle := states[timeline.Waiting] + states[timeline.Unknown]; idle != 0 {
		t.Errorf("the thread was idle for %d of %d ns between its turns", idle, life)
	}
}

// TestUnnamedCoroutine reads a coroutine of a program that annotates nothing.
func TestUnnamedCoroutine(t *testing.T) {
	tl := build(t, record(t, func() {
		<-subject(func() {
			next, stop := iter.Pull(func(yield func(int) bool) { yield(1) })
			defer stop()
			next()
		})
	}))
	found := 0
	for _, l := range tl.Lanes() {
		if l.Kind == timeline.Coroutine {
			found++
			if !strings.HasPrefix(l.Name, "gotrace.TestUnnamedCoroutine") {
				t.Errorf("its name is %q, want the caller of iter.Pull", l.Name)
			}
			if parent := tl.Lane(l.Parent).Name; parent != "subject" {
				t.Errorf("it stands under %q, want its creator", parent)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d coroutines, want 1", found)
	}
	sub := lane(t, tl, timeline.Goroutine, "subject")
	if waited(tl, sub, timeline.Await) == 0 {
		t.Errorf("the caller of next did not await the coroutine: %s", story(tl, sub))
	}
}

// TestThreadWaits checks that a goroutine that names itself a thread shows its
// waits on the thread's lane, and has no lane of its own.
func TestThreadWaits(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Goroutine, "main")
		c := make(chan int)
		ended := subject(func() {
			runtime.LockOSThread()
			name(timeline.Thread, "worker")
			<-c
		})
		awaitBlocked(t)
		c <- 1
		<-ended
	}))
	id := lane(t, tl, timeline.Thread, "worker")
	if waited(tl, id, timeline.ChannelReceive) == 0 {
		t.Errorf("the thread did not wait: %s", story(tl, id))
	}
	main := lane(t, tl, timeline.Goroutine, "main")
	woken := false
	for l := range tl.Links() {
		woken = woken || l.Kind == timeline.Wake && l.From == main && l.To == id
	}
	if !woken {
		t.Error("no link says that main woke the thread")
	}
	for _, l := range tl.Lanes() {
		if l.Name == "subject" {
			t.Errorf("the goroutine has kept a lane of its own: %+v", l)
		}
	}
}
