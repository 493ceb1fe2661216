//go:build unix && !linux

package multiprocessing

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// watch returns a function that waits until the process pid, which lives now
// and need not be a child, has ended.
func watch(_ testing.TB, pid int) (end func() error) {
	return func() error {
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if syscall.Kill(pid, 0) == syscall.ESRCH {
				return nil
			}
		}
		return fmt.Errorf("process %d still lives", pid)
	}
}
