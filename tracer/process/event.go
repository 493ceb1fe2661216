package process

import (
	"encoding/json"
	"io"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Kind says what an event tells. It is spelled out in the file.
type Kind string

// The kinds of events.
const (
	Start     Kind = "start"      // the process began to record
	Child     Kind = "child"      // it has started a child
	ChildExit Kind = "child-exit" // a child of it has ended
	Source    Kind = "source"     // one of its sources recorded nothing, or not all
	Stop      Kind = "stop"       // the process stopped recording
)

// Event is one line of the file. Which fields are set depends on the kind.
type Event struct {
	Kind   Kind  `json:"event"`
	MonoNS int64 `json:"mono_ns"`
	WallNS int64 `json:"wall_ns"`

	PID    int    `json:"pid,omitempty"`  // of the process, or of the child
	PPID   int    `json:"ppid,omitempty"` // Start
	Name   string `json:"name,omitempty"` // Start: of the program; Source: of the source
	Boot   string `json:"boot,omitempty"` // Start: the kernel's boot id
	Status *int   `json:"status,omitempty"`

	Why    timeline.Message `json:"why,omitzero"`     // Source: why it recorded nothing
	Failed bool             `json:"failed,omitempty"` // Source: it should have recorded
}

// Log writes events to a file. It is safe for concurrent use if w is.
type Log struct{ w io.Writer }

// NewLog returns a Log that writes to w, one Write an event.
func NewLog(w io.Writer) *Log { return &Log{w} }

// Add writes one event.
func (l *Log) Add(e Event) error {
	line, err := json.Marshal(e)
	if err != nil {
		return lang.Errorf("process event: %w", err)
	}
	_, err = l.w.Write(append(line, '\n'))
	return err
}
