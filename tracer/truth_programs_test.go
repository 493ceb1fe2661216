//go:build linux

package tracer_test

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"golang.org/x/sys/unix"

	"ctrace/tracer"
)

// The programs of truth_test.go use CPUs, and say for how long as the kernel counts
// it. There are always twice as many at work as there are CPUs.
func init() {
	programs["busy threads"] = started(busyThreads)
	programs["busy goroutines"] = started(busyGoroutines)
	programs["busy family"] = busyFamily
	programs["busy child"] = func(context.Context) error {
		spin()
		return nil
	}
}

// threadClock is what the clock of a thread's CPU time said.
type threadClock struct {
	TID  int
	Used time.Duration
}

// busyThreads saves the clocks of its threads.
func busyThreads(ctx context.Context) error {
	clocks := make([]threadClock, 2*runtime.NumCPU())
	var all sync.WaitGroup
	for i := range clocks {
		all.Go(func() {
			runtime.LockOSThread()
			spin()
			clocks[i] = threadClock{unix.Gettid(), threadTime()}
		})
	}
	all.Wait()
	return tracer.SaveResult(ctx, clocks)
}

// busyGoroutines lets as many goroutines compute in a span as it has given Go
// threads for, and saves what CPU time the process used meanwhile.
func busyGoroutines(ctx context.Context) error {
	n := 2 * runtime.NumCPU()
	runtime.GOMAXPROCS(n)
	ctx, span := otel.Tracer("test").Start(ctx, "busy")
	before, err := processTime()
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for range n {
		all.Go(func() { compute(400) })
	}
	all.Wait()
	after, err := processTime()
	span.End()
	return errors.Join(err, tracer.SaveResult(ctx, after-before))
}

// busyFamily has children that use CPUs, and waits for them.
func busyFamily(ctx context.Context) error {
	children := make([]*exec.Cmd, 2*runtime.NumCPU())
	for i := range children {
		children[i] = child(ctx, "busy child")
		if err := children[i].Start(); err != nil {
			return err
		}
	}
	var errs []error
	for _, c := range children {
		errs = append(errs, c.Wait())
	}
	return errors.Join(errs...)
}

// spin computes until its thread has used 300 ms.
func spin() {
	for threadTime() < 300*time.Millisecond {
		compute(1)
	}
}

// compute takes about so many milliseconds.
func compute(length uint64) {
	x := length
	for i := range length << 20 {
		x = x*6364136223846793005 + i
	}
	runtime.KeepAlive(x)
}

// threadTime returns the CPU time of this thread.
func threadTime() time.Duration {
	var used unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used) // It cannot fail.
	return time.Duration(used.Nano())
}

// processTime returns the CPU time of this process.
func processTime() (time.Duration, error) {
	var used unix.Rusage
	err := unix.Getrusage(unix.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), err
}
