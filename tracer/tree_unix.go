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
func (t *tree) signal(sig syscall.Signal) { syscall.Kill(-t.leader, sig) }

// addProcess adds what a process used, and the descendants that it waited for.
func (u *Usage) addProcess(state *os.ProcessState) {
	if used, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.add(used)
	}
}
