package threading

import (
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// nativeID returns 0: macOS tells a thread its id only through libSystem.
func nativeID() int64 { return 0 }

// threadCPUTime returns the CPU time of the calling OS thread.
func threadCPUTime() (time.Duration, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		return 0, lang.Errorf("threading: reading the thread's CPU clock: %w", err)
	}
	return time.Duration(ts.Nano()), nil
}
