package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// runCompared records a scenario in Go and then in Python, and shows both on one
// axis, each from its own start.
func (f *runFlags) runCompared(ctx context.Context, s streams, name string) error {
	scenario, args, err := f.find(name)
	if err != nil {
		return err
	}
	show, err := f.prepare(s, f.record)
	if err != nil {
		return err
	}
	defer show.discard()
	var pair [2]*recorded
	for i, language := range languages {
		one, dir := *f, f.record
		if language == goLanguage {
			one.python = pythonFlag{}
		}
		if dir != "" {
			dir = filepath.Join(dir, language)
		}
		run, err := one.once(ctx, show, scenario, args, dir)
		if run != nil {
			defer run.folder.remove()
		}
		if run == nil || err != nil {
			return err
		}
		pair[i] = run
	}
	r, err := side(pair[0].Report, pair[1].Report)
	if err != nil {
		return err
	}
	rows := append(cpuRow(pair), figureRows(scenario, args, pair[0].Report, pair[1].Report)...)
	for _, row := range rows {
		r.Notes = append(r.Notes, report.Note{Label: row.what, Text: lang.T("Go %v, Python %v", row.cells[0], row.cells[1])})
	}
	err = show.report(context.WithoutCancel(ctx), r, "")
	if show.terminal != nil {
		writeFigures(s, show.out, rows)
	}
	if f.check {
		err = errors.Join(err, broken(r))
	}
	return err
}

// The two forms of a scenario, in the order in which they run and are shown; their
// recordings are in folders of these names.
const goLanguage, pythonLanguage = "go", "python"

var languages = [2]string{goLanguage, pythonLanguage}

// side returns one report of both runs. The drawing is compared with the first.
func side(inGo, inPython *report.Report) (*report.Report, error) {
	named := func(r *report.Report, suffix string) *timeline.Timeline {
		return r.Timeline.WithLanes(func(_ timeline.LaneID, l *timeline.Lane) {
			switch {
			case l.Kind == timeline.Process && l.Name == r.Title && l.Parent == timeline.NoLane:
				l.Name = fmt.Sprintf("%s (%s)", l.Name, suffix)
			case l.Kind == timeline.CPU && suffix == "Python":
				l.PID = -1 // the same CPU at another time
			}
		})
	}
	first, second := named(inGo, "Go"), named(inPython, "Python")
	clock := first.Clock()
	clock.Mono += int64(begin(inGo) - begin(inPython))
	both, err := timeline.Merge(first, second.WithClock(clock))
	if err != nil {
		return nil, err
	}
	r := *inGo
	r.Timeline = both
	r.Drawing = inGo.Drawing.WithLanes(func(_ timeline.LaneID, l *timeline.Lane) {
		if l.Kind == timeline.Process && l.Name == r.Title {
			l.Name += " (Go)"
		}
	})
	r.Answer = lang.T("In Go: %v In Python: %v", inGo.Answer, inPython.Answer)
	r.Panels, r.Memories, r.Claims = nil, nil, nil
	for _, c := range inGo.Claims {
		c.Text = lang.T("in Go: %v", c.Text)
		r.Claims = append(r.Claims, c)
	}
	for _, c := range inPython.Claims {
		c.Text = lang.T("in Python: %v", c.Text)
		r.Claims = append(r.Claims, c)
	}
	r.Notes = append(slices.Clone(inGo.Notes), inPython.Notes...)
	return &r, nil
}

// begin returns when the program began, in the time of its recording.
func begin(r *report.Report) timeline.Time {
	for _, lane := range r.Timeline.Find(timeline.Process) {
		if lane.Name == r.Title {
			return lane.Start
		}
	}
	return r.Timeline.Start()
}

// figureRow is a line of the table that compares the two.
type figureRow struct {
	what  lang.Text
	cells [2]lang.Text
}

// cpuRow returns the CPU time of both programs and of all that they started, as the
// system counts it; nothing if it cannot be read.
func cpuRow(pair [2]*recorded) []figureRow {
	row := figureRow{what: lang.T("CPU time")}
	for i, run := range pair {
		recording, err := tracer.OpenRecording(run.folder.dir)
		if err != nil {
			return nil
		}
		row.cells[i] = lang.T("%s", timeline.Duration(recording.Usage.User+recording.Usage.System))
	}
	return []figureRow{row}
}

// figureRows returns the figures of both: of the whole, of the lanes that work, and
// of each lane that the course draws.
func figureRows(scenario *scenarios.Scenario, args scenarios.Args, inGo, inPython *report.Report) []figureRow {
	both := [2]*timeline.Timeline{inGo.Timeline, inPython.Timeline}
	var rows []figureRow
	add := func(what lang.Text, of func(i int) timeline.Duration) {
		if a, b := of(0), of(1); a > 0 || b > 0 {
			rows = append(rows, figureRow{what, [2]lang.Text{lang.T("%s", a), lang.T("%s", b)}})
		}
	}
	drawing := scenario.Drawing(args)
	var drawn [2][]timeline.LaneID // the measured lanes of the drawn ones, NoLane where there is none
	var totals [2]timeline.Totals
	for i, tl := range both {
		drawn[i] = counterparts(scenario.AsMeasured(drawing, tl), tl)
		for _, id := range drawn[i] {
			if id != timeline.NoLane {
				totals[i] = totals[i].Add(tl.LifeTotals(id))
			}
		}
	}
	add(lang.T("makespan"), func(i int) timeline.Duration { return both[i].Makespan() })
	add(lang.T("%v", timeline.Running), func(i int) timeline.Duration { return totals[i].States[timeline.Running] })
	add(lang.T("%v", timeline.Runnable), func(i int) timeline.Duration { return totals[i].States[timeline.Runnable] })
	for reason := timeline.NoReason + 1; reason < timeline.NumReasons; reason++ {
		add(lang.T("waiting: %v", reason), func(i int) timeline.Duration { return totals[i].Waiting[reason] })
	}
	for n, id := range workersOf(drawing) {
		add(lang.Data(drawing.Lane(id).Name), func(i int) timeline.Duration {
			if drawn[i][n] == timeline.NoLane {
				return 0
			}
			first, last := both[i].Seen(drawn[i][n])
			return last - first
		})
	}
	return rows
}

// workersOf returns the drawn lanes that did something and have none below them, which
// would do the same.
func workersOf(drawing *timeline.Timeline) []timeline.LaneID {
	parents := map[timeline.LaneID]bool{}
	for _, lane := range drawing.Lanes() {
		parents[lane.Parent] = true
	}
	var ids []timeline.LaneID
	for id, lane := range drawing.Lanes() {
		if !parents[id] && lane.Life() > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// counterparts returns the measured lane of each of [workersOf], by kind, name and,
// where there are several, by birth.
func counterparts(drawing, measured *timeline.Timeline) []timeline.LaneID {
	taken := map[timeline.LaneID]bool{}
	var ids []timeline.LaneID
	for _, drawn := range workersOf(drawing) {
		want, found := drawing.Lane(drawn), timeline.NoLane
		for id, lane := range measured.Find(want.Kind) {
			if found == timeline.NoLane && !taken[id] && lane.Name == want.Name && sameProcess(drawing, drawn, measured, id) {
				found = id
			}
		}
		taken[found] = true
		ids = append(ids, found)
	}
	return ids
}

// sameProcess reports whether two lanes stand in processes of one name: main threads
// are all called alike.
func sameProcess(drawing *timeline.Timeline, drawn timeline.LaneID, measured *timeline.Timeline, id timeline.LaneID) bool {
	return processName(drawing, drawn) == processName(measured, id)
}

func processName(tl *timeline.Timeline, id timeline.LaneID) string {
	for ; id != timeline.NoLane; id = tl.Lane(id).Parent {
		if tl.Lane(id).Kind == timeline.Process {
			return tl.Lane(id).Name
		}
	}
	return ""
}

// writeFigures writes the table in the terminal.
func writeFigures(s streams, out io.Writer, rows []figureRow) {
	width := 0
	for _, row := range rows {
		width = max(width, utf8.RuneCountInString(s.say(row.what)))
	}
	fmt.Fprintf(out, "\n%*s  %10s  %10s\n", width, "", "Go", "Python")
	for _, row := range rows {
		fmt.Fprintf(out, "%-*s  %10s  %10s\n", width, s.say(row.what), s.say(row.cells[0]), s.say(row.cells[1]))
	}
}
