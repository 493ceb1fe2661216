package gotrace

import (
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestProcessLearnsLate tells a process in its first generation of goroutines
// that have been in a state all along: what it held back is put right.
func TestProcessLearnsLate(t *testing.T) {
	tests := []struct {
		name string
		late []*goroutine // each known 10 ns after the one before, from 30 on
		want string
	}{
		{"nothing", nil, "unknown 10ns, running 10ns, waiting/sleep 80ns"},
		{"a waiting one", []*goroutine{{id: 3, status: status{state: timeline.Waiting}}},
			"waiting 10ns, running 10ns, waiting/sleep 80ns"},
		{"a system call", []*goroutine{{id: 3, status: status{state: timeline.Syscall}}},
			"syscall 10ns, running 10ns, syscall 80ns"},
		{"a wait and then a ready one", []*goroutine{{id: 3, status: status{state: timeline.Waiting}}, {id: 4, status: status{state: timeline.Runnable}}},
			"runnable 10ns, running 10ns, runnable 80ns"},
		{"the main goroutine", []*goroutine{{id: 1, status: status{state: timeline.Waiting, reason: timeline.Join}}},
			"waiting/join 10ns, running 10ns, waiting/join 80ns"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := timeline.NewBuilder(timeline.Clock{})
			p := newProcess(Process{PID: 1, Name: "p"}, b)
			p.begin(0)
			first := &goroutine{id: 2}
			enter := func(g *goroutine, next status, at timeline.Time) {
				old := g.state
				g.status, g.counted = next, true
				p.consider(g)
				p.move(old, next.state)
				p.update(at)
			}
			enter(first, status{state: timeline.Running}, 10)
			enter(first, status{state: timeline.Waiting, reason: timeline.Sleep}, 20)
			for i, g := range test.late {
				at := timeline.Time(30 + 10*i)
				next := g.status
				g.status = status{}
				enter(g, next, at)
				p.knewLate(g, at)
			}
			p.settle(100)
			tl := timelinetest.Valid(t, b.Build(0))
			if got, want := timelinetest.Format(tl), "process 1 \"p\": 0s "+test.want+"\n"; got != want {
				t.Errorf("got  %swant %s", got, want)
			}
		})
	}
}

// TestProcessRunsItsScheduler checks that a process is not held back while a
// thread looks for the next goroutine, and is while the runtime's own runs.
func TestProcessRunsItsScheduler(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	p := newProcess(Process{PID: 1, Name: "p"}, b)
	p.settled = true
	p.move(timeline.Unknown, timeline.Runnable)
	p.switching = 1 // a thread with a P and no goroutine
	p.update(0)
	p.switching = 0 // it executes a goroutine of the runtime's
	p.update(10)
	p.move(timeline.Runnable, timeline.Running)
	p.update(30)
	p.move(timeline.Running, timeline.Unknown)
	p.update(60)
	want := "process 1 \"p\": 0s running 10ns, runnable 20ns, running 30ns\n"
	if got := timelinetest.Format(timelinetest.Valid(t, b.Build(0))); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}
