package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ctrace/report"
	"ctrace/scenarios"
	course "ctrace/scenarios/python"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// fromRecording returns the report of a recording, without what a scenario
// knows about it.
func fromRecording(r *tracer.Recording, tl *timeline.Timeline, l lang.Language) *report.Report {
	return &report.Report{
		Title:    r.Name(),
		Language: l,
		Answer:   answer(tl),
		Command:  r.Command,
		Started:  r.Start,
		Timeline: tl,
		Output:   r.Output(),
		Notes:    notes(r, tl),
		Exit:     exitText(r),
	}
}

// fromFile returns the report of a file with no recording around it.
func fromFile(path string, tl *timeline.Timeline, l lang.Language) *report.Report {
	return &report.Report{
		Title:    filepath.Base(path),
		Language: l,
		Answer:   answer(tl),
		Command:  []string{"ctrace", "open", path},
		Started:  tl.Clock().Wall,
		Timeline: tl,
	}
}

// addScenario adds the course's side: the drawing, the answer and, if the
// program came to its end, the claims. Of a part of a run nothing can be claimed.
func addScenario(r *report.Report, s *scenarios.Scenario, args scenarios.Args, recording *tracer.Recording) {
	m := scenarios.Measured{Timeline: r.Timeline, Output: r.Output, Result: recording.Result(), CPUs: recording.CPUs}
	if recording.Program != "" {
		m.FreeThreaded = recording.FreeThreaded
		m = s.InPython(args, m)
	}
	r.Call, r.Listings = s.Call, listings(s, m.Python)
	if s.InCourse() {
		r.Section = s.Section
	}
	r.Drawing = s.Drawing(args)
	if m.Python {
		r.Drawing = s.AsMeasured(r.Drawing, r.Timeline)
	}
	if answer := s.Answer(args, m); !answer.Empty() {
		r.Answer = answer
	}
	if s.Panels != nil {
		for _, p := range s.Panels(m) {
			r.Panels = append(r.Panels, report.Panel(p))
		}
	}
	if s.Memories != nil {
		for _, memory := range s.Memories(m) {
			r.Memories = append(r.Memories, report.Memory(memory))
		}
	}
	if !recording.Finished() || !recording.Exit.OK() {
		r.Notes = append(r.Notes, report.Note{Label: lang.T("Claims"), Text: lang.T("not judged: the program did not come to its end")})
		return
	}
	for _, c := range s.Judge(args, m) {
		r.Claims = append(r.Claims, report.Claim(c))
	}
}

// listings returns a scenario's own source and the course's Python, the one that ran
// first.
func listings(s *scenarios.Scenario, python bool) []report.Listing {
	list := []report.Listing{{File: "scenarios/" + s.File(), Text: s.Source}}
	if file, text, ok := course.Program(s.Name); ok {
		list = append(list, report.Listing{File: file, Text: text})
	}
	if python {
		slices.Reverse(list)
	}
	return list
}

// notes tell how the recording was made and what the program used.
func notes(r *tracer.Recording, tl *timeline.Timeline) []report.Note {
	notes := []report.Note{
		{Label: lang.T("Command"), Text: lang.Data(strings.Join(r.Command, " "))},
		{Label: lang.T("Started"), Text: lang.Data(r.Start.Format(time.RFC3339Nano))},
		{Label: lang.T("Host"), Text: lang.T("%s, %s/%s, %v", r.Host, r.OS, r.Arch, cpus(r.CPUs))},
		{Label: lang.T("Built with"), Text: lang.Data(r.GoVersion)},
		{Label: lang.T("CPU time"), Text: lang.T("%v in user mode, %v in the kernel", r.Usage.User, r.Usage.System)},
	}
	notes = append(notes, costNote(r, tl))
	if r.Scenario != "" {
		settings := append([]string{fmt.Sprintf("speed=%v", r.Speed)}, r.Params...)
		notes = append(notes, report.Note{Label: lang.T("Parameters"), Text: lang.Data(strings.Join(settings, ", "))})
	}
	return notes
}

// costNote tells what the recording cost: what the runtime's and the recorder's own
// goroutines ran, and what was written.
func costNote(r *tracer.Recording, tl *timeline.Timeline) report.Note {
	var ran timeline.Duration
	for id, lane := range tl.Lanes() {
		if lane.Kind == timeline.Goroutine && lane.Group == timeline.Runtime {
			ran += tl.LifeTotals(id).States[timeline.Running]
		}
	}
	text := lang.T("goroutines of the runtime and the recorder ran for %s", ran)
	if r.Kernel.CPU > 0 {
		text = lang.T("%v; observing the kernel took %v of CPU time", text, timeline.Duration(r.Kernel.CPU))
	}
	if size, err := r.Size(); err == nil {
		text = lang.T("%v; %.3g kB were written", text, float64(size)/1000)
	}
	return report.Note{Label: lang.T("Cost"), Text: text}
}

// exitText says how the program ended; it is empty if it ended well.
func exitText(r *tracer.Recording) lang.Text {
	if !r.Finished() {
		return lang.T("the recorder was killed: how the program ended is not known")
	}
	return r.Exit.Text()
}

func cpus(n int) lang.Text { return lang.N(n, "%d CPU", "%d CPUs") }
