package tracer

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// monotonic reads CLOCK_MONOTONIC, which is the clock of Go's execution traces
// on Linux.
func monotonic() int64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		return 0
	}
	return ts.Nano()
}

// bootID returns the id of this boot of the kernel, "" if it is hidden.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
