package kernel

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// roundTime is how often an observer looks, in ns.
const roundTime = int64(time.Millisecond)

// pollUntil waits until the given time of CLOCK_MONOTONIC, or until something
// has happened to one of the files.
//
// It is a raw system call: Go's scheduler is not told of a wait that is over
// before it could do anything about it. A thousand times a second, telling it
// costs more than all the rest.
func pollUntil(until int64, files []unix.PollFd) {
	timeout := unix.NsecToTimespec(max(until-monotonic(), 0))
	unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(files))), uintptr(len(files)),
		uintptr(unsafe.Pointer(&timeout)), 0, 0, 0)
}
