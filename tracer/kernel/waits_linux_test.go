package kernel

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// waitForAll waits with its first thread for one thing after the other, each time
// until it can read another byte from its stdin, and uses no other system calls
// that wait.
func waitForAll(args []string) error {
	var gone atomic.Int32 // bytes that were read
	wakes := make(chan func(), 1)
	go func() {
		for wake := range wakes {
			must(os.Stdin.Read(make([]byte, 1)))
			gone.Add(1)
			wake()
		}
	}()

	wakes <- func() {}
	for gone.Load() == 0 {
		unix.Nanosleep(&unix.Timespec{Nsec: 50_000_000}, nil)
	}

	r, w := pipe()
	wakes <- func() { unix.Write(w, []byte{0}) }
	unix.Read(r, make([]byte, 1))

	listener, port := listen(unix.AF_INET)
	client := must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0))
	wakes <- func() { check(unix.Connect(client, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: port})) }
	server, _, err := unix.Accept(listener)
	check(err)
	wakes <- func() { unix.Write(server, []byte{0}) }
	unix.Read(client, make([]byte, 1))

	child := exec.Command("cat")
	stdin := must(child.StdinPipe())
	check(child.Start())
	wakes <- func() { stdin.Close() }
	unix.Wait4(child.Process.Pid, nil, 0, nil)

	path := filepath.Join(args[0], "lock")
	held, wanted := must(unix.Open(path, unix.O_CREAT|unix.O_RDWR, 0o600)), must(unix.Open(path, unix.O_RDWR, 0))
	check(unix.Flock(held, unix.LOCK_EX))
	wakes <- func() { unix.Flock(held, unix.LOCK_UN) }
	check(unix.Flock(wanted, unix.LOCK_EX))

	var word atomic.Uint32
	wakes <- func() {
		word.Store(1)
		futexWake((*uint32)(unsafe.Pointer(&word)))
	}
	for word.Load() == 0 {
		futexWait((*uint32)(unsafe.Pointer(&word)), futexPrivate, 0)
	}
	return nil
}

// waitsOfAll are what waitForAll waits for, in order: reasons, and the beginnings
// of the texts.
var waitsOfAll = []wait{
	{timeline.Sleep, ""},
	{timeline.Pipe, "pipe:["},
	{timeline.Network, "accept on 127.0.0.1:"},
	{timeline.Network, "127.0.0.1:"},
	{timeline.Child, "process "},
	{timeline.Lock, "lock of /"},
	{timeline.Lock, "futex"},
}

func TestWaitsAreExplained(t *testing.T) {
	for mode, observe := range map[Mode]func(pid int) (observer, error){
		Perf: func(pid int) (observer, error) { return newPerf(kernelCalls, pid) },
		Poll: func(pid int) (observer, error) {
			p, err := newPoller(pid)
			return pacedPoller{p}, err
		},
	} {
		t.Run(mode.String(), func(t *testing.T) {
			if mode == Perf {
				needPerf(t)
			}
			cmd := program("waits", t.TempDir())
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			l, err := Launch(cmd)
			if err != nil {
				t.Fatal(err)
			}
			o, err := observe(cmd.Process.Pid)
			if err != nil {
				l.Abandon()
				t.Fatal(err)
			}
			defer o.close()
			if err := l.Release(); err != nil {
				t.Fatal(err)
			}
			r := recorded{run: run{pid: cmd.Process.Pid}}
			explained := 0
			follow(o, func(e Event) {
				r.events = append(r.events, e)
				if explained < len(waitsOfAll) && e.TID == r.pid && e.is(waitsOfAll[explained]) {
					explained++
					stdin.Write([]byte{0})
				}
			})
			cmd.Process.Kill() // It has ended, unless something was not explained.
			cmd.Wait()
			if explained < len(waitsOfAll) {
				t.Fatalf("this was not explained: %v; all events: %+v", waitsOfAll[explained:], r.events)
			}
			checkExplained(t, r.waited(r.pid))
		})
	}
}

// checkExplained fails the test unless 95 % of the time waited has a reason.
func checkExplained(t *testing.T, waited map[wait]time.Duration) {
	t.Helper()
	var all time.Duration
	for _, d := range waited {
		all += d
	}
	if known := all - waited[wait{}]; float64(known) < 0.95*float64(all) {
		t.Errorf("of %v, %v are explained: %v", all, known, waited)
	}
}

// follow follows a tree to its end, or for some time.
func follow(o observer, emit func(Event)) {
	for deadline := time.Now().Add(patience); !o.gone() && time.Now().Before(deadline); {
		o.wait(o.poll(monotonic(), emit))
	}
	o.finish(monotonic(), emit)
}

// is reports whether e says that a thread waits for w.
func (e *Event) is(w wait) bool {
	return e.Kind == Wait && e.Reason == w.reason && strings.HasPrefix(e.Text, w.text)
}

// wait is what a thread waits for.
type wait struct {
	reason timeline.Reason
	text   string
}

// waited returns how long a thread waited for what, in waits of more than a
// millisecond.
func (r recorded) waited(tid int) map[wait]time.Duration {
	total := map[wait]time.Duration{}
	var since int64
	var now wait
	for _, e := range r.events {
		if e.TID != tid {
			continue
		}
		switch e.Kind {
		case SwitchOut:
			since, now = e.Time, wait{}
			if e.Preempted {
				since = 0
			}
		case Wait:
			now = wait{e.Reason, e.Text}
		case SwitchIn, Exit:
			if d := e.Time - e.Delay - since; since != 0 && d > longWait {
				total[now] += time.Duration(d)
			}
			since = 0
		}
	}
	return total
}

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

// crowd has more threads than CPUs nap and spin in turns, as often as its argument
// says, and prints for how long each was ready but had no CPU, in ns.
func crowd(args []string) error {
	times, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return onThreads(3*runtime.NumCPU(), func(int) string {
		nap := unix.NsecToTimespec(5 * longWait)
		for range times {
			unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&nap)), 0, 0)
			for end := threadTime() + 2*time.Millisecond; threadTime() < end; {
			}
		}
		text, err := os.ReadFile("/proc/thread-self/schedstat")
		if err != nil {
			return err.Error()
		}
		counts, err := parseSchedstat(text)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(counts.delay)
	})
}

func TestDelays(t *testing.T) {
	for _, mode := range []Mode{Perf, Poll} {
		t.Run(mode.String(), func(t *testing.T) {
			if mode == Perf {
				needPerf(t)
			}
			r := record(t, mode, program("crowd", 30))
			var counted, delayed time.Duration
			for line := range strings.Lines(r.output) {
				var tid int
				var delay time.Duration
				if _, err := fmt.Sscan(line, &tid, &delay); err != nil {
					t.Fatal(err)
				}
				counted += delay
				delayed += r.delayed(tid)
			}
			// What follows a wait of less than a millisecond is not measured.
			if share := float64(delayed) / float64(counted); share < 0.6 || share > 1.1 {
				t.Errorf("threads were ready without a CPU for %v, the kernel says %v", delayed, counted)
			}
		})
	}
}

// delayed returns for how long a thread was ready but had no CPU.
func (r recorded) delayed(tid int) (total time.Duration) {
	var preempted int64
	for _, e := range r.events {
		switch {
		case e.TID != tid:
		case e.Kind == SwitchOut && e.Preempted:
			preempted = e.Time
		case e.Kind == SwitchIn && preempted != 0:
			total += time.Duration(e.Time - preempted)
			preempted = 0
		case e.Kind == SwitchIn:
			total += time.Duration(e.Delay)
		}
	}
	return total
}
