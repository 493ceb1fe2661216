package multiprocessing

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"
)

// watch returns a function that waits until the process pid, which lives now
// and need not be a child, has ended.
func watch(t testing.TB, pid int) (end func() error) {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	must(t, err)
	return func() error {
		defer unix.Close(fd)
		polled := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(polled, int(patience.Milliseconds()))
		for err == unix.EINTR {
			n, err = unix.Poll(polled, int(patience.Milliseconds()))
		}
		if err == nil && n == 0 {
			err = fmt.Errorf("process %d still lives", pid)
		}
		return err
	}
}
