//go:build unix

package tracer

import (
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// relayed are the signals that are passed on to a program.
var relayed = []os.Signal{
	syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP,
	syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH, syscall.SIGCONT,
}

func isContinue(sig syscall.Signal) bool { return sig == syscall.SIGCONT }

// fromTerminal reports whether a signal that has come is taken to be from the
// terminal, and has therefore reached the whole process group.
func fromTerminal(sig syscall.Signal) bool {
	switch sig {
	case syscall.SIGINT, syscall.SIGQUIT, syscall.SIGWINCH:
		return inForeground()
	}
	return false
}

// inForeground reports whether this process's group is the one that has the
// terminal, if there is one.
func inForeground() bool {
	tty, err := unix.Open("/dev/tty", unix.O_RDONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(tty)
	group, err := unix.IoctlGetInt(tty, unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// settling is how long it takes at most, as a rule, until what happened to the
// whole process group has happened to every process in it.
const settling = 50 * time.Millisecond

// followStop stops this process a little later, because its program has stopped:
// an editor may stop itself alone, and the shell would not take the terminal
// back. It is to be cancelled when the program goes on. A stop by the terminal
// has come to this process, too: then time has passed when it goes on, and the
// program is about to.
func followStop() (cancel func()) {
	cancelled := make(chan struct{})
	go func() {
		for late := true; late; {
			since := time.Now()
			select {
			case <-cancelled:
				return
			case <-time.After(settling):
			}
			late = time.Since(since) > 2*settling
		}
		if inForeground() {
			syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		}
	}()
	return sync.OnceFunc(func() { close(cancelled) })
}

// setStopped notes whether the leader is stopped.
func (t *tree) setStopped(stopped bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = stopped
}

// resumeLeader lets a leader go on that is still stopped although this process
// goes on: whoever wanted that meant the program.
func (t *tree) resumeLeader() {
	time.AfterFunc(settling, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.stopped && !t.ended {
			signalOne(t.leader, syscall.SIGCONT)
		}
	})
}
