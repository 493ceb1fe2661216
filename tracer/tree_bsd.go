//go:build unix && !linux

package tracer

import (
	"errors"
	"os/exec"
	"syscall"
	"time"
)

// saveSignal stands for no signal: there is none here that programs leave
// alone.
const saveSignal = syscall.Signal(0)

// adopt and release do nothing: here no process can adopt orphans.
func adopt()   {}
func release() {}

// awaitLeader implements waitForLeader.
func (t *tree) awaitLeader(cmd *exec.Cmd, usage *Usage) (syscall.WaitStatus, error) {
	return await(cmd, usage)
}

// pollInterval is how often reap looks.
const pollInterval = 10 * time.Millisecond

// reap waits until the tree's process group is empty. Orphans belong to init
// here, so that looking is all there is; what they used is not known. In a
// shared group there is no telling who belongs to the tree.
func (t *tree) reap(*Usage) error {
	for !t.shared && !errors.Is(syscall.Kill(-t.leader, 0), syscall.ESRCH) {
		time.Sleep(pollInterval)
	}
	return nil
}

// members returns nothing: there is no telling who belongs to a shared tree,
// besides its leader.
func members() []int { return nil }

// addRusage adds what a process used. Maxrss is in bytes on macOS, in KiB on the
// BSDs, and is left out.
func (u *Usage) addRusage(used *syscall.Rusage) {
	u.User += time.Duration(used.Utime.Nano())
	u.System += time.Duration(used.Stime.Nano())
}
