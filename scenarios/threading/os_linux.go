package threading

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// nativeID returns the id of the calling OS thread.
func nativeID() int64 { return int64(unix.Gettid()) }

// threadCPUTime returns the CPU time of the calling OS thread. The system call
// is a raw one, because it never blocks: neither the Go scheduler nor an
// execution trace needs to hear of it.
func threadCPUTime() (time.Duration, error) {
	var ts unix.Timespec
	_, _, errno := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_THREAD_CPUTIME_ID, uintptr(unsafe.Pointer(&ts)), 0)
	if errno != 0 {
		return 0, lang.Errorf("threading: reading the thread's CPU clock: %w", errno)
	}
	return time.Duration(ts.Nano()), nil
}
