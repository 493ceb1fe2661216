package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
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
			longest := follow(o, func(e Event) {
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
			checkExplained(t, r.waited(r.pid, max(longWait, 2*longest)))
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

// follow follows a tree to its end, or for some time, and returns for how long it
// had no CPU to look at most.
func follow(o observer, emit func(Event)) (longest int64) {
	last := monotonic()
	for deadline := last + int64(patience); !o.gone() && last < deadline; {
		o.wait(o.poll(last, emit))
		now := monotonic()
		last, longest = now, max(longest, now-last)
	}
	o.finish(last, emit)
	return longest
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

// waited returns how long a thread waited for what, in waits of more than least ns.
func (r recorded) waited(tid int, least int64) map[wait]time.Duration {
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
			if d := e.Time - e.Delay - since; since != 0 && d > least {
				total[now] += time.Duration(d)
			}
			since = 0
		}
	}
	return total
}
