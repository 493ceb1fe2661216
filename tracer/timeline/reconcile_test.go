package timeline_test

import (
	"errors"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestReconcile shows for each rule what a runtime claims, what the kernel ran and
// what comes of it.
func TestReconcile(t *testing.T) {
	tests := []struct{ name, claimed, ran, want string }{
		{"a goroutine is cut to what its thread ran", `
thread 7 "main": 0s unknown 10ns
goroutine 1 "main.main": 0s running@7 10ns`, `
thread 7 "app": 0s running 2ns, runnable/preempted 2ns, waiting/file/page fault 2ns, running 2ns, unknown 2ns`, `
thread 7 "main": 0s running 2ns, runnable/preempted 2ns, waiting/file/page fault 2ns, running 2ns, unknown 2ns
goroutine 1 "main.main": 0s running@7 2ns, runnable@7/preempted 2ns, waiting@7/file/page fault 2ns, running@7 4ns
  claimed: 0s running@7 10ns
`},
		{"so is a system call", `
thread 7 "main": 0s unknown 10ns
goroutine 1 "main.main": 0s syscall@7 10ns`, `
thread 7 "app": 0s running 2ns, runnable/preempted 2ns, waiting/pipe/stdin 2ns, unknown 2ns, runnable 2ns`, `
thread 7 "main": 0s running 2ns, runnable/preempted 2ns, waiting/pipe/stdin 2ns, unknown 2ns, runnable 2ns
goroutine 1 "main.main": 0s running@7 2ns, runnable@7/preempted 2ns, waiting@7/pipe/stdin 2ns, syscall@7 2ns, runnable@7/preempted 2ns
  claimed: 0s syscall@7 10ns
`},
		{"what waits or is ready stays", `
thread 7 "main": 0s unknown 10ns
coroutine 1 "c": 0s waiting/sleep 2ns, runnable 2ns, running@7 2ns, waiting@7/child/declared 2ns, unknown 2ns`, `
thread 7 "app": 0s waiting/lock 4ns, running 4ns, waiting/lock 2ns`, `
thread 7 "main": 0s waiting/lock 4ns, running 4ns, waiting/lock 2ns
coroutine 1 "c": 0s waiting/sleep 2ns, runnable 2ns, running@7 2ns, waiting@7/child/declared 2ns, unknown 2ns
`},
		{"a task goes from thread to thread, and two run on one", `
thread 7 "a": 0s unknown 10ns
thread 8 "b": 0s unknown 10ns
task 1 "t": 0s running@7 4ns, running@8 4ns, running@7 2ns
task 2 "u": 1ns running@7 2ns, waiting/await 2ns`, `
thread 7 "app": 0s running 2ns, waiting 1ns, running 7ns
thread 8 "app": 4ns running 1ns, runnable 3ns`, `
thread 7 "a": 0s running 2ns, waiting 1ns, running 7ns
thread 8 "b": 0s unknown 4ns, running 1ns, runnable 3ns, unknown 2ns
task 1 "t": 0s running@7 2ns, waiting@7 1ns, running@7 1ns, running@8 1ns, runnable@8/preempted 3ns, running@7 2ns
  claimed: 0s running@7 4ns, running@8 4ns, running@7 2ns
task 2 "u": 1ns running@7 1ns, waiting@7 1ns, waiting/await 2ns
  claimed: 1ns running@7 2ns, waiting/await 2ns
`},
		{"a thread that the kernel does not know leaves the claim", `
thread 7 "main": 0s running 4ns
goroutine 1 "main.main": 0s running@7 4ns`, `
cpu 0 "CPU 0": 0s unknown 4ns`, `
thread 7 "main": 0s running 4ns
goroutine 1 "main.main": 0s running@7 4ns
cpu 0 "CPU 0": 0s unknown 4ns
`},
		{"a thread does what the kernel says, for the reason that its runtime knows", `
thread 7 "Thread-1": 2ns running 2ns, waiting/gil/bytecode 4ns, runnable/preempted 2ns, running 2ns`, `
cpu 3 "CPU 3": 0s running@7 4ns, unknown 8ns
thread 7 "app": 0s running@3 4ns, waiting/lock/futex 6ns, waiting/file/page fault 1ns, runnable/preempted 1ns`, `
thread 7 "Thread-1": 0s running@3 4ns, waiting/gil/bytecode 4ns, runnable/preempted 2ns, waiting/file/page fault 1ns, runnable/preempted 1ns
  claimed: 2ns running 2ns, waiting/gil/bytecode 4ns, runnable/preempted 2ns, running 2ns
cpu 3 "CPU 3": 0s running@7 4ns, unknown 8ns
`},
		{"a wait for the GIL is no part of what a program declares to wait for", `
thread 7 "Thread-1": 0s waiting/queue/get 8ns`, `
thread 7 "python3": 0s waiting/lock/futex 4ns, running 1ns, waiting/gil 2ns, running 1ns`, `
thread 7 "Thread-1": 0s waiting/queue/get 4ns, running 1ns, waiting/gil 2ns, running 1ns
  claimed: 0s waiting/queue/get 8ns
`},
		{"processes and threads keep names and groups, and get parents", `
process 1 "scenario": 0s running 9ns, unknown 1ns
  runtime thread 2 "thread 2": 3ns running 1ns
process 5 "": 4ns unknown 1ns`, `
process 1 "app": 1ns running 7ns
  thread 1 "app": 1ns running 7ns
  thread 2 "app": 2ns waiting/lock/futex 1ns, running 2ns
  process 4 "app": 2ns running 1ns
    thread 4 "app": 2ns running 1ns
  process 5 "sh": 3ns running 1ns
    thread 5 "sh": 3ns running 1ns
    process 6 "sh": 3ns running 1ns`, `
process 1 "scenario": 0s unknown 1ns, running 7ns, unknown 2ns
  claimed: 0s running 9ns
  runtime thread 1 "app": 1ns running 7ns
  runtime thread 2 "thread 2": 2ns waiting/lock/futex 1ns, running 2ns
    claimed: 3ns running 1ns
  runtime process 4 "app": 2ns running 1ns
    runtime thread 4 "app": 2ns running 1ns
  process 5 "sh": 3ns running 1ns, unknown 1ns
    thread 5 "sh": 3ns running 1ns
    process 6 "sh": 3ns running 1ns
`},
		{"what the kernel saw nothing of stays", `
process 1 "p": 0s running 9ns`, `
process 1 "p": 0s unknown 9ns`, `
process 1 "p": 0s running 9ns
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			joined := reconcile(t, timelinetest.Parse(t, test.claimed), timelinetest.Parse(t, test.ran))
			if got := "\n" + timelinetest.Format(joined); got != test.want {
				t.Errorf("got%swant%s", got, test.want)
			}
		})
	}
}

func reconcile(t testing.TB, claimed, ran *timeline.Timeline) *timeline.Timeline {
	t.Helper()
	joined, err := timeline.Reconcile(claimed, ran)
	if err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, joined)
}

func TestReconcileRefusesUnrelatedClocks(t *testing.T) {
	unknown := shared(timeline.NewBuilder(timeline.Clock{}), iv(0, 10, timeline.Running))
	if _, err := timeline.Reconcile(shared(on("x", 0), iv(0, 10, timeline.Running)), unknown); !errors.Is(err, timeline.ErrUnrelatedClocks) {
		t.Errorf("reconciled with a timeline of unknown clock: %v", err)
	}
}

// TestReconcileTellsLivesOfOneIDApart gives a process to the one of two with its id
// that lived with it.
func TestReconcileTellsLivesOfOneIDApart(t *testing.T) {
	b := on("x", 0)
	process := func(id int64, name string, start timeline.Time) timeline.LaneID {
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 5, ID: id, Name: name, Parent: timeline.NoLane, Start: start})
		b.Append(lane, iv(start, start+10, timeline.Running))
		return lane
	}
	process(5, "sh", 0)
	process(timeline.Reborn(5, 1), "server", 20)
	ran := b.Build(0)

	b = on("x", 0)
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 5, ID: 5, Parent: timeline.NoLane, Start: 22})
	b.Append(lane, iv(22, 28, timeline.Waiting))
	joined := reconcile(t, b.Build(0), ran)

	want := `process 5 "sh": 0s running 10ns
process 281474976710661 "server": 20ns running 10ns
  claimed: 22ns waiting 6ns
`
	if got := timelinetest.Format(joined); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := joined.Lane(0).SystemID(); got != 5 {
		t.Errorf("the system's id of the second is %d", got)
	}
}
