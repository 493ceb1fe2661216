// Package scenarios is the catalogue of the course's patterns of concurrency.
//
// # Data model
//
// A [Scenario] is a value: what the course calls the pattern, its parameters,
// the code that runs it for real, the course's drawing of it as a timeline, and
// the course's claims as checks. One file holds one scenario; [All] lists them
// in the course's order.
//
// # Pipeline
//
//  1. Run executes in a process of its own, recorded by package tracer.
//  2. Drawing makes the course's picture from the same parameters.
//  3. Claims compares the course's sentences with the measured timeline and
//     with what the program returned.
package scenarios

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Scenario is one pattern of the course.
type Scenario struct {
	Name    string    // as typed: "gather"
	Section string    // of the course: "3b"
	Doc     lang.Text // what it shows; the first line is its title
	Call    string    // the course's line of code: "asyncio.gather(task(1, 2), …)"
	Params  []Param
	Source  string // the Go file that Run is in, embedded

	// Run executes the pattern and returns what the program computed, which is
	// kept in the recording as JSON. What it prints goes to out.
	Run func(ctx context.Context, args Args, out io.Writer) (result any, err error)

	// Drawing returns the course's drawing, made from the same parameters.
	// Lanes match measured ones by kind and name.
	Drawing func(args Args) *timeline.Timeline

	// Claims checks what the course says against what was measured.
	Claims func(args Args, m Measured) []Claim

	// Answer says in one sentence what the measurement shows. It is empty if only
	// the program in Go could tell.
	Answer func(args Args, m Measured) lang.Text

	// Panels returns the parts of a run that does the same work in several ways,
	// one after the other, in their order. It is nil for any other scenario.
	Panels func(m Measured) []Panel

	// Memories returns which lanes share a memory, of a scenario that is about
	// that. It is nil for any other.
	Memories func(m Measured) []Memory
}

// File returns the name of the file that Source is, in its folder: one file holds
// one scenario.
func (s *Scenario) File() string { return strings.ReplaceAll(s.Name, "-", "_") + ".go" }

// Panel is one of the ways in which a run does the same work: what is shown
// under the other ways on one axis, from a zero of its own.
type Panel struct {
	Title    lang.Text // the way: "threads"
	Advice   lang.Text // what the course says it is for; may be empty
	From, To timeline.Time
	Lanes    []timeline.LaneID // that did the work, in order
	CPU      timeline.Duration // that the work took
}

// Memory is the memory of a process: what is drawn as a box around the lanes that
// share it. Lanes of a drawing that have no measured counterpart stay outside.
type Memory struct {
	Name  lang.Text // whose: "memory of Process-1"
	Held  lang.Text // what the program read there: "counter = 3"; empty if it did not
	Lanes []timeline.LaneID
}

// Measured is what a run left behind.
type Measured struct {
	Timeline *timeline.Timeline
	Output   string          // what the program printed on stdout
	Result   json.RawMessage // what Run returned; nil if it did not get there

	CPUs         int  // of the machine, 0 if it is not known
	Python       bool // the course's own program ran: see InPython
	FreeThreaded bool // in a Python without a GIL
}

// Claim is a sentence of the course, checked.
type Claim struct {
	Text     lang.Text // the course's claim
	Holds    bool
	Unjudged bool      // this run cannot tell, and Measured says why; Holds is true then
	Measured lang.Text // the figures that decide it: "3.002 s, max 3 s, sum 6 s"
}
