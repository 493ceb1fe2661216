package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
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

func TestStats(t *testing.T) {
	needPerf(t)
	r := record(t, Auto, program("ping-pong", 100))
	want := Stats{Mode: Perf, CPU: r.stats.CPU}
	for _, e := range r.events {
		want.count(&e)
	}
	if r.stats != want || r.stats.CPU <= 0 {
		t.Errorf("%+v, the file has %+v", r.stats, want)
	}
	if r.header.Mode != Perf || r.header.PID != r.pid || r.header.StartMono > r.events[0].Time || r.header.CPUs < 1 {
		t.Errorf("header %+v", r.header)
	}
}

func TestProgramsOfAllKinds(t *testing.T) {
	needPerf(t)
	for name, test := range map[string]struct {
		cmd      *exec.Cmd
		programs string // that were executed
		ends     int    // of processes
		state    string
	}{
		"exits at once":       {exec.Command("/bin/true"), "true", 1, "exit status 0"},
		"fails":               {exec.Command("sh", "-c", "exit 3"), "sh", 1, "exit status 3"},
		"killed":              {exec.Command("sh", "-c", "kill -9 $$"), "sh", 1, "signal: killed"},
		"execs another":       {exec.Command("sh", "-c", "exec env true"), "sh env true", 1, "exit status 0"},
		"closes its files":    {exec.Command("sh", "-c", "exec <&- >&- 2>&-; /bin/true & wait"), "sh true", 2, "exit status 0"},
		"has a pipeline":      {exec.Command("sh", "-c", "exec true | sleep 0.01"), "sh true sleep", 3, "exit status 0"},
		"is in another group": {exec.Command("setsid", "-w", "sh", "-c", "sleep 0.01"), "setsid sh sleep", 2, "exit status 0"},
		"execs from a thread": {program("exec", "/bin/true"), "exe true", 1, "exit status 0"},
		"leaves an orphan":    {exec.Command("sh", "-c", "(sleep 0.1 &)"), "sh sleep", 3, "exit status 0"},
		"leaves a daemon":     {exec.Command("sh", "-c", "setsid sleep 0.1 &"), "sh setsid sleep", 2, "exit status 0"},
		"names itself":        {exec.Command("sh", "-c", "echo bottle > /proc/$$/comm"), "sh", 1, "exit status 0"},
		"floods its output":   {exec.Command("sh", "-c", "exec head -c 3000000 /dev/zero"), "sh head", 1, "exit status 0"},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, Perf, test.cmd)
			if r.state.String() != test.state {
				t.Errorf("it ended with %v", r.state)
			}
			// Processes of one tree run side by side.
			got, want := r.names(), strings.Fields(test.programs)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("it executed %q, want %q", got, want)
			}
			if ends := r.count(func(e Event) bool { return e.Kind == Exit && e.PID == e.TID }); ends < test.ends {
				t.Errorf("the ends of %d processes are there, want %d", ends, test.ends)
			}
			if !r.ended(r.pid) || r.stats.Lost > 0 {
				t.Errorf("its own end is there: %v; lost: %d", r.ended(r.pid), r.stats.Lost)
			}
		})
	}
}

func TestNames(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, exec.Command("sh", "-c", `printf 'a\033[31m\377' > /proc/$$/comm`))
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == Name && !e.Exec })
	if i < 0 || r.events[i].Text != "a\x1b[31m\xff" || r.events[i].TID != r.pid {
		t.Errorf("names: %+v", r.events)
	}
}

func TestArguments(t *testing.T) {
	needPerf(t)
	const hostile = "a b\x1b[2J\xff\n"
	// It waits until its arguments were read, or for a minute.
	cmd := exec.Command("sh", "-c", "read line", hostile, "", strings.Repeat("x", 2*maxText))
	want := strings.Join(cmd.Args, "\x00")[:maxText]
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, func() { stdin.Close() })
	r := record(t, Perf, cmd)
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == Args })
	if i < 0 || r.events[i].Text != want || r.events[i].PID != r.pid {
		t.Errorf("arguments: %+v", r.events)
	}
}

// A process that executes another program from a second thread keeps its id.
func TestExecFromThread(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, program("exec", "/bin/true"))
	var thread int // that executes the program
	on := false
	for _, e := range r.events {
		switch {
		case e.Kind == SwitchIn && e.TID != r.pid:
			thread = e.TID
		case e.Kind == Name && e.Text == "true":
			on = true
			if e.TID != r.pid {
				t.Errorf("thread %d executed it", e.TID)
			}
		case on && e.Kind == SwitchIn && e.TID != r.pid:
			t.Errorf("thread %d runs after the exec", e.TID)
		}
	}
	if !on || !r.ended(thread) {
		t.Errorf("executed: %v; the thread %d has ended: %v", on, thread, r.ended(thread))
	}
}

// The kernel stops following a process that executes a set-user-ID program.
func TestOtherRights(t *testing.T) {
	needPerf(t)
	needRoot(t)
	program, err := os.ReadFile("/bin/sleep")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "privileged")
	if err := errors.Join(os.WriteFile(path, program, 0o755), os.Chown(path, nobody, nobody),
		os.Chmod(path, 0o755|os.ModeSetuid)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cmd   *exec.Cmd
		ended bool
	}{
		{cmd: exec.Command(path, "0.05"), ended: false},
		{cmd: exec.Command("sh", "-c", path+" 0.05; true"), ended: true},
	} {
		r := record(t, Perf, test.cmd)
		if n := r.count(func(e Event) bool { return e.Kind == Dropped && e.PID == e.TID }); n != 1 {
			t.Errorf("%v: %d processes were dropped, want the one", test.cmd, n)
		}
		if r.ended(r.pid) != test.ended {
			t.Errorf("%v: its end is there: %v", test.cmd, !test.ended)
		}
	}
}

// Only one that has other rights than the user who executes it: a process can
// change its user.
func TestChangesItsUser(t *testing.T) {
	needPerf(t)
	needRoot(t)
	r := record(t, Perf, program("nobody", "/bin/true"))
	if !r.state.Success() || !slices.Equal(r.names(), []string{"exe", "true"}) || !r.ended(r.pid) {
		t.Errorf("it ended with %v and executed %q", r.state, r.names())
	}
	if n := r.count(func(e Event) bool { return e.Kind == Dropped }); n > 0 {
		t.Errorf("%d processes were dropped", n)
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can do it")
	}
}

// A recorder can be stopped while the tree lives.
func TestStopEarly(t *testing.T) {
	needPerf(t)
	cmd := exec.Command("cat")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kernel.switches")
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	recorder, err := Start(cmd.Process.Pid, Perf, path)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if stats, err := recorder.Stop(); err != nil || stats.Events == 0 {
			t.Errorf("%+v, %v", stats, err)
		}
	}
	await(t, recorder.Gone())
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program did not live on: %v", err)
	}
	if _, events, err := readFile(t, path); err != io.EOF || events[len(events)-1].Kind != End {
		t.Errorf("the recording ends with %+v, %v", events, err)
	}
}

// A disk that is full harms neither the program nor the recorder.
func TestDiskFull(t *testing.T) {
	needPerf(t)
	cmd := exec.Command("/bin/true")
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	recorder, err := Start(cmd.Process.Pid, Perf, "/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Release(), cmd.Wait()); err != nil {
		t.Error(err)
	}
	await(t, recorder.Gone())
	if _, err := recorder.Stop(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Stop: %v", err)
	}
}

func TestExecFails(t *testing.T) {
	needPerf(t)
	cmd := &exec.Cmd{Path: "/"}
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	recorder, err := Start(cmd.Process.Pid, Perf, filepath.Join(t.TempDir(), "kernel.switches"))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); !errors.Is(err, syscall.EACCES) {
		t.Errorf("Release: %v", err)
	}
	await(t, recorder.Gone())
	if stats, err := recorder.Stop(); err != nil || stats.Events != 1 {
		t.Errorf("%+v, %v; nothing but the end is to be recorded", stats, err)
	}
}

// Whatever becomes of the recorder, the program lives on and the recording can
// be read.
func TestRecorderKilled(t *testing.T) {
	needPerf(t)
	path := filepath.Join(t.TempDir(), "kernel.switches")
	recorder := program("recorder", path, "cat")
	stdin, toCat, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer toCat.Close()
	fromCat, stdout, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer fromCat.Close()
	recorder.Stdin, recorder.Stdout = stdin, stdout
	if err := recorder.Start(); err != nil {
		t.Fatal(err)
	}
	stdin.Close()
	stdout.Close()
	echo := func(text string) {
		t.Helper()
		said := make([]byte, len(text))
		if _, err := toCat.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(fromCat, said); err != nil || string(said) != text {
			t.Fatalf("the program said %q, %v", said, err)
		}
	}
	// The recording is written now and then.
	for before := size(t, path); size(t, path) == 0 || size(t, path) == before; {
		echo("alive")
	}
	recorder.Process.Kill()
	recorder.Wait()
	echo("still alive")
	var incomplete *Incomplete
	if _, events, err := readFile(t, path); !errors.As(err, &incomplete) || !incomplete.Cut() || len(events) == 0 {
		t.Errorf("read %d events, %v", len(events), err)
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestNothingIsLeft(t *testing.T) {
	needPerf(t)
	record(t, Perf, exec.Command("/bin/true"))
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	const times = 10
	for range times {
		record(t, Perf, exec.Command("/bin/true"))
		if _, err := Start(os.Getpid(), Perf, "/no/such/folder/file"); err == nil {
			t.Error("a file was made where there is no folder")
		}
	}
	if more := openFiles(t) - files; more >= times {
		t.Errorf("%d more files are open", more)
	}
	if more := runtime.NumGoroutine() - goroutines; more >= times {
		t.Errorf("%d more goroutines", more)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(maps, []byte("perf_event")); n > 0 {
		t.Errorf("%d rings are still mapped", n)
	}
}
