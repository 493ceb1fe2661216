package kernel

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestPolledTimeOfThreads(t *testing.T) {
	r := record(t, Poll, program("spin", 2*runtime.NumCPU(), "400ms"))
	running := r.running()
	var total, counted time.Duration
	for line := range strings.Lines(r.output) {
		var tid int
		var used time.Duration
		if _, err := fmt.Sscan(line, &tid, &used); err != nil {
			t.Fatal(err)
		}
		total += running[tid]
		counted += used
		if (running[tid] - used).Abs() > used/50 {
			t.Errorf("thread %d ran for %v, its clock says %v", tid, running[tid], used)
		}
	}
	if counted == 0 || (total-counted).Abs() > counted/100 {
		t.Errorf("threads ran for %v, their clocks say %v", total, counted)
	}
}

func TestPolledTimeOfTree(t *testing.T) {
	r := record(t, Poll, program("tree", 3, "500ms"))
	var running time.Duration
	for _, ran := range r.running() {
		running += ran
	}
	used := r.state.UserTime() + r.state.SystemTime() - r.stub
	if (running - used).Abs() > used/50 {
		t.Errorf("the tree ran for %v, rusage says %v", running, used)
	}
	if names := r.names(); len(names) != 4 {
		t.Errorf("these were executed: %q", names)
	}
}

// What the documentation of Event promises, and that nothing needs repair.
func TestPolledEventsAreInOrder(t *testing.T) {
	cmd := program("tree", 3, "50ms")
	events := polledEvents(t, cmd)
	known, of := map[int]bool{cmd.Process.Pid: true}, map[int][]Event{}
	for i, e := range events {
		if i > 0 && e.Time < events[i-1].Time {
			t.Fatalf("event %d is older than the one before: %+v", i, e)
		}
		if e.Kind == End {
			continue
		}
		if known[e.TID] == (e.Kind == Fork) {
			t.Fatalf("event %d is of a thread that is known: %v: %+v", i, known[e.TID], e)
		}
		known[e.TID] = e.Kind != Exit
		of[e.TID] = append(of[e.TID], e)
	}
	for _, events := range of {
		checkAlternation(t, events)
	}
	if first, last := events[0], events[len(events)-1]; first.Kind != Name || last.Kind != End {
		t.Errorf("the first event is %+v, the last %+v", first, last)
	}
}

// What is read back is valid, and runs for as long.
func TestPolledLanes(t *testing.T) {
	r := record(t, Poll, program("tree", 3, "50ms"))
	file, err := os.Open(r.path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	b := timeline.NewBuilder(timeline.Clock{})
	if err := Read(t.Context(), file, b); err != nil {
		t.Fatal(err)
	}
	last := r.events[len(r.events)-1].Time
	lanes := timelinetest.Valid(t, b.Build(timeline.Time(last-r.header.StartMono)))
	var drawn, ran time.Duration
	for id := range lanes.Find(timeline.Thread) {
		drawn += time.Duration(lanes.LifeTotals(id).States[timeline.Running])
	}
	for _, d := range r.running() {
		ran += d
	}
	if drawn != ran || ran == 0 {
		t.Errorf("threads are drawn running for %v, they ran %v", drawn, ran)
	}
}

// polledEvents returns what is recorded of cmd, in the order of the file.
func polledEvents(t *testing.T, cmd *exec.Cmd) []Event {
	t.Helper()
	file, err := os.Open(watch(t, kernelCalls, Poll, cmd).path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	events, err := readAll(r)
	if err != io.EOF {
		t.Fatal(err)
	}
	return events
}

func TestPolledProgramsOfAllKinds(t *testing.T) {
	for name, test := range map[string]struct {
		cmd      *exec.Cmd
		programs string // that were executed, and lived long enough to be seen
	}{ // An orphan is known by its group.
		"exits at once":         {exec.Command("/bin/true"), ""},
		"is killed":             {exec.Command("sh", "-c", "sleep 0.4; kill -9 $$"), "sh sleep"},
		"executes another":      {exec.Command("sh", "-c", "sleep 0.4; exec sleep 0.4"), "sh sleep sleep"},
		"has a pipeline":        {exec.Command("sh", "-c", "sleep 0.4 | cat"), "sh sleep cat"},
		"leaves an orphan":      {exec.Command("sh", "-c", "(sleep 0.6 &); sleep 0.4"), "sh sleep sleep"},
		"leaves a daemon":       {exec.Command("sh", "-c", "setsid sleep 0.6 & sleep 0.4"), "sh sleep sleep"},
		"executes from threads": {program("exec", "/bin/sleep", "0.4"), "exe sleep"},
		"executes itself":       {exec.Command("sh", "-c", "sleep 0.4; exec sh -c 'sleep 0.4; exit'"), "sh sleep sh sleep"},
	} {
		t.Run(name, func(t *testing.T) {
			test.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			r := record(t, Poll, test.cmd)
			left := r.programs()
			for _, want := range strings.Fields(test.programs) {
				i := slices.Index(left, want)
				if i < 0 {
					t.Fatalf("it executed %q, want %s", r.programs(), test.programs)
				}
				left = slices.Delete(left, i, i+1)
			}
			begun := r.count(func(e Event) bool { return e.Kind == Fork }) + 1
			if ended := r.count(func(e Event) bool { return e.Kind == Exit }); len(r.names()) > 0 && ended != begun {
				t.Errorf("%d threads began, %d ended", begun, ended)
			}
		})
	}
}

// programs returns the names of the programs that were executed, and those of
// orphans.
func (r recorded) programs() (names []string) {
	orphans := map[int]bool{}
	for _, e := range r.events {
		switch {
		case e.Kind == Fork && e.ParentPID == 0:
			orphans[e.TID] = true
		case e.Kind == Name && (e.Exec || orphans[e.TID]):
			names = append(names, e.Text)
		}
	}
	return names
}

func TestPolledArguments(t *testing.T) {
	const hostile = "a b\x1b[2J\xff\n"
	cmd := exec.Command("sleep", "0.2")
	cmd.Args[0] = hostile
	r := record(t, Poll, cmd)
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == Args })
	if i < 0 || r.events[i].Text != hostile+"\x000.2" || r.events[i].PID != r.pid {
		t.Errorf("arguments: %+v", r.events)
	}
}

func TestPolledExecFails(t *testing.T) {
	cmd := &exec.Cmd{Path: "/"}
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kernel.switches")
	recorder, err := Start(cmd.Process.Pid, Poll, path)
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
	if _, events, err := readFile(t, path); err != io.EOF || len(events) != 1 {
		t.Errorf("%+v, %v", events, err)
	}
}

func TestPollNeedsAProcess(t *testing.T) {
	cmd := exec.Command("/bin/true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if _, err := newPoller(cmd.Process.Pid); !errors.Is(err, unix.ENOENT) {
		t.Errorf("a poller of a process that is gone: %v", err)
	}
}

// sleepers has as many threads as its argument says, which wait until it is killed.
func sleepers(args []string) error {
	threads, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	if err := onThreads(threads, func(int) string { return "" }); err != nil {
		return err
	}
	_, err = unix.Ppoll(nil, nil, nil)
	return err
}

// Of many threads, each is looked at more rarely.
func TestPollingIsBounded(t *testing.T) {
	const threads = 500
	cmd := program("sleepers", threads)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	if _, err := stdout.Read(make([]byte, 1)); err != nil { // now it has all its threads
		t.Fatal(err)
	}
	p, err := newPoller(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := threadTime()
	var intervals time.Duration
	for range 30 {
		now := monotonic()
		intervals += time.Duration(p.poll(now, func(Event) {}) - now)
	}
	used := threadTime() - began
	if len(p.threads) < threads {
		t.Errorf("%d threads are known", len(p.threads))
	}
	if share := used.Seconds() / intervals.Seconds(); share > 0.12 {
		t.Errorf("polling takes %.1f %% of the time", 100*share)
	}
	if files, err := os.ReadDir("/proc/self/fd"); err != nil || len(files) > p.explainer.limit.most+100 {
		t.Errorf("%d files are open, %v", len(files), err)
	}
}
