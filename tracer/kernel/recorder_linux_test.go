package kernel

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

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
	for written := 0; written == 0; {
		echo("alive")
		_, events, _ := readFile(t, path)
		written = len(events)
	}
	recorder.Process.Kill()
	recorder.Wait()
	echo("still alive")
	var incomplete *Incomplete
	if _, events, err := readFile(t, path); !errors.As(err, &incomplete) || !incomplete.Cut() || len(events) == 0 {
		t.Errorf("read %d events, %v", len(events), err)
	}
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
