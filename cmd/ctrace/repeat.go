package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer/lang"
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
		shown.Answer = shown.Answer.Across(answers(runs))
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

// answers returns what each run answers.
func answers(runs []*recorded) []lang.Text {
	var said []lang.Text
	for _, r := range runs {
		said = append(said, r.Answer)
	}
	return said
}

// heldInAll returns claims, each with its figures in all runs that could tell, and
// how often it held in them: one that was cut short has no claims. A claim holds if
// it always did.
func heldInAll(runs []*recorded, claims []report.Claim) []report.Claim {
	claims = slices.Clone(claims)
	for i := range claims {
		c, times := &claims[i], 0
		var measured []lang.Text
		for _, r := range runs {
			if i >= len(r.Claims) || r.Claims[i].Unjudged {
				continue
			}
			if measured = append(measured, r.Claims[i].Measured); r.Claims[i].Holds {
				times++
			}
		}
		judged := len(measured)
		if c.Unjudged && judged > 0 {
			c.Measured = measured[0]
		}
		c.Holds, c.Unjudged = times == judged, judged == 0
		if judged > 0 {
			c.Measured = lang.T("%v (held in %d of %d runs)", c.Measured.Across(measured), times, judged)
		}
	}
	return claims
}

// spreads returns a note on how the texts show the median and the spread of a
// figure over the runs, and one with those of the makespan and of the life of each
// lane that all runs have.
func spreads(runs []*recorded) []report.Note {
	label := lang.N(len(runs), "%d run", "%d runs")
	lengths := map[figure][]timeline.Duration{}
	var figures []figure
	for _, r := range runs {
		for f, length := range figuresOf(r.Timeline) {
			if lengths[f] == nil {
				figures = append(figures, f)
			}
			lengths[f] = append(lengths[f], length)
		}
	}
	notes := []report.Note{{Label: label, Text: lang.T("figures of the answer and of the claims are medians, with [lowest–highest]")}}
	for _, f := range figures {
		if all := lengths[f]; len(all) == len(runs) {
			slices.Sort(all)
			notes = append(notes, report.Note{Label: label, Text: lang.T("%v: %s in the median, %s to %s",
				f.text(), all[len(all)/2], all[0], all[len(all)-1])})
		}
	}
	return notes
}

// figure names something that each run has: the life of the n-th lane of that
// kind and name, or the makespan.
type figure struct {
	kind timeline.Kind // UnknownKind for the makespan
	name string
	n    int // from 1
}

func (f figure) text() lang.Text {
	switch {
	case f.kind == timeline.UnknownKind:
		return lang.T("makespan")
	case f.n > 1:
		return lang.T("%v %s, number %d", f.kind, f.name, f.n)
	}
	return lang.T("%v %s", f.kind, f.name)
}

// figuresOf iterates over the makespan and the lives of the program's lanes.
func figuresOf(tl *timeline.Timeline) iter.Seq2[figure, timeline.Duration] {
	return func(yield func(figure, timeline.Duration) bool) {
		if !yield(figure{}, tl.Makespan()) {
			return
		}
		seen := map[figure]int{}
		for kind := timeline.Process; kind < timeline.NumKinds; kind++ {
			for id, lane := range tl.Find(kind) {
				f := figure{kind: kind, name: lane.Name}
				seen[f]++
				f.n = seen[f]
				if first, last := tl.Seen(id); !yield(f, last-first) {
					return
				}
			}
		}
	}
}
