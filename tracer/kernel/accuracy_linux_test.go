package kernel

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// near reports whether the time that threads ran is the CPU time that the kernel
// says they used, give or take a share of it.
//
// An interrupt that wakes another thread, which then preempts this one, is
// charged to the other from the wakeup on, but this one leaves its CPU a little
// later, when the interrupt has been handled: on virtual machines 5 µs or more.
func near(ran, used time.Duration, share float64, preemptions int) bool {
	const interrupt = 10 * time.Microsecond
	return (ran - used).Abs() <= time.Duration(share*float64(used))+time.Duration(preemptions)*interrupt
}

// atBest fails a test if each of a few measurements is off: other programs make
// interrupts take longer for a while.
func atBest(t *testing.T, measure func() error) {
	t.Helper()
	var err error
	for range 5 {
		if err = measure(); err == nil {
			return
		}
	}
	t.Error(err)
}

func preemption(e Event) bool { return e.Kind == SwitchOut && e.Preempted }

// More threads than CPUs have to take turns.
func TestRunningTimeOfThreads(t *testing.T) {
	needPerf(t)
	atBest(t, func() error {
		threads := 2 * runtime.NumCPU()
		r := record(t, Perf, program("spin", threads, "300ms"))
		running := r.running()
		for line := range strings.Lines(r.output) {
			var tid int
			var used time.Duration
			if _, err := fmt.Sscan(line, &tid, &used); err != nil {
				t.Fatal(err)
			}
			threads--
			preemptions := r.count(func(e Event) bool { return preemption(e) && e.TID == tid })
			if !near(running[tid], used, 0.005, preemptions) {
				return fmt.Errorf("thread %d ran for %v and was preempted %d times, its clock says %v",
					tid, running[tid], preemptions, used)
			}
		}
		if threads != 0 {
			t.Errorf("%d threads are missing in %q", threads, r.output)
		}
		return nil
	})
}

func TestRunningTimeOfTree(t *testing.T) {
	needPerf(t)
	atBest(t, func() error {
		r := record(t, Perf, program("tree", 4, "200ms"))
		if names := r.names(); len(names) != 5 {
			t.Errorf("these were executed: %q", names)
		}
		var running time.Duration
		for _, ran := range r.running() {
			running += ran
		}
		used := r.state.UserTime() + r.state.SystemTime() - r.stub
		if preemptions := r.count(preemption); !near(running, used, 0.01, preemptions) {
			return fmt.Errorf("the tree ran for %v and was preempted %d times, rusage says %v", running, preemptions, used)
		}
		return nil
	})
}

func TestSwitchesAreThoseThatTheKernelCounts(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, program("ping-pong", 3000))
	if r.stats.Lost != 0 {
		t.Skipf("the machine was too busy: %d records were lost", r.stats.Lost)
	}
	for line := range strings.Lines(r.output) {
		var tid, waited, preempted int
		if _, err := fmt.Sscan(line, &tid, &waited, &preempted); err != nil {
			t.Fatal(err)
		}
		left := func(preempted bool) int {
			return r.count(func(e Event) bool { return e.Kind == SwitchOut && e.TID == tid && e.Preempted == preempted })
		}
		// Afterwards it still waits for the other thread and for its end.
		const more = 10
		if n := left(false); n < waited || n > waited+more {
			t.Errorf("thread %d waited %d times, the kernel says %d", tid, n, waited)
		}
		if n := left(true); n < preempted || n > preempted+more {
			t.Errorf("thread %d was preempted %d times, the kernel says %d", tid, n, preempted)
		}
	}
}

// What the documentation of Event promises.
func TestEventsAreInOrder(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, program("tree", 3, "20ms"))
	known, on := map[int]bool{r.pid: true}, map[int]bool{}
	for i, e := range r.events {
		if e.Kind == Lost || e.Kind == End {
			continue
		}
		if !known[e.TID] && e.Kind != Fork {
			t.Fatalf("event %d is of a thread that has not begun, or has ended: %+v", i, e)
		}
		switch e.Kind {
		case Fork:
			if known[e.TID] || !known[e.ParentTID] {
				t.Errorf("thread %d, which began: %v, was forked by %d, which has begun: %v",
					e.TID, known[e.TID], e.ParentTID, known[e.ParentTID])
			}
			known[e.TID] = true
		case SwitchIn, SwitchOut:
			if on[e.TID] == (e.Kind == SwitchIn) {
				t.Errorf("event %d: thread %d on a CPU before: %v, now: %v", i, e.TID, on[e.TID], e.Kind == SwitchIn)
			}
			on[e.TID] = e.Kind == SwitchIn
		case Exit:
			known[e.TID] = false
		}
	}
	if first, last := r.events[0], r.events[len(r.events)-1]; first.Kind != Name || last.Kind != End {
		t.Errorf("the first event is %+v, the last %+v", first, last)
	}
}
