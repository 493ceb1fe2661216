package kernel

import (
	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// systemCallsHere has many that newer architectures were born without.
var systemCallsHere = map[int64]rule{
	unix.SYS_ACCEPT:     prefixed("accept on ", file(0)),
	unix.SYS_POLL:       onPoll,
	unix.SYS_SELECT:     onSelect,
	unix.SYS_EPOLL_WAIT: onEpollMilliseconds,
	unix.SYS_PAUSE:      always(timeline.Other, "signal"),
	unix.SYS_VFORK:      always(timeline.Child, "exec of a child"),
	unix.SYS_FORK:       always(timeline.Other, "clone"),
	unix.SYS_SEMOP:      withNumber(timeline.Lock, "System V semaphore"),
	unix.SYS_SEMTIMEDOP: withNumber(timeline.Lock, "System V semaphore"),
	unix.SYS_MMAP:       always(timeline.Other, "memory map"),

	unix.SYS_GETDENTS:        file(0),
	unix.SYS_FADVISE64:       file(0),
	unix.SYS_SYNC_FILE_RANGE: prefixed("sync of ", file(0)),
	unix.SYS_OPEN:            opening(0),
	unix.SYS_CREAT:           path(0),
	unix.SYS_STAT:            path(0),
	unix.SYS_LSTAT:           path(0),
	unix.SYS_NEWFSTATAT:      path(1),
	unix.SYS_ACCESS:          path(0),
	unix.SYS_READLINK:        path(0),
	unix.SYS_MKDIR:           path(0),
	unix.SYS_MKNOD:           path(0),
	unix.SYS_RMDIR:           path(0),
	unix.SYS_UNLINK:          path(0),
	unix.SYS_RENAME:          path(0),
	unix.SYS_RENAMEAT:        path(1),
	unix.SYS_LINK:            path(0),
	unix.SYS_SYMLINK:         path(1),
	unix.SYS_CHMOD:           path(0),
	unix.SYS_CHOWN:           path(0),
	unix.SYS_LCHOWN:          path(0),
	unix.SYS_UTIME:           path(0),
	unix.SYS_UTIMES:          path(0),
	unix.SYS_FUTIMESAT:       path(1),
}
