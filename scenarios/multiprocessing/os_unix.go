//go:build unix

package multiprocessing

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// newPipe returns a pipe whose ends stay non-blocking when a child inherits
// them, so that waiting for them can be cancelled there too. (What os.Pipe makes
// becomes blocking then.)
func newPipe() (r, w *os.File, err error) {
	return newPair("pipe", func(fds *[2]int) error { return syscall.Pipe(fds[:]) })
}

// newSocketPair returns two connected sockets of the same kind.
func newSocketPair() (a, b *os.File, err error) {
	return newPair("socket", func(fds *[2]int) (err error) {
		*fds, err = syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		return err
	})
}

// newPair returns the two files that open makes. No process that is started
// meanwhile inherits them by accident.
func newPair(name string, open func(*[2]int) error) (a, b *os.File, err error) {
	var fds [2]int
	syscall.ForkLock.RLock()
	if err = open(&fds); err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError(name, err)
	}
	for _, fd := range fds {
		if err := syscall.SetNonblock(fd, true); err != nil {
			syscall.Close(fds[0])
			syscall.Close(fds[1])
			return nil, nil, os.NewSyscallError("fcntl", err)
		}
	}
	return os.NewFile(uintptr(fds[0]), name), os.NewFile(uintptr(fds[1]), name), nil
}

// inheritedFile returns the file that this process inherited under a number.
// Its own children do not inherit it unless they are meant to.
func inheritedFile(fd int) *os.File {
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "inherited")
}

// awaitReadable blocks until reading some of the files would not: data came,
// or the other end was closed. It reports which.
func awaitReadable(files []*os.File) ([]bool, error) {
	polled := make([]unix.PollFd, len(files))
	for i, f := range files {
		polled[i] = unix.PollFd{Fd: int32(f.Fd()), Events: unix.POLLIN}
	}
	for {
		_, err := unix.Poll(polled, -1)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return nil, os.NewSyscallError("poll", err)
		}
		ready := make([]bool, len(files))
		for i, p := range polled {
			ready[i] = p.Revents != 0
		}
		return ready, nil
	}
}

// mapShared maps the first size bytes of file, shared with every process that
// does the same.
func mapShared(file *os.File, size int) ([]byte, error) {
	bytes, err := unix.Mmap(int(file.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	return bytes, os.NewSyscallError("mmap", err)
}

func unmap(bytes []byte) error { return os.NewSyscallError("munmap", unix.Munmap(bytes)) }
