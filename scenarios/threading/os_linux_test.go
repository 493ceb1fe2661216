package threading

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestEachThreadIsOneOfTheKernel(t *testing.T) {
	seen := map[int64]bool{int64(os.Getpid()): true}
	for _, thread := range alive(t, 8) {
		id := thread.NativeID()
		if seen[id] {
			t.Errorf("%s has the id %d of another thread", thread.Name(), id)
		}
		seen[id] = true
		if _, err := os.Stat(taskFolder(id)); err != nil {
			t.Errorf("%s: %v", thread.Name(), err)
		}
	}
}

func TestTheKernelsThreadEndsWithIt(t *testing.T) {
	thread := NewThread(t.Context(), "Thread-1", nothing)
	thread.Start()
	if err := thread.Join(); err != nil {
		t.Fatal(err)
	}
	// The kernel tells nobody when a thread is gone: look until it is.
	deadline := time.Now().Add(time.Minute)
	for {
		_, err := os.Stat(taskFolder(thread.NativeID()))
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("thread %d still exists", thread.NativeID())
		}
		time.Sleep(time.Millisecond)
	}
}

func taskFolder(tid int64) string { return fmt.Sprintf("/proc/self/task/%d", tid) }

func TestAThreadCannotJoinItself(t *testing.T) {
	var thread *Thread
	var joinErr error
	thread = NewThread(t.Context(), "Thread-1", func(context.Context) error {
		joinErr = thread.Join()
		return nil
	})
	thread.Start()
	if err := thread.Join(); err != nil {
		t.Fatal(err)
	}
	if joinErr == nil {
		t.Error("no error")
	}
}

func TestThreadCPUTimeIsTheThreadsOwn(t *testing.T) {
	thread := NewThread(t.Context(), "Thread-1", func(context.Context) error {
		now, err := threadCPUTime()
		if err != nil {
			return err
		}
		var usage unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_THREAD, &usage); err != nil {
			return err
		}
		after := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		// The kernel counts both alike, but Rusage in whole microseconds.
		if now > after+time.Microsecond*2 {
			return fmt.Errorf("the thread's clock reads %v, its usage afterwards %v", now, after)
		}
		return nil
	})
	thread.Start()
	if err := thread.Join(); err != nil {
		t.Error(err)
	}
}
