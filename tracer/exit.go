package tracer

import (
	"fmt"
	"os"
	"syscall"
)

// Exit is how the observed process ended.
type Exit struct {
	At          Instant        `json:"at"`
	Code        int            `json:"code"`             // -1 if a signal killed it
	Signal      syscall.Signal `json:"signal,omitempty"` // that killed it, or 0
	TimedOut    bool           `json:"timed_out,omitempty"`
	Interrupted bool           `json:"interrupted,omitempty"` // whoever asked for the recording ended it
}

// OK reports whether the process ended by itself and well.
func (e Exit) OK() bool { return e.Code == 0 && !e.TimedOut && !e.Interrupted }

// String says how the process ended, "" if well.
func (e Exit) String() string {
	how := ""
	switch {
	case e.Signal != 0:
		how = fmt.Sprintf("killed by signal %d (%v)", int(e.Signal), e.Signal)
	case e.Code != 0:
		how = fmt.Sprintf("exit status %d", e.Code)
	}
	switch {
	case e.TimedOut && how == "":
		return "ended at the timeout"
	case e.TimedOut:
		return "ended at the timeout: " + how
	case e.Interrupted && how == "":
		return "interrupted"
	case e.Interrupted:
		return "interrupted: " + how
	}
	return how
}

// exitOf returns how a process ended, now.
func exitOf(state *os.ProcessState) Exit {
	e := Exit{At: now(), Code: state.ExitCode()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.Signal = status.Signal()
	}
	return e
}
