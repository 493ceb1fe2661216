package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer/timeline"
)

// repeat runs a scenario as often as --runs says and shows the run of median
// makespan. Its claims hold if they held in every run, and its notes carry the
// median and the spread of the figures.
func (f *runFlags) repeat(ctx context.Context, show *show, scenario *scenarios.Scenario, args scenarios.Args, dir string) (*report.Report, error) {
	var runs []*recorded
	defer func() {
		for _, r := range runs {
			r.folder.remove()
		}
	}()
	var errs []error
	for range f.runs {
		r, err := f.once(ctx, show, scenario, args, dir)
		if r != nil {
			runs = append(runs, r)
		}
		if err != nil {
			errs = append(errs, err)
			break
		}
	}
	if len(runs) == 0 {
		return nil, errors.Join(errs...)
	}
	shown := runs[0]
	if len(runs) > 1 {
		shown = typical(runs)
		shown.Claims = heldInAll(runs, shown.Claims)
		shown.Notes = append(shown.Notes, spreads(runs)...)
	}
	return shown.Report, errors.Join(append(errs, shown.show(ctx, show))...)
}

// typical returns the run of median makespan.
func typical(runs []*recorded) *recorded {
	sorted := slices.Clone(runs)
	slices.SortFunc(sorted, func(a, b *recorded) int {
		return cmp.Compare(a.Timeline.Makespan(), b.Timeline.Makespan())
	})
	return sorted[len(sorted)/2]
}

// heldInAll returns claims, each with how often it held in the runs that could
// tell: one that was cut short has no claims. A claim holds if it always did.
func heldInAll(runs []*recorded, claims []report.Claim) []report.Claim {
	claims = slices.Clone(claims)
	for i := range claims {
		c, times, judged := &claims[i], 0, 0
		for _, r := range runs {
			if i >= len(r.Claims) || r.Claims[i].Unjudged {
				continue
			}
			if judged++; r.Claims[i].Holds {
				times++
			}
		}
		c.Holds, c.Unjudged = times == judged, judged == 0
		if judged > 0 {
			c.Measured = fmt.Sprintf("%s (held in %d of %d runs)", c.Measured, times, judged)
		}
	}
	return claims
}

// spreads returns a note with the median and the spread of each figure over the
// runs: the makespan, and the life of each lane that all runs have.
func spreads(runs []*recorded) []report.Note {
	label := fmt.Sprintf("%d runs", len(runs))
	lengths := map[string][]timeline.Duration{}
	var names []string
	for _, r := range runs {
		for name, length := range figuresOf(r.Timeline) {
			if lengths[name] == nil {
				names = append(names, name)
			}
			lengths[name] = append(lengths[name], length)
		}
	}
	var notes []report.Note
	for _, name := range names {
		if all := lengths[name]; len(all) == len(runs) {
			slices.Sort(all)
			notes = append(notes, report.Note{Label: label, Text: fmt.Sprintf("%s: %s in the median, %s to %s",
				name, timeline.Figure(all[len(all)/2]), timeline.Figure(all[0]), timeline.Figure(all[len(all)-1]))})
		}
	}
	return notes
}

// figuresOf iterates over the makespan and the lives of the program's lanes, by
// a name that is the same in every run.
func figuresOf(tl *timeline.Timeline) func(yield func(string, timeline.Duration) bool) {
	return func(yield func(string, timeline.Duration) bool) {
		if !yield("makespan", tl.Makespan()) {
			return
		}
		seen := map[string]int{}
		for kind := timeline.Process; kind < timeline.NumKinds; kind++ {
			for id, lane := range tl.Find(kind) {
				name := fmt.Sprintf("%v %s", kind, lane.Name)
				if seen[name]++; seen[name] > 1 {
					name = fmt.Sprintf("%s, number %d", name, seen[name])
				}
				if first, last := tl.Seen(id); !yield(name, last-first) {
					return
				}
			}
		}
	}
}
