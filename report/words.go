package report

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// stateTitle is what every output calls a state.
func stateTitle(s timeline.State) lang.Text {
	switch s {
	case timeline.Running:
		return lang.T("running")
	case timeline.Syscall:
		return lang.T("in a system call")
	case timeline.Runnable:
		return lang.T("ready, held back")
	case timeline.Waiting:
		return lang.T("waiting")
	}
	return lang.T("not recorded")
}

// reasonTitle is what every output calls a reason: its word, abbreviations in
// capitals.
func reasonTitle(r timeline.Reason) lang.Text {
	switch r {
	case timeline.NoReason:
		return lang.Text{}
	case timeline.GIL:
		return lang.Data("GIL")
	case timeline.GC:
		return lang.T("GC")
	}
	return lang.T("%v", r)
}

// kindTitle is what every output calls a kind of lane.
func kindTitle(k timeline.Kind) lang.Text {
	if k == timeline.CPU {
		return lang.T("CPU")
	}
	return lang.T("%v", k)
}

// rangeTitle is what the page calls a kind of range.
func rangeTitle(k timeline.RangeKind) lang.Text {
	switch k {
	case timeline.GCRange:
		return lang.T("garbage collection")
	case timeline.StopTheWorld:
		return lang.T("world stopped")
	}
	return lang.T("phase of the runtime")
}

// originTitle is what the page calls the instrumentation that recorded a span.
func originTitle(o timeline.Origin) lang.Text {
	switch o {
	case timeline.OpenTelemetry:
		return lang.Data("OpenTelemetry")
	case timeline.UserTask:
		return lang.T("runtime/trace task")
	case timeline.UserRegion:
		return lang.T("runtime/trace region")
	}
	return lang.T("of unknown origin")
}

// legendTitle is what a legend says of a meaning.
func legendTitle(m meaning) lang.Text {
	switch {
	case m.state != timeline.Waiting:
		return stateTitle(m.state)
	case m.reason == timeline.NoReason:
		return lang.T("waiting, for what was not recorded")
	}
	return lang.T("waiting: %s", reasonTitle(m.reason))
}

// barWord is what is written on a bar: what exactly, or why, empty if neither is
// known.
func barWord(state timeline.State, reason timeline.Reason, detail string) lang.Text {
	switch {
	case state == timeline.Waiting && reason != timeline.NoReason && detail != "":
		return lang.T("%s: %v", reasonTitle(reason), detail)
	case detail != "":
		return lang.Data(detail)
	}
	return reasonTitle(reason)
}

// countOf tells how many lanes of a kind there are.
func countOf(n int, kind timeline.Kind) lang.Text {
	switch kind {
	case timeline.Process:
		return lang.N(n, "%d process", "%d processes")
	case timeline.Thread:
		return lang.N(n, "%d thread", "%d threads")
	case timeline.Coroutine:
		return lang.N(n, "%d coroutine", "%d coroutines")
	case timeline.Goroutine:
		return lang.N(n, "%d goroutine", "%d goroutines")
	case timeline.Task:
		return lang.N(n, "%d task", "%d tasks")
	case timeline.CPU:
		return lang.N(n, "%d CPU", "%d CPUs")
	}
	return lang.N(n, "%d lane", "%d lanes")
}

// moreLanes tells how many lanes a chart leaves out.
func moreLanes(n int) lang.Text { return lang.N(n, "and %d more lane", "and %d more lanes") }

// crowdTitle tells what the area of a crowd shows.
var crowdTitle = lang.T("area: how many at once")

// cpuLine tells of CPUs that are too many to be shown.
func cpuLine(tl *timeline.Timeline) lang.Text {
	n := 0
	for range tl.Find(timeline.CPU) {
		n++
	}
	if n <= mostCPUs {
		return lang.Text{}
	}
	return countOf(n, timeline.CPU)
}

// approximation tells which sources sampled, so that what a chart shows is not
// exact; it is empty if it is.
func approximation(tl *timeline.Timeline) lang.Text {
	var names []lang.Text
	for s := range tl.Sources() {
		if s.On && s.Approximate {
			names = append(names, lang.Data(s.Name))
		}
	}
	if names == nil {
		return lang.Text{}
	}
	return lang.T("approximate: the source %s is polled", lang.Join(", ", names...))
}

// badEnd tells how a program ended that did not end well.
func badEnd(exit lang.Text) lang.Text { return lang.T("The program did not end well: %s", exit) }

// inCourse tells which section of the course a run belongs to.
func inCourse(section string) lang.Text { return lang.T("course %s", section) }

// noLane is said where a chart would be.
func noLane() lang.Text { return lang.T("No lane of the program was recorded.") }

// notMeasured is said of what was drawn or promised, and did not happen.
func notMeasured() lang.Text { return lang.T("not measured") }
