// Package report draws timelines.
//
// # Data model
//
// A [Report] is everything that a reader is shown about one run: the measured
// timeline, the course's drawing, claims, output and warnings. It is purely
// data and holds nothing of where it came from.
//
// # Pipeline
//
//  1. Layout turns a timeline and a view into a scene: rectangles, labels,
//     arrows and ticks with final coordinates. It is pure.
//  2. Painters draw a scene as SVG and PNG. The terminal lays itself out, in
//     characters.
//  3. JSON, CSV and OTLP write the timeline itself; HTML embeds it for the
//     page's own script, which lays it out in the browser.
//
// Every output into a file is a [Format] in [Formats]; a new one is one file.
package report

import (
	"iter"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Report is what is told about one run or one trace.
type Report struct {
	Title    string        // the scenario, or the name of what was opened
	Section  string        // of the course: "3b"; "" outside of it
	Call     string        // the line of code that the pattern is about
	Language lang.Language // of every output
	Answer   lang.Text     // the one sentence that the measurement gives
	Command  []string
	Started  time.Time // wall clock at the timeline's origin; zero if unknown
	Timeline *timeline.Timeline
	Drawing  *timeline.Timeline // the course's, or nil
	Panels   []Panel            // the ways in which a run does the same work
	Memories []Memory           // boxes around the lanes that share one
	Claims   []Claim
	Output   string    // what the program printed, stdout and stderr as they came
	Listings []Listing // the source of what ran, then what it is compared with
	Notes    []Note    // how the recording was made and what it cost
	Exit     lang.Text // how the program ended if not well: "killed by signal 9"

	SpanStates SpanStates // how exported spans show what their lanes did
}

// Claim is a sentence of the course and whether it held.
type Claim struct {
	Text     lang.Text
	Holds    bool
	Unjudged bool // the run cannot tell, and Measured says why; Holds is true then
	Measured lang.Text
}

// Verdict counts the claims that hold, those that do not, and those about which
// the run cannot tell.
func (r *Report) Verdict() (held, broken, unjudged int) {
	for _, c := range r.Claims {
		switch {
		case c.Unjudged:
			unjudged++
		case c.Holds:
			held++
		default:
			broken++
		}
	}
	return held, broken, unjudged
}

// Panel is one of several ways in which a run does the same work, one after the
// other. Panels are drawn under each other on one axis, each from a zero of its
// own; the first is what the others are compared with.
type Panel struct {
	Title    lang.Text // the way: "threads"
	Advice   lang.Text // what the course says it is for; may be empty
	From, To timeline.Time
	Lanes    []timeline.LaneID // that did the work, in order
	CPU      timeline.Duration // that the work took
}

// Memory is the memory of a process: a box around the lanes that share it, drawn
// and measured alike.
type Memory struct {
	Name  lang.Text // whose: "memory of Process-1"
	Held  lang.Text // what the program read there: "counter = 3"; empty if it did not
	Lanes []timeline.LaneID
}

// Listing is the source of a program.
type Listing struct {
	File string // its name, with as many folders as tell it apart: "scenarios/gather.go"
	Text string
}

// Mark is the verdict as one sign: ✗ if the run did not end well or a claim does
// not hold, ? if it cannot tell about one, else ✓.
func (r *Report) Mark() string {
	switch _, broken, unjudged := r.Verdict(); {
	case !r.Exit.Empty() || broken > 0:
		return "✗"
	case unjudged > 0:
		return "?"
	}
	return "✓"
}

// Note is a fact about the recording, under a label.
type Note struct{ Label, Text lang.Text }

// say returns a text in the report's language, safe to show.
func (r *Report) say(t lang.Text) string { return visible(t.In(r.Language)) }

// figure returns a length of time in the report's language.
func (r *Report) figure(d timeline.Duration) string {
	return r.Language.Decimals(timeline.Figure(d))
}

// warnings iterates over what a reader must know, each with its source's name.
func (r *Report) warnings() iter.Seq[lang.Text] {
	return func(yield func(lang.Text) bool) {
		for w := range r.Timeline.Warnings() {
			text := lang.Of(w.Message)
			if w.Source != "" {
				text = lang.T("%s: %v", w.Source, text)
			}
			if !yield(text) {
				return
			}
		}
	}
}
