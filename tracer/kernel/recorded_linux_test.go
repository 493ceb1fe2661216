package kernel

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// run is a program that was recorded from its beginning to the end of all that it
// started.
type run struct {
	path   string // of the recording
	pid    int
	state  *os.ProcessState
	stub   time.Duration
	output string
	stats  Stats
}

// recorded is a run whose recording was read.
type recorded struct {
	run
	header Header
	events []Event // by time
}

// record records cmd and reads the recording.
func record(t testing.TB, mode Mode, cmd *exec.Cmd) recorded {
	t.Helper()
	return recordOn(t, kernelCalls, mode, cmd)
}

// recordOn records cmd on a kernel that may refuse something.
func recordOn(t testing.TB, kernel perfCalls, mode Mode, cmd *exec.Cmd) recorded {
	t.Helper()
	r := recorded{run: watch(t, kernel, mode, cmd)}
	var err error
	if r.header, r.events, err = readFile(t, r.path); err != io.EOF {
		t.Fatalf("reading the recording: %v", err)
	}
	return r
}

// watch records cmd.
func watch(t testing.TB, kernel perfCalls, mode Mode, cmd *exec.Cmd) run {
	t.Helper()
	var output bytes.Buffer
	cmd.Stdout = &output
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	r := run{path: filepath.Join(t.TempDir(), "kernel.switches"), pid: cmd.Process.Pid, stub: l.Used()}
	recorder, err := startWith(kernel, r.pid, mode, r.path)
	if err != nil {
		l.Abandon()
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // the state tells
	await(t, recorder.Gone())
	if r.stats, err = recorder.Stop(); err != nil {
		t.Fatal(err)
	}
	r.state, r.output = cmd.ProcessState, output.String()
	return r
}

// readFile reads a recording and sorts its events by time.
func readFile(t testing.TB, path string) (Header, []Event, error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	events, err := readAll(r)
	slices.SortStableFunc(events, func(a, b Event) int { return int(a.Time - b.Time) })
	return r.Header(), events, err
}

func await(t testing.TB, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("the tree is not gone")
	}
}

// needPerf skips a test where the kernel does not permit what it tests.
func needPerf(t testing.TB) {
	t.Helper()
	if mode, err := Available(); mode != Perf {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// running returns how long each thread ran.
func (r recorded) running() map[int]time.Duration {
	total, since := map[int]time.Duration{}, map[int]int64{}
	for _, e := range r.events {
		switch e.Kind {
		case SwitchIn:
			since[e.TID] = e.Time
		case SwitchOut, Exit, Dropped:
			if in, ok := since[e.TID]; ok {
				total[e.TID] += time.Duration(e.Time - in)
				delete(since, e.TID)
			}
		}
	}
	return total
}

// count counts the events that match.
func (r recorded) count(matches func(Event) bool) (n int) {
	for _, e := range r.events {
		if matches(e) {
			n++
		}
	}
	return n
}

// ended reports whether the thread's end is in the recording.
func (r recorded) ended(tid int) bool {
	return r.count(func(e Event) bool { return e.Kind == Exit && e.TID == tid }) > 0
}

// names returns the names that processes got by executing a program, in order.
func (r recorded) names() (names []string) {
	for _, e := range r.events {
		if e.Kind == Name && e.Exec {
			names = append(names, e.Text)
		}
	}
	return names
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can do it")
	}
}
