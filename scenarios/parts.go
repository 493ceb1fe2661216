package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/trace"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// What cpu-bound and io-bound have in common: the same jobs are done in several
// ways, one way after the other. Each way is a part of the run: a region on the
// main thread, named after it, within which all of its jobs begin and end.

// The ways in which jobs are done, in order; the parts' regions have these names.
const (
	sequentially = "sequential"
	onThreads    = "threads"
	onProcesses  = "processes"
	onCoroutines = "coroutines"
)

// wayTexts are what a reader reads for the ways' names.
var wayTexts = map[string]lang.Text{
	sequentially: lang.T("sequential"),
	onThreads:    lang.T("threads"),
	onProcesses:  lang.T("processes"),
	onCoroutines: lang.T("coroutines"),
}

// allWays returns the names of the ways, in order.
func allWays() []string { return []string{sequentially, onThreads, onProcesses, onCoroutines} }

// batch is jobs that can be done in all ways. Each returns the results in the
// order of the jobs.
type batch[T any] interface {
	sequentially(ctx context.Context) ([]T, error)
	onThreads(ctx context.Context) ([]T, error)
	onProcesses(ctx context.Context) ([]T, error)
	onCoroutines(ctx context.Context) ([]T, error)
}

// partsResult is what the program found out about itself.
type partsResult[T any] struct {
	Cores   int            `json:"cores"`   // that it could use
	Results map[string][]T `json:"results"` // of the jobs, by way
}

// runParts does the jobs in one way after the other.
func runParts[T any](ctx context.Context, out io.Writer, b batch[T]) (any, error) {
	ways := []func(context.Context) ([]T, error){b.sequentially, b.onThreads, b.onProcesses, b.onCoroutines}
	all := partsResult[T]{Cores: runtime.GOMAXPROCS(0), Results: map[string][]T{}}
	for i, name := range allWays() {
		region := trace.StartRegion(ctx, name)
		results, err := ways[i](ctx)
		region.End()
		if err != nil {
			return nil, lang.Errorf("the jobs, %s: %w", wayTexts[name], err)
		}
		all.Results[name] = results
		fmt.Fprintf(out, "%s : %d tâches terminées\n", name, len(results))
	}
	return all, nil
}

// part is what is known of one way.
type part struct {
	name    string
	begun   timeline.Time
	took    timeline.Duration // the makespan; 0 if it was not recorded
	jobs    []timeline.Span   // the regions of its jobs
	results []json.RawMessage // what the program says of them
}

// partsOf returns the parts that were measured, in the order of the ways, empty
// ones where nothing was recorded, and the number of cores.
func partsOf(m Measured) (parts []part, cores int) {
	var all partsResult[json.RawMessage]
	if err := json.Unmarshal(m.Result, &all); err != nil {
		all = partsResult[json.RawMessage]{} // The program did not get so far: no claim about its jobs holds.
	}
	for _, name := range allWays() {
		p := part{name: name, results: all.Results[name]}
		for s := range m.Timeline.Spans() {
			if s.Origin == timeline.UserRegion && s.Name == name {
				p.begun, p.took = s.Start, s.End-s.Start
				p.jobs = jobsWithin(m.Timeline, s.Start, s.End)
			}
		}
		parts = append(parts, p)
	}
	return parts, all.Cores
}

func jobsWithin(tl *timeline.Timeline, from, to timeline.Time) []timeline.Span {
	var jobs []timeline.Span
	for s := range tl.Spans() {
		if s.Origin == timeline.UserRegion && s.Name == jobRegion && s.Start >= from && s.Start < to {
			jobs = append(jobs, s)
		}
	}
	return jobs
}

// title returns what a reader reads for a part's name.
func (p part) title() lang.Text { return wayTexts[p.name] }

// lanes returns the lanes that did a part's jobs.
func (p part) lanes() []timeline.LaneID {
	var lanes []timeline.LaneID
	for _, job := range p.jobs {
		lanes = append(lanes, job.Lane)
	}
	slices.Sort(lanes)
	return slices.Compact(lanes)
}

// claimJobsDone holds where every way did all jobs.
func claimJobsDone(parts []part, count int) Claim {
	claim := Claim{Text: lang.T("Every way does all jobs"), Holds: true}
	var texts []lang.Text
	for _, p := range parts {
		claim.Holds = claim.Holds && len(p.jobs) == count && len(p.results) == count
		texts = append(texts, lang.T("%s %d", p.title(), len(p.jobs)))
	}
	claim.Measured = lang.T("of %d: %s", count, lang.Join(", ", texts...))
	return claim
}

// sameResults reports whether a part's jobs had the same results as another's.
func (p part) sameResults(other part) bool {
	return slices.EqualFunc(p.results, other.results, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}

// compareParts says how long each way took that the run got to, and how many times
// faster than the first that is.
func compareParts(parts []part) lang.Text {
	var texts []lang.Text
	for i, p := range parts {
		if p.took == 0 {
			continue
		}
		text := lang.T("%s %s", p.title(), p.took)
		if i > 0 {
			text = lang.T("%s (×%s)", text, lang.Ratio(ratio(parts[0].took, p.took)))
		}
		texts = append(texts, text)
	}
	return lang.Join(", ", texts...)
}
