//go:build unix

package gotrace

import (
	"context"
	"os/signal"
	rttrace "runtime/trace"
	"strings"
	"syscall"
	"testing"

	"ctrace/tracer/timeline"
)

// TestDeclaredSystemCall blocks a thread in a system call by which it declares
// to wait for a child process.
func TestDeclaredSystemCall(t *testing.T) {
	var pipe [2]int
	if err := syscall.Pipe(pipe[:]); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(pipe[0])
	defer syscall.Close(pipe[1])
	tl := build(t, record(t, func() {
		ended := subject(func() {
			defer rttrace.StartRegion(context.Background(), WaitRegion(timeline.Child, "worker 1")).End()
			syscall.Read(pipe[0], make([]byte, 1))
		})
		awaitBlocked(t)
		syscall.Write(pipe[1], []byte{1})
		<-ended
	}))
	id := lane(t, tl, timeline.Goroutine, "subject")
	if got := story(tl, id); !strings.Contains(got, "waiting/child/worker 1") || strings.Contains(got, "syscall") {
		t.Errorf("%s\nwant a wait for the child and no system call", got)
	}
}

// TestSignalsAreTheRuntimes wakes the goroutine that receives signals, which is
// older than the trace and sits in a system call: neither it nor what it starts
// is the program's, and the process is not in a system call because of it.
func TestSignalsAreTheRuntimes(t *testing.T) {
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR1)
	defer stop()
	tl := build(t, record(t, func() {
		name(timeline.Process, "signalled")
		syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
		<-ctx.Done()
	}))
	for _, l := range tl.Lanes() {
		if strings.HasPrefix(l.Name, "signal.") && l.Group != timeline.Runtime {
			t.Errorf("%s is in the group %v", l.Name, l.Group)
		}
	}
	process := lane(t, tl, timeline.Process, "signalled")
	first, ok := tl.At(process, tl.Lane(process).Start)
	if !ok || first.State == timeline.Syscall {
		t.Errorf("the process begins in a system call:\n%s", story(tl, process))
	}
}
