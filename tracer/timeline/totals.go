package timeline

import (
	"cmp"
	"iter"
	"slices"
)

// Totals is where the time of a lane went. The states add up to Life exactly,
// and the reasons of Waiting to States[Waiting].
type Totals struct {
	Life      Duration
	States    [NumStates]Duration
	Waiting   [NumReasons]Duration // by reason, of state Waiting only
	Intervals int
}

// Add returns the sum of two accounts.
func (a Totals) Add(b Totals) Totals {
	a.Life += b.Life
	a.Intervals += b.Intervals
	for i := range a.States {
		a.States[i] += b.States[i]
	}
	for i := range a.Waiting {
		a.Waiting[i] += b.Waiting[i]
	}
	return a
}

// Totals returns where a lane's time in [from, to) went.
func (t *Timeline) Totals(id LaneID, from, to Time) Totals {
	return t.tracks[id].totals(from, to)
}

// totals returns where the time of a track in [from, to) went.
func (t *track) totals(from, to Time) Totals {
	var sum Totals
	t.each(from, to, func(r record, end Time) bool {
		length := min(end, to) - max(r.start, from)
		sum.Life += length
		sum.States[r.state] += length
		if r.state == Waiting {
			sum.Waiting[r.reason] += length
		}
		sum.Intervals++
		return true
	})
	return sum
}

// LifeTotals returns where a lane's whole life went.
func (t *Timeline) LifeTotals(id LaneID) Totals {
	return t.Totals(id, t.lanes[id].Start, Forever)
}

// Makespan returns how long the program was seen at work: from where the first of
// its own lanes is Seen to where the last is. The start-up of a process before it
// could record itself does not count, and CPUs show what other lanes do.
func (t *Timeline) Makespan() Duration {
	begin, end := Forever, -Forever
	for id, lane := range t.Lanes() {
		if lane.Group != Program || lane.Kind == CPU {
			continue
		}
		if first, last := t.Seen(id); last > first {
			begin, end = min(begin, first), max(end, last)
		}
	}
	if end < begin {
		return 0
	}
	return end - begin
}

// Step is a stretch of time during which Count lanes matched at once.
type Step struct {
	Start, End Time
	Count      int
}

// Concurrency iterates over how many of the lanes have an interval that
// matches, from the first match to the last. Neighbouring steps differ in
// Count.
func (t *Timeline) Concurrency(lanes []LaneID, match func(LaneID, Interval) bool) iter.Seq[Step] {
	type edge struct {
		at    Time
		delta int
	}
	return func(yield func(Step) bool) {
		var edges []edge
		for _, id := range lanes {
			for iv := range t.Life(id) {
				if match(id, iv) {
					edges = append(edges, edge{iv.Start, 1}, edge{iv.End, -1})
				}
			}
		}
		slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
		var step Step
		for i := 0; i < len(edges); {
			at, count := edges[i].at, step.Count
			for ; i < len(edges) && edges[i].at == at; i++ {
				count += edges[i].delta
			}
			if count == step.Count {
				continue
			}
			step.End = at
			if step.Length() > 0 && (step.Count > 0 || step.Start > edges[0].at) && !yield(step) {
				return
			}
			step = Step{Start: at, Count: count}
		}
	}
}

// Length returns End − Start.
func (s Step) Length() Duration { return s.End - s.Start }

// Peak returns the highest Count of steps and how long it lasted in all.
func Peak(steps iter.Seq[Step]) (count int, length Duration) {
	for s := range steps {
		switch {
		case s.Count > count:
			count, length = s.Count, s.Length()
		case s.Count == count:
			length += s.Length()
		}
	}
	return count, length
}
