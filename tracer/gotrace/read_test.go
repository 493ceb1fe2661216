package gotrace

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

// TestReasonsOfRealWaits blocks a goroutine in every way that a test can end
// again, and finds the reason on its lane.
func TestReasonsOfRealWaits(t *testing.T) {
	tests := []struct {
		reason timeline.Reason
		how    func(t *testing.T) blocker
	}{
		{timeline.Lock, onMutex},
		{timeline.Lock, onRWMutex},
		{timeline.Join, onWaitGroup},
		{timeline.Condition, onCondition},
		{timeline.ChannelReceive, onReceive},
		{timeline.ChannelSend, onSend},
		{timeline.Select, onSelect},
		{timeline.Sleep, onTimer},
		{timeline.Network, onSocket},
		{timeline.Pipe, onPipe},
	}
	for _, test := range tests {
		t.Run(test.reason.String(), func(t *testing.T) {
			b := test.how(t)
			tl := build(t, record(t, func() {
				ended := subject(b.enter)
				awaitBlocked(t)
				b.leave()
				<-ended
			}))
			id := lane(t, tl, timeline.Goroutine, "subject")
			if waited(tl, id, test.reason) == 0 {
				t.Errorf("it did not wait for %v: %s", test.reason, story(tl, id))
			}
			if l := tl.Lane(id); l.BornBefore || l.Alive {
				t.Errorf("born before %v, alive %v; both its birth and its death were recorded", l.BornBefore, l.Alive)
			}
		})
	}
}

// TestLinks looks for who created and who woke whom.
func TestLinks(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Goroutine, "main")
		c := make(chan int)
		ended := subject(func() { <-c })
		awaitBlocked(t)
		c <- 1
		<-ended
	}))
	main, sub := lane(t, tl, timeline.Goroutine, "main"), lane(t, tl, timeline.Goroutine, "subject")
	kinds := map[timeline.LinkKind]timeline.Link{}
	for l := range tl.Links() {
		if l.From == main && l.To == sub {
			kinds[l.Kind] = l
		}
	}
	for kind, function := range map[timeline.LinkKind]string{
		timeline.Create: "ctrace/tracer/gotrace.subject",
		timeline.Wake:   "runtime.chansend1",
	} {
		l, ok := kinds[kind]
		if !ok {
			t.Errorf("no link %v from main to subject", kind)
			continue
		}
		if frames := tl.Frames(l.Stack); len(frames) == 0 || frames[0].Func != function {
			t.Errorf("link %v: stack %v, want it to begin in %s", kind, frames, function)
		}
	}
	if start := tl.Lane(sub).Start; kinds[timeline.Create].ToTime != start {
		t.Errorf("created at %v, born at %v", kinds[timeline.Create].ToTime, start)
	}
}

// TestProcessSummarisesItsGoroutines checks at every instant at which something
// begins that the process does what its goroutines do.
func TestProcessSummarisesItsGoroutines(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Process, "renamed")
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 20 {
					time.Sleep(50 * time.Microsecond)
					runtime.Gosched()
				}
			})
		}
		wg.Wait()
	}))
	process := lane(t, tl, timeline.Process, "renamed")
	checked := 0
	for _, l := range tl.Lanes() {
		if l.Parent != process && l.Parent != timeline.NoLane {
			t.Errorf("%v %q does not stand under the process", l.Kind, l.Name)
		}
	}
	for id := range tl.Find(timeline.Goroutine) {
		for iv := range tl.Life(id) {
			if iv.State != timeline.Running {
				continue
			}
			checked++
			if sum, _ := tl.At(process, iv.Start); sum.State != timeline.Running {
				t.Fatalf("%s runs at %v, the process is %v", tl.Lane(id).Name, iv.Start, sum.State)
			}
		}
	}
	if checked < 80 {
		t.Errorf("only %d intervals were checked", checked)
	}
	// The main goroutine of a test binary waits on a channel for the test to end.
	waiting := tl.LifeTotals(process).States[timeline.Waiting]
	if got := waited(tl, process, timeline.ChannelReceive); got == 0 || got != waiting {
		t.Errorf("the process waited for %d of %d ns for what its main goroutine waits for:\n%s", got, waiting, story(tl, process))
	}
}

// TestRuntimeStandsApart checks the groups and the ranges of the runtime.
func TestRuntimeStandsApart(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Goroutine, "main")
		runtime.GC()
	}))
	groups := map[string]timeline.Group{}
	for _, l := range tl.Lanes() {
		groups[l.Name] = l.Group
	}
	if g, ok := groups["runtime.gcBgMarkWorker"]; !ok || g != timeline.Runtime {
		t.Errorf("group of the GC's worker: %v (found: %v), want runtime", g, ok)
	}
	if groups["main"] != timeline.Program {
		t.Errorf("group of main: %v", groups["main"])
	}
	found := map[timeline.RangeKind]bool{}
	for r := range tl.Ranges() {
		found[r.Kind] = found[r.Kind] || r.End > r.Start
	}
	if !found[timeline.GCRange] || !found[timeline.StopTheWorld] {
		t.Errorf("ranges found: %v, want a collection and a stopped world", found)
	}
	series := map[string]bool{}
	for s := range tl.Series() {
		series[s.Name] = len(s.Points) > 0
	}
	for _, metric := range []string{"/gc/heap/goal:bytes", "/memory/classes/heap/objects:bytes", "/sched/gomaxprocs:threads"} {
		if !series[metric] {
			t.Errorf("no points of %s", metric)
		}
	}
}
