package kernel

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// script drives waits through the life of one thread, with times of its own.
type script struct {
	t    *testing.T
	w    *waits
	tid  int
	seen []Event
}

func newScript(t *testing.T, tid int) *script {
	s := &script{t: t, w: newWaits(), tid: tid}
	t.Cleanup(s.w.close)
	return s
}

func (s *script) event(e Event) {
	e.PID, e.TID = s.tid, s.tid
	s.w.observe(&e, func(e Event) { s.seen = append(s.seen, e) })
}

func (s *script) sample(now int64) {
	s.w.sample(now, func(e Event) { s.seen = append(s.seen, e) })
}

// expect fails the test unless that many waits were explained since the last call.
func (s *script) expect(waits int, when string) {
	s.t.Helper()
	for _, e := range s.seen {
		if e.Kind != Wait || e.TID != s.tid || e.Reason != timeline.Sleep {
			s.t.Errorf("%s: %+v", when, e)
		}
	}
	if len(s.seen) != waits {
		s.t.Errorf("%s: %d waits were explained, want %d", when, len(s.seen), waits)
	}
	s.seen = nil
}

func TestAnswersBelongToTheirWaits(t *testing.T) {
	pid, _ := startWaiting(t, "nanosleep")
	awaitReason(t, pid, timeline.Sleep)
	const in, out = SwitchIn, SwitchOut
	longAgo := func() int64 { return monotonic() - 2*longWait }

	s := newScript(t, pid)
	s.event(Event{Kind: out, Time: monotonic()})
	s.sample(monotonic())
	s.sample(monotonic() + longWait/2)
	s.expect(0, "a short wait")

	s = newScript(t, pid)
	s.event(Event{Kind: out, Time: longAgo()})
	s.sample(monotonic())
	s.expect(0, "before it is known that the wait went on")
	s.sample(monotonic())
	s.expect(1, "once that is known")
	s.sample(monotonic())
	s.expect(0, "once it is explained")
	s.event(Event{Kind: in, Time: monotonic()})
	s.expect(0, "at the end of a wait that is explained")

	s = newScript(t, pid)
	s.event(Event{Kind: out, Time: longAgo()})
	s.sample(monotonic())
	s.event(Event{Kind: in, Time: monotonic()})
	s.expect(1, "when it ends after the answer")

	s = newScript(t, pid)
	s.event(Event{Kind: out, Time: longAgo()})
	before := monotonic()
	s.sample(before)
	s.event(Event{Kind: in, Time: before})
	s.event(Event{Kind: out, Time: before + 1})
	s.sample(monotonic())
	s.expect(0, "when it ended before the answer, and another began")

	s = newScript(t, pid)
	s.event(Event{Kind: out, Time: longAgo(), Preempted: true})
	s.sample(monotonic())
	s.sample(monotonic())
	s.expect(0, "when it was preempted")

	s = newScript(t, pid)
	s.event(Event{Kind: out, Time: longAgo()})
	s.event(Event{Kind: Exit, Time: monotonic()})
	s.sample(monotonic())
	s.sample(monotonic())
	s.expect(0, "when the thread has ended")
}

// awaitReason waits until a thread waits for that reason.
func awaitReason(t *testing.T, pid int, reason timeline.Reason) {
	t.Helper()
	x := newExplainer()
	defer x.close()
	task := taskFiles{pid: pid, tid: pid}
	defer task.close(x.limit)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if found, ok := x.explain(&task); ok && found.reason == reason {
			return
		}
	}
	t.Fatalf("it does not wait for %v", reason)
}

func TestWaitsAreBounded(t *testing.T) {
	const threads, rounds = 5000, 200
	w := newWaits()
	defer w.close()
	var explained int
	emit := func(Event) { explained++ }
	now := monotonic()
	first := unix.Getpid() // and ids of threads that do not exist, for the most part
	for range rounds {
		for i := range threads {
			w.observe(&Event{Kind: SwitchOut, Time: now, PID: 1 << 22, TID: first + i}, emit)
			w.observe(&Event{Kind: SwitchIn, Time: now + 1, PID: 1 << 22, TID: first + i}, emit)
		}
		now += longWait
		w.sample(now, emit)
	}
	if len(w.queue) > 2*threads {
		t.Errorf("%d entries of %d threads are queued", len(w.queue), threads)
	}
	if explained != 0 {
		t.Errorf("%d waits were explained that were short", explained)
	}
	for i := range threads {
		w.observe(&Event{Kind: SwitchOut, Time: now, PID: 1 << 22, TID: first + i}, emit)
	}
	before := len(w.queue)
	w.sample(now+longWait, emit)
	if asked := before - len(w.queue); asked < asksPerRound || asked > before-threads+asksPerRound {
		t.Errorf("%d of %d were done in one round", asked, before)
	}
}

// A stranger may not look into a process; that is counted, and nothing is said.
func askAbout(args []string) error {
	pid, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	x := newExplainer()
	_, ok := x.explain(&taskFiles{pid: pid, tid: pid})
	_, err = fmt.Println(ok, x.refused)
	return err
}

func TestRefusalIsCounted(t *testing.T) {
	pid, _ := startWaiting(t, "nanosleep")
	awaitReason(t, pid, timeline.Sleep)
	ask := program("ask", pid)
	if os.Getuid() == 0 {
		const nobody = 65534
		ask.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	} else {
		ask = program("ask", 1)
	}
	said, err := ask.Output()
	if err != nil || string(said) != "false 1\n" {
		t.Errorf("%q, %v", said, err)
	}
}
