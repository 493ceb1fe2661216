package kernel

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// roundTime is how often an observer looks, in ns.
const roundTime = int64(time.Millisecond)

// calmTime is how often it looks while there is no wait to explain, in ns. Each look
// may take a CPU from the program, which a thread that computes pays with some 5 µs.
const calmTime = 2 * roundTime

// pollUntil waits until the given time of CLOCK_MONOTONIC, or until something
// has happened to one of the files.
//
// Go's scheduler is not told of the wait, which is over before it could do much
// with the thread's processor: telling it a thousand times a second costs as
// much as all the rest. Where there is only one processor, the other goroutines
// need it.
func pollUntil(until int64, files []unix.PollFd) {
	timeout := unix.NsecToTimespec(max(until-monotonic(), 0))
	if runtime.GOMAXPROCS(0) == 1 {
		unix.Ppoll(files, &timeout, nil)
		return
	}
	unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(files))), uintptr(len(files)),
		uintptr(unsafe.Pointer(&timeout)), 0, 0, 0)
}

// shortSlice is the shortest time on a CPU that a thread can ask for, in ns.
const shortSlice = 100_000

// askForShortSlices has this thread get a CPU sooner after it wakes up, for less
// time at once: on a busy machine it otherwise sees little of what is short. Any
// user may do so. Linux understands it from 6.12 on.
func askForShortSlices() {
	attr, err := unix.SchedGetAttr(0, 0)
	if err != nil || attr.Policy != unix.SCHED_NORMAL {
		return
	}
	attr.Runtime = shortSlice
	unix.SchedSetAttr(0, attr, 0) // It does without if it must.
}
