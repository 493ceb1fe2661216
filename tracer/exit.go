package tracer

import (
	"fmt"
	"os"
	"syscall"
)

// Exit is how the observed process ended.
type Exit struct {
	Code        int    `json:"code"`             // -1 if a signal killed it
	Signal      string `json:"signal,omitempty"` // what killed it, as the system spells it: "killed"
	TimedOut    bool   `json:"timed_out,omitempty"`
	Interrupted bool   `json:"interrupted,omitempty"` // whoever asked for the recording ended it
}

// OK reports whether the process ended by itself and well.
func (e Exit) OK() bool { return e.Code == 0 && !e.TimedOut && !e.Interrupted }

// String says how the process ended, "" if well. Meaningful once the recording
// has [Manifest.Finished].
func (e Exit) String() string {
	how := ""
	switch {
	case e.Signal != "":
		how = "ended by a signal: " + e.Signal
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

// exitOf returns how a process ended.
func exitOf(state *os.ProcessState) Exit {
	e := Exit{Code: state.ExitCode()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.Signal = status.Signal().String()
	}
	return e
}
