//go:build unix

package tracer

import (
	"os"
	"syscall"
)

// ownGroup makes a process the leader of a process group of its own.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// signal signals every process of the tree. That there is none left is no
// error.
func (t *tree) signal(sig syscall.Signal) {
	if !t.shared {
		syscall.Kill(-t.leader, sig)
		return
	}
	t.signalLeader(sig)
	for _, pid := range members() {
		if pid != t.leader {
			syscall.Kill(pid, sig)
		}
	}
}

// signalOne signals one process.
func signalOne(pid int, sig syscall.Signal) { syscall.Kill(pid, sig) }

// addProcess adds what a process used, and the descendants that it waited for.
func (u *Usage) addProcess(state *os.ProcessState) {
	if used, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.addRusage(used)
	}
}
