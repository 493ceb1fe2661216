package tracer

import (
	"syscall"

	"ctrace/tracer/lang"
)

// Exit is how the observed process ended.
type Exit struct {
	Code         int    `json:"code"`             // -1 if a signal killed it
	Signal       string `json:"signal,omitempty"` // what killed it, as the system spells it: "killed"
	SignalNumber int    `json:"signal_number,omitempty"`
	TimedOut     bool   `json:"timed_out,omitempty"`
	Interrupted  bool   `json:"interrupted,omitempty"` // whoever asked for the recording ended it
}

// OK reports whether the process ended by itself and well.
func (e Exit) OK() bool { return e.Code == 0 && !e.TimedOut && !e.Interrupted }

// String is Text in English.
func (e Exit) String() string { return e.Text().String() }

// Text says how the process ended; it is empty if well. Meaningful once the
// recording has [Manifest.Finished].
func (e Exit) Text() lang.Text {
	var how lang.Text
	switch {
	case e.Signal != "":
		how = lang.T("ended by a signal: %v", lang.Word(e.Signal))
	case e.Code != 0:
		how = lang.T("exit status %d", e.Code)
	}
	switch {
	case e.TimedOut && how.Empty():
		return lang.T("ended at the timeout")
	case e.TimedOut:
		return lang.T("ended at the timeout: %v", how)
	case e.Interrupted && how.Empty():
		return lang.T("interrupted")
	case e.Interrupted:
		return lang.T("interrupted: %v", how)
	}
	return how
}

// Status returns the process's exit status as a shell gives it: 128 and the
// number of the signal that killed it, if one did.
func (e Exit) Status() int {
	if e.Signal != "" {
		return 128 + e.SignalNumber
	}
	return e.Code
}

// exitOf returns how a process ended.
func exitOf(status syscall.WaitStatus) Exit {
	e := Exit{Code: status.ExitStatus()}
	if status.Signaled() {
		e.Signal, e.SignalNumber = status.Signal().String(), int(status.Signal())
	}
	return e
}
