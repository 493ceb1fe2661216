package main

import (
	"strings"
	"testing"

	"ctrace/report"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func TestBroken(t *testing.T) {
	r := &report.Report{Title: "gather"}
	if err := broken(r); err != nil {
		t.Errorf("without claims: %v", err)
	}
	r.Claims = []report.Claim{{Text: lang.T("a"), Holds: true}}
	if err := broken(r); err != nil {
		t.Errorf("with a claim that holds: %v", err)
	}
	r.Claims = append(r.Claims, report.Claim{Text: lang.T("b")}, report.Claim{Text: lang.T("c")})
	if err := broken(r); err == nil || !strings.Contains(err.Error(), `gather: 2 of 3 claims do not hold, such as "b"`) {
		t.Errorf("got %v", err)
	}
}

// runOf returns a run of one thread that worked for length, with one claim.
func runOf(length timeline.Duration, holds bool) *recorded {
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Thread, Name: "worker", Parent: timeline.NoLane})
	b.Append(lane, timeline.Interval{Start: 0, End: length, State: timeline.Running, On: timeline.NoLane})
	return &recorded{Report: &report.Report{
		Timeline: b.Build(0), Claims: []report.Claim{{Text: lang.T("fast"), Holds: holds, Measured: lang.T("so in %s", length)}},
	}}
}

func TestRunsCarryMedianAndSpread(t *testing.T) {
	const ms = timeline.Duration(1e6)
	runs := []*recorded{runOf(30*ms, true), runOf(10*ms, true), runOf(20*ms, false)}
	if got := typical(runs).Timeline.Makespan(); got != 20*ms {
		t.Errorf("the typical run took %v", got.Std())
	}
	claim := heldInAll(runs, runs[0].Claims)[0]
	if claim.Holds || claim.Measured.String() != "so in 20.0 ms [10.0 ms–30.0 ms] (held in 2 of 3 runs)" {
		t.Errorf("claim %+v", claim)
	}
	for name, test := range map[string]struct {
		spoil func(*recorded)
	}{
		"a run that cannot tell":   {func(r *recorded) { r.Claims[0].Holds, r.Claims[0].Unjudged = true, true }},
		"a run that was cut short": {func(r *recorded) { r.Claims = nil }},
	} {
		last := runOf(20*ms, false)
		test.spoil(last)
		got := heldInAll([]*recorded{runs[0], runs[1], last}, runs[0].Claims)[0]
		if !got.Holds || got.Unjudged || got.Measured.String() != "so in 30.0 ms [10.0 ms–30.0 ms] (held in 2 of 2 runs)" {
			t.Errorf("%s: claim %+v", name, got)
		}
	}
	unjudged := runOf(ms, true)
	unjudged.Claims[0].Unjudged = true
	if got := heldInAll([]*recorded{unjudged, unjudged}, unjudged.Claims)[0]; !got.Unjudged || !got.Holds || got.Measured.String() != "so in 1.00 ms" {
		t.Errorf("no run can tell: claim %+v", got)
	}
	if got := heldInAll([]*recorded{unjudged, runs[0], runs[1]}, unjudged.Claims)[0]; got.Measured.String() != "so in 30.0 ms [10.0 ms–30.0 ms] (held in 2 of 2 runs)" {
		t.Errorf("the typical run cannot tell: claim %+v", got)
	}
	if !runs[0].Claims[0].Holds {
		t.Error("the run's own claims were changed")
	}
	notes := spreads(runs)
	want := []string{
		"figures of the answer and of the claims are medians, with [lowest–highest]",
		"makespan: 20.0 ms in the median, 10.0 ms to 30.0 ms",
		"thread worker: 20.0 ms in the median, 10.0 ms to 30.0 ms",
	}
	if len(notes) != len(want) {
		t.Fatalf("notes %v", notes)
	}
	for i, n := range notes {
		if n.Label.String() != "3 runs" || n.Text.String() != want[i] {
			t.Errorf("note %+v, want %q", n, want[i])
		}
	}
}
