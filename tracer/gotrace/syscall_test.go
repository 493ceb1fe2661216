//go:build unix

package gotrace

import (
	"context"
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
