package kernel

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// openFile is what a descriptor of a program refers to.
type openFile struct {
	reason timeline.Reason // of who waits for it
	name   string
}

// descriptor looks up fd in the thread's table.
func (q *inquiry) descriptor(fd int32) openFile {
	path := q.procPath("fd/" + strconv.Itoa(int(fd)))
	n, err := unix.Readlink(path, q.buffer[:])
	if err != nil {
		return openFile{timeline.Other, fmt.Sprintf("descriptor %d", fd)}
	}
	link := string(q.buffer[:n])
	if strings.HasPrefix(link, "/") {
		return openFile{pathReason(path, link), link}
	}
	kind, rest, _ := strings.Cut(link, ":")
	switch kind {
	case "pipe":
		return openFile{timeline.Pipe, link}
	case "socket":
		return openFile{timeline.Network, q.socket(rest)}
	case "anon_inode":
		return q.anonymous(fd, strings.Trim(rest, "[]"))
	default:
		return openFile{timeline.Other, link}
	}
}

// pathReason tells files on disk from pipes and devices that have a name.
func pathReason(path, link string) timeline.Reason {
	if strings.HasPrefix(link, "/dev/pts/") {
		return timeline.Pipe
	}
	switch fileType(unix.AT_FDCWD, path, 0) {
	case unix.S_IFIFO, unix.S_IFCHR:
		return timeline.Pipe
	default:
		return timeline.File
	}
}

// fileType returns the type of a file as it is cached: asking a file server could
// take for ever.
func fileType(folder int, path string, flags int) uint16 {
	const cached = unix.AT_STATX_DONT_SYNC | unix.AT_NO_AUTOMOUNT
	var stat unix.Statx_t
	if unix.Statx(folder, path, cached|flags, unix.STATX_TYPE, &stat) != nil {
		return 0
	}
	return stat.Mode & unix.S_IFMT
}

// isPipe reports whether a path, as the thread understands it, certainly is that of
// a named pipe. Only what the kernel has at hand is looked at, as the thread has
// just done.
func (q *inquiry) isPipe(path string) bool {
	base := "cwd"
	if strings.HasPrefix(path, "/") {
		base = "root"
	}
	folder, err := unix.Open(q.procPath(base), unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(folder)
	how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC, Resolve: resolveCached}
	fd, err := unix.Openat2(folder, strings.TrimLeft(path, "/"), &how)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	return fileType(fd, "", unix.AT_EMPTY_PATH) == unix.S_IFIFO
}

// resolveCached is RESOLVE_CACHED of openat2(2).
const resolveCached = 0x20

// anonymous describes a descriptor that is no file but an object of the kernel.
func (q *inquiry) anonymous(fd int32, kind string) openFile {
	switch kind {
	case "eventpoll": // What it watches in turn is not looked at: that may be itself.
		return openFile{timeline.Pipe, "epoll"}
	case "eventfd", "inotify", "fanotify":
		return openFile{timeline.Pipe, kind}
	case "timerfd":
		return openFile{timeline.Sleep, kind}
	case "pidfd":
		return openFile{timeline.Child, q.pidfd(fd)}
	default:
		return openFile{timeline.Other, kind}
	}
}

// pidfd names the process that a descriptor refers to.
func (q *inquiry) pidfd(fd int32) string {
	if pid, ok := bytes.CutPrefix(findLine(q.fdinfo(fd), "Pid:"), []byte("\t")); ok {
		return "process " + string(pid)
	}
	return "process"
}

// findLine returns what follows a word at the beginning of a line.
func findLine(text []byte, word string) []byte {
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte(word)); ok {
			return bytes.TrimSuffix(rest, []byte("\n"))
		}
	}
	return nil
}

// fdinfo returns the beginning of what the kernel tells about a descriptor.
func (q *inquiry) fdinfo(fd int32) []byte {
	file, err := openProc(q.procPath("fdinfo/" + strconv.Itoa(int(fd))))
	if err != nil {
		return nil
	}
	defer unix.Close(file)
	text, err := pread(file, make([]byte, len(q.buffer)))
	if err != nil {
		return nil
	}
	return text
}
