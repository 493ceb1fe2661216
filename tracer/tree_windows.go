package tracer

import (
	"os"
	"syscall"
)

// saveSignal stands for no signal: Windows has none.
const saveSignal = syscall.Signal(0)

// ownGroup returns nothing special: on Windows only the leader is observed.
func ownGroup() *syscall.SysProcAttr { return nil }

func adopt()   {}
func release() {}

// reap has nothing to wait for: children of the leader are not followed.
func (t *tree) reap(*Usage) error { return nil }

// signal ends the leader at SIGKILL: Windows can ask nobody.
func (t *tree) signal(sig syscall.Signal) {
	if sig != syscall.SIGKILL {
		return
	}
	if p, err := os.FindProcess(t.leader); err == nil {
		p.Kill()
		p.Release()
	}
}

// addProcess adds the times that a process used.
func (u *Usage) addProcess(state *os.ProcessState) {
	u.User += state.UserTime()
	u.System += state.SystemTime()
}
