package scenarios

import (
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// turnTaking is what the kernel tells of threads that compute in real CPython.
type turnTaking struct {
	threads      int
	span         timeline.Duration // from the first instant in which one ran to the last
	any, several timeline.Duration // in which one ran at least, and two
	cpu, idle    timeline.Duration // of all threads; in which none ran nor was ready to
	gil          timeline.Duration // that all waited for it
}

func takingTurns(tl *timeline.Timeline, lanes []timeline.LaneID) turnTaking {
	t := turnTaking{threads: len(lanes)}
	first, last := timeline.Forever, -timeline.Forever
	for step := range tl.Concurrency(lanes, running) {
		if step.Count > 0 {
			first, last = min(first, step.Start), max(last, step.End)
			t.any += step.End - step.Start
		}
		if step.Count > 1 {
			t.several += step.End - step.Start
		}
	}
	t.span = max(last-first, 0)
	var active timeline.Duration
	for step := range tl.Concurrency(lanes, func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Running || iv.State == timeline.Runnable
	}) {
		if from, to := max(step.Start, first), min(step.End, last); step.Count > 0 && from < to {
			active += to - from
		}
	}
	t.idle = max(t.span-active, 0)
	for _, id := range lanes {
		totals := tl.LifeTotals(id)
		t.cpu += totals.States[timeline.Running]
		t.gil += totals.Waiting[timeline.GIL]
	}
	return t
}

// pollShare is the part of the time in which two threads may run at once although
// there is a GIL: who waits for it wakes up each switch interval to ask for it, and
// who hands it over goes on until it waits itself.
const pollShare = 0.1

// claimRealGIL judges the claims by what the kernel ran. It cannot see who holds the
// GIL, but who runs, and who waits for it.
func claimRealGIL(m Measured, lanes []timeline.LaneID) []Claim {
	t := takingTurns(m.Timeline, lanes)
	oneAtATime, noSpeedUp := claimOneAtATime(nil), claimNoSpeedUp(nil, gilResult{}, nil)
	interval := m.goOnly(claimSwitchInterval(nil, nil))
	switch {
	case m.FreeThreaded:
		return []Claim{t.claimParallel(m.CPUs), instead(oneAtATime), instead(noSpeedUp), instead(interval)}
	case t.threads < 2 || m.CPUs == 1:
		why := lang.T("one core, or one thread, cannot show it")
		return []Claim{unjudged(oneAtATime.Text, why), unjudged(noSpeedUp.Text, why), interval}
	case t.cpu == 0 || !m.exact():
		why := lang.T("what the kernel ran was not recorded exactly")
		return []Claim{unjudged(oneAtATime.Text, why), unjudged(noSpeedUp.Text, why), interval}
	}
	oneAtATime.Holds = ratio(t.several, t.any) <= pollShare
	oneAtATime.Measured = lang.T("two were on a CPU for %s of %s, to ask for the GIL or to hand it over; they waited for it for %s", t.several, t.any, t.gil)
	noSpeedUp.Holds = t.span >= t.cpu-timeline.Duration(pollShare*float64(t.cpu)) && t.idle <= t.span/5+timeline.Duration(20*time.Millisecond)
	noSpeedUp.Measured = lang.T("%s for %s of CPU on %s (%s in which none ran nor was ready)", t.span, t.cpu, lang.N(m.CPUs, "%d core", "%d cores"), t.idle)
	return []Claim{oneAtATime, noSpeedUp, interval}
}

// exact reports whether the kernel's own record of what ran is in the timeline.
func (m Measured) exact() bool {
	for s := range m.Timeline.Sources() {
		if s.Name == "kernel" {
			return s.On && !s.Approximate
		}
	}
	return false
}

// instead returns a claim that says nothing of a Python without a GIL.
func instead(claim Claim) Claim {
	return unjudged(claim.Text, lang.T("this Python is free-threaded: it has no GIL"))
}

// underGIL returns a claim that is about threads under a GIL.
func (m Measured) underGIL(claim Claim) Claim {
	if m.FreeThreaded {
		return instead(claim)
	}
	return claim
}

// claimParallel holds where threads of a Python without a GIL used more than one core.
func (t turnTaking) claimParallel(cores int) Claim {
	text := lang.T("Without a GIL, threads compute in parallel")
	if cores == 1 || t.threads < 2 || t.cpu == 0 {
		return unjudged(text, lang.T("one core, or one thread, cannot show it"))
	}
	return Claim{
		Text:     text,
		Holds:    ratio(t.several, t.any) > 0.5,
		Measured: lang.T("two or more were on a CPU for %s of %s: %s of CPU in %s", t.several, t.any, t.cpu, t.span),
	}
}

func answerRealGIL(args Args, m Measured, lanes []timeline.LaneID) lang.Text {
	t := takingTurns(m.Timeline, lanes)
	work := timeline.Duration(workOf(args))
	if m.FreeThreaded {
		return lang.N(t.threads,
			"Without a GIL, %d thread that computes for %s took %s.",
			"Without a GIL, %d threads that compute for %s each took %s.", work, t.span)
	}
	return lang.N(t.threads,
		"%d thread that computes for %s took turns under the GIL of CPython, which changes hands every %s: %s, not %s.",
		"%d threads that compute for %s each took turns under the GIL of CPython, which changes hands every %s: %s, not %s.",
		work, timeline.Duration(threading.SwitchInterval), t.span, work)
}
