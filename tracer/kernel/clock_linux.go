package kernel

import "golang.org/x/sys/unix"

// monotonic reads CLOCK_MONOTONIC in ns, the clock of all events.
func monotonic() int64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		return 0 // It cannot fail on any kernel that Go runs on.
	}
	return ts.Nano()
}
