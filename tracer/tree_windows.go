package tracer

import (
	"os"
	"os/exec"
	"syscall"
)

// saveSignal stands for no signal: Windows has none.
const saveSignal = syscall.Signal(0)

// ownGroup returns nothing special: on Windows only the leader is observed.
func ownGroup() *syscall.SysProcAttr { return nil }

func adopt()   {}
func release() {}

// awaitLeader implements waitForLeader.
func (t *tree) awaitLeader(cmd *exec.Cmd, usage *Usage) (syscall.WaitStatus, error) {
	return await(cmd, usage)
}

// reap has nothing to wait for: children of the leader are not followed.
func (t *tree) reap(*Usage) error { return nil }

// signal signals the leader.
func (t *tree) signal(sig syscall.Signal) { t.signalLeader(sig) }

// signalOne ends a process at SIGKILL: Windows can ask nobody.
func signalOne(pid int, sig syscall.Signal) {
	if sig != syscall.SIGKILL {
		return
	}
	if p, err := os.FindProcess(pid); err == nil {
		p.Kill()
		p.Release()
	}
}

// addProcess adds the times that a process used.
func (u *Usage) addProcess(state *os.ProcessState) {
	u.User += state.UserTime()
	u.System += state.SystemTime()
}
