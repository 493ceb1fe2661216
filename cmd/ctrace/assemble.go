package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// fromRecording returns the report of a recording, without what a scenario
// knows about it.
func fromRecording(r *tracer.Recording, tl *timeline.Timeline) *report.Report {
	title := r.Scenario
	if title == "" && len(r.Command) > 0 {
		title = r.Command[0]
	}
	return &report.Report{
		Title:    title,
		Answer:   answer(tl),
		Command:  r.Command,
		Started:  r.Start,
		Wall:     r.Stop.Sub(r.Start),
		Timeline: tl,
		Output:   r.Output(),
		Notes:    notes(r),
		Exit:     exitText(r.Exit),
	}
}

// addScenario adds the course's side: the drawing, the claims, the answer.
func addScenario(r *report.Report, s *scenarios.Scenario, args scenarios.Args, recording *tracer.Recording) {
	m := scenarios.Measured{Timeline: r.Timeline, Output: r.Output, Result: recording.Result()}
	r.Section, r.Call, r.Listing = s.Section, s.Call, s.Source
	r.Drawing = s.Drawing(args)
	r.Answer = s.Answer(args, m)
	for _, c := range s.Claims(args, m) {
		r.Claims = append(r.Claims, report.Claim(c))
	}
}

// notes tell how the recording was made and what the program used.
func notes(r *tracer.Recording) []report.Note {
	notes := []report.Note{
		{Label: "Command", Text: strings.Join(r.Command, " ")},
		{Label: "Started", Text: r.Start.Format(time.RFC3339Nano)},
		{Label: "Host", Text: fmt.Sprintf("%s, %s/%s, %d CPUs", r.Host, r.OS, r.Arch, r.CPUs)},
		{Label: "Built with", Text: r.GoVersion},
		{Label: "CPU time", Text: fmt.Sprintf("%v in user mode, %v in the kernel", r.Usage.User, r.Usage.System)},
	}
	if r.Scenario != "" {
		settings := append([]string{fmt.Sprintf("speed=%v", r.Speed)}, r.Params...)
		notes = append(notes, report.Note{Label: "Parameters", Text: strings.Join(settings, ", ")})
	}
	return notes
}

// exitText says how the program ended, "" if it ended well.
func exitText(exit tracer.Exit) string {
	switch {
	case exit.Interrupted:
		return "interrupted by Ctrl-C"
	case exit.TimedOut:
		return "ended by --timeout"
	case exit.Signal != "":
		return "ended by a signal: " + exit.Signal
	case exit.Code != 0:
		return fmt.Sprintf("exit status %d", exit.Code)
	}
	return ""
}

// answer says in one sentence what a timeline without a scenario shows.
func answer(tl *timeline.Timeline) string {
	lanes, what := workers(tl)
	if len(lanes) == 0 {
		return "Nothing was recorded of the program's own work."
	}
	var sum timeline.Totals
	for _, id := range lanes {
		sum = sum.Add(tl.LifeTotals(id))
	}
	peak, _ := timeline.Peak(tl.Concurrency(lanes, func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Running
	}))
	text := fmt.Sprintf("%d %s over %s: at most %d ran at once", len(lanes), what,
		report.FormatDuration(tl.End()-tl.Start()), peak)
	if reason, waited := mostly(sum); waited > 0 {
		text += fmt.Sprintf(", and they waited mostly for %v (%.0f %% of their time)", reason, 100*waited.Seconds()/sum.Life.Seconds())
	}
	return text + "."
}

// workers returns the program's innermost lanes of the first kind that there
// are any of, and what they are called.
func workers(tl *timeline.Timeline) ([]timeline.LaneID, string) {
	for _, kind := range []timeline.Kind{timeline.Coroutine, timeline.Goroutine, timeline.Thread, timeline.Process} {
		var ids []timeline.LaneID
		for id := range tl.Find(kind) {
			ids = append(ids, id)
		}
		if len(ids) > 0 {
			name := kind.String() + "s"
			if len(ids) == 1 {
				name = kind.String()
			}
			if kind == timeline.Process {
				name = "processes"
			}
			return ids, name
		}
	}
	return nil, ""
}

// mostly returns the reason that was waited for the longest, and how long.
func mostly(t timeline.Totals) (reason timeline.Reason, waited timeline.Duration) {
	for r, d := range t.Waiting {
		if d > waited {
			reason, waited = timeline.Reason(r), d
		}
	}
	return reason, waited
}

// version is what `ctrace --version` prints.
func version() string { return "ctrace, built with " + runtime.Version() }
