package kernel

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// systemCalls has the system calls whose numbers unix knows on every
// architecture; systemCallsHere has the rest of this one's.
var systemCalls = map[int64]rule{
	unix.SYS_NANOSLEEP:       always(timeline.Sleep, ""),
	unix.SYS_CLOCK_NANOSLEEP: always(timeline.Sleep, ""),

	unix.SYS_READ:             file(0),
	unix.SYS_READV:            file(0),
	unix.SYS_PREAD64:          file(0),
	unix.SYS_PREADV:           file(0),
	unix.SYS_PREADV2:          file(0),
	unix.SYS_RECVFROM:         file(0),
	unix.SYS_RECVMSG:          file(0),
	unix.SYS_RECVMMSG:         file(0),
	unix.SYS_WRITE:            prefixed("write to ", file(0)),
	unix.SYS_WRITEV:           prefixed("write to ", file(0)),
	unix.SYS_PWRITE64:         prefixed("write to ", file(0)),
	unix.SYS_PWRITEV:          prefixed("write to ", file(0)),
	unix.SYS_PWRITEV2:         prefixed("write to ", file(0)),
	unix.SYS_SENDTO:           prefixed("write to ", file(0)),
	unix.SYS_SENDMSG:          prefixed("write to ", file(0)),
	unix.SYS_SENDMMSG:         prefixed("write to ", file(0)),
	unix.SYS_ACCEPT4:          prefixed("accept on ", file(0)),
	unix.SYS_CONNECT:          prefixed("connect to ", file(0)),
	unix.SYS_SHUTDOWN:         prefixed("shutdown of ", file(0)),
	unix.SYS_SENDFILE:         either(0, 1),
	unix.SYS_SPLICE:           either(0, 2),
	unix.SYS_TEE:              either(0, 1),
	unix.SYS_VMSPLICE:         file(0),
	unix.SYS_IOCTL:            prefixed("ioctl on ", file(0)),
	unix.SYS_INOTIFY_RM_WATCH: file(0),

	unix.SYS_COPY_FILE_RANGE: either(0, 2),
	unix.SYS_FSTAT:           file(0),
	unix.SYS_FSYNC:           prefixed("sync of ", file(0)),
	unix.SYS_FDATASYNC:       prefixed("sync of ", file(0)),
	unix.SYS_SYNCFS:          prefixed("sync of ", file(0)),
	unix.SYS_FTRUNCATE:       file(0),
	unix.SYS_FALLOCATE:       file(0),
	unix.SYS_GETDENTS64:      file(0),
	unix.SYS_READAHEAD:       file(0),
	unix.SYS_FCHDIR:          file(0),
	unix.SYS_FCHMOD:          file(0),
	unix.SYS_FCHOWN:          file(0),
	unix.SYS_SYNC:            always(timeline.File, "sync of all files"),
	unix.SYS_MSYNC:           always(timeline.File, "sync of mapped memory"),
	unix.SYS_SWAPON:          path(0),
	unix.SYS_OPENAT:          opening(1),
	unix.SYS_OPENAT2:         opening(1),
	unix.SYS_STATX:           path(1),
	unix.SYS_FACCESSAT:       path(1),
	unix.SYS_FACCESSAT2:      path(1),
	unix.SYS_READLINKAT:      path(1),
	unix.SYS_MKDIRAT:         path(1),
	unix.SYS_MKNODAT:         path(1),
	unix.SYS_UNLINKAT:        path(1),
	unix.SYS_RENAMEAT2:       path(1),
	unix.SYS_LINKAT:          path(1),
	unix.SYS_SYMLINKAT:       path(2),
	unix.SYS_FCHMODAT:        path(1),
	unix.SYS_FCHOWNAT:        path(1),
	unix.SYS_UTIMENSAT:       path(1),
	unix.SYS_TRUNCATE:        path(0),
	unix.SYS_STATFS:          path(0),
	unix.SYS_CHDIR:           path(0),
	unix.SYS_EXECVE:          path(0),
	unix.SYS_EXECVEAT:        path(1),

	unix.SYS_FLOCK: onFileLock,
	unix.SYS_FCNTL: onFcntl,

	unix.SYS_PPOLL:        onPoll,
	unix.SYS_PSELECT6:     onSelect,
	unix.SYS_EPOLL_PWAIT:  onEpollMilliseconds,
	unix.SYS_EPOLL_PWAIT2: onEpollTimespec,

	unix.SYS_WAIT4:  onWait4,
	unix.SYS_WAITID: onWaitid,
	unix.SYS_CLONE:  onClone,
	unix.SYS_CLONE3: onClone3,

	unix.SYS_FUTEX:       onFutex,
	unix.SYS_FUTEX_WAITV: always(timeline.Lock, "futex"),

	unix.SYS_MSGRCV:          prefixed("read from ", withNumber(timeline.Queue, "System V message queue")),
	unix.SYS_MSGSND:          prefixed("write to ", withNumber(timeline.Queue, "System V message queue")),
	unix.SYS_MQ_TIMEDRECEIVE: prefixed("read from ", onMessageQueue),
	unix.SYS_MQ_TIMEDSEND:    prefixed("write to ", onMessageQueue),

	unix.SYS_RT_SIGSUSPEND:   always(timeline.Other, "signal"),
	unix.SYS_RT_SIGTIMEDWAIT: always(timeline.Other, "signal"),

	unix.SYS_IO_URING_ENTER:  always(timeline.Other, "io_uring"),
	unix.SYS_IO_GETEVENTS:    always(timeline.Other, "asynchronous input or output"),
	unix.SYS_IO_PGETEVENTS:   always(timeline.Other, "asynchronous input or output"),
	unix.SYS_RESTART_SYSCALL: always(timeline.Other, "interrupted system call"),
	unix.SYS_EXIT:            always(timeline.Other, "exit"),
	unix.SYS_EXIT_GROUP:      always(timeline.Other, "exit"),
	unix.SYS_CLOSE:           always(timeline.Other, "close"),
	unix.SYS_GETRANDOM:       always(timeline.Other, "random numbers"),
	unix.SYS_MUNMAP:          always(timeline.Other, "memory map"),
	unix.SYS_MPROTECT:        always(timeline.Other, "memory map"),
	unix.SYS_MREMAP:          always(timeline.Other, "memory map"),
	unix.SYS_MADVISE:         always(timeline.Other, "memory map"),
	unix.SYS_BRK:             always(timeline.Other, "memory map"),
	unix.SYS_MEMBARRIER:      always(timeline.Other, "memory barrier"),
}

// always is a rule for calls whose arguments do not matter.
func always(reason timeline.Reason, text string) rule {
	return func(*inquiry) (timeline.Reason, string) { return reason, text }
}

// prefixed puts a verb before the text of another rule.
func prefixed(verb string, r rule) rule {
	return func(q *inquiry) (timeline.Reason, string) {
		reason, text := r(q)
		return reason, verb + text
	}
}

// withNumber is a rule for objects of the kernel whose number is the first argument.
func withNumber(reason timeline.Reason, what string) rule {
	return func(q *inquiry) (timeline.Reason, string) {
		return reason, fmt.Sprintf("%s %d", what, int32(q.call.args[0]))
	}
}

// file is a rule for calls that wait for the file whose descriptor is an argument.
func file(arg int) rule {
	return func(q *inquiry) (timeline.Reason, string) {
		f := q.descriptor(int32(q.call.args[arg]))
		return f.reason, f.name
	}
}

// either is a rule for calls that copy from one file to another. They rather
// wait for what is not on disk; if that leaves a doubt, both are named.
func either(one, other int) rule {
	return func(q *inquiry) (timeline.Reason, string) {
		a, b := q.descriptor(int32(q.call.args[one])), q.descriptor(int32(q.call.args[other]))
		switch {
		case a.reason == timeline.File && b.reason != timeline.File:
			return b.reason, b.name
		case b.reason == timeline.File && a.reason != timeline.File:
			return a.reason, a.name
		default:
			return a.reason, a.name + " or " + b.name
		}
	}
}

// path is a rule for calls that look up a path, which is an argument.
func path(arg int) rule {
	return func(q *inquiry) (timeline.Reason, string) { return timeline.File, q.text(q.call.args[arg]) }
}

// opening is a rule for calls that open a path, which is an argument. Who opens a
// named pipe waits for its other end.
func opening(arg int) rule {
	return func(q *inquiry) (timeline.Reason, string) {
		name := q.text(q.call.args[arg])
		if q.isPipe(name) {
			return timeline.Pipe, name
		}
		return timeline.File, name
	}
}

func onFileLock(q *inquiry) (timeline.Reason, string) {
	return timeline.Lock, "lock of " + q.descriptor(int32(q.call.args[0])).name
}

func onFcntl(q *inquiry) (timeline.Reason, string) {
	switch q.call.args[1] {
	case unix.F_SETLKW, unix.F_OFD_SETLKW:
		return onFileLock(q)
	}
	return file(0)(q)
}

// onMessageQueue names a POSIX message queue, whose descriptor is a file's.
func onMessageQueue(q *inquiry) (timeline.Reason, string) {
	return timeline.Queue, "message queue " + q.descriptor(int32(q.call.args[0])).name
}

func onWait4(q *inquiry) (timeline.Reason, string) {
	switch pid := int32(q.call.args[0]); {
	case pid > 0:
		return timeline.Child, fmt.Sprintf("process %d", pid)
	case pid == -1:
		return timeline.Child, "any child"
	default:
		return timeline.Child, "any child of a process group"
	}
}

func onWaitid(q *inquiry) (timeline.Reason, string) {
	switch id := int32(q.call.args[1]); q.call.args[0] {
	case unix.P_ALL:
		return timeline.Child, "any child"
	case unix.P_PID:
		return timeline.Child, fmt.Sprintf("process %d", id)
	case unix.P_PIDFD:
		return timeline.Child, q.descriptor(id).name
	default:
		return timeline.Child, "any child of a process group"
	}
}

// onClone tells a parent that lends its memory to a child until that executes a
// program: nothing else makes a clone wait for long.
func onClone(q *inquiry) (timeline.Reason, string) { return cloning(q.call.args[0]) }

// onClone3 finds the flags at the beginning of what its first argument points to.
func onClone3(q *inquiry) (timeline.Reason, string) {
	var flags [8]byte
	if len(q.memory(q.call.args[0], flags[:])) != len(flags) {
		return timeline.Other, "clone"
	}
	return cloning(binary.NativeEndian.Uint64(flags[:]))
}

func cloning(flags uint64) (timeline.Reason, string) {
	if flags&unix.CLONE_VFORK != 0 {
		return timeline.Child, "exec of a child"
	}
	return timeline.Other, "clone"
}

const (
	futexCommand = 1<<7 - 1 // the rest of the operation are flags
	futexPrivate = 1 << 7
)

// onFutex tells locks from the end of a thread. A private futex may be a mutex,
// a condition, a semaphore or anything else that the C library makes of it.
func onFutex(q *inquiry) (timeline.Reason, string) {
	address, operation, value := q.call.args[0], q.call.args[1], uint32(q.call.args[2])
	private := operation&futexPrivate != 0
	switch {
	case private && q.isGIL(address):
		return timeline.GIL, ""
	case private:
		return timeline.Lock, "futex"
	case q.isThread(value):
		// The kernel clears this word and wakes whoever waits for it when that thread ends.
		return timeline.Join, fmt.Sprintf("thread %d", value)
	default:
		return timeline.Lock, q.sharedFutex(address)
	}
}

// isThread reports whether id is one of a thread of the inquiry's process.
func (q *inquiry) isThread(id uint32) bool {
	if id == 0 {
		return false
	}
	return unix.Access(fmt.Sprintf("/proc/%d/task/%d", q.task.pid, id), unix.F_OK) == nil
}

// anonymousShared is what the kernel calls shared memory that no file stands for.
const anonymousShared = "/dev/zero (deleted)"

// sharedFutex names a futex in memory that processes share. The C library keeps
// POSIX semaphores in files of a certain name, which Python deletes at once.
func (q *inquiry) sharedFutex(address uint64) string {
	file := q.mapping(address).file
	switch {
	case strings.HasPrefix(file, "/dev/shm/sem."):
		return "shared semaphore"
	case file != "" && file != anonymousShared:
		return "shared futex in " + file
	default:
		return "shared futex"
	}
}
