package kernel

import (
	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

var systemCallsHere = map[int64]rule{
	unix.SYS_ACCEPT:          prefixed("accept on ", file(0)),
	unix.SYS_SEMOP:           withNumber(timeline.Lock, "System V semaphore"),
	unix.SYS_SEMTIMEDOP:      withNumber(timeline.Lock, "System V semaphore"),
	unix.SYS_MMAP:            always(timeline.Other, "memory map"),
	unix.SYS_FADVISE64:       file(0),
	unix.SYS_SYNC_FILE_RANGE: prefixed("sync of ", file(0)),
	unix.SYS_NEWFSTATAT:      path(1),
	unix.SYS_RENAMEAT:        path(1),
}
