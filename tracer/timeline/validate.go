package timeline

import (
	"errors"
	"fmt"
	"iter"
)

// maxErrors bounds what Validate returns for one timeline.
const maxErrors = 20

// Validate returns every way in which t breaks the rules of the model, joined,
// or nil. Tests of sources, builders and merges call it, and tools may.
func Validate(t *Timeline) error {
	v := validator{t: t}
	for id := range t.Lanes() {
		v.lane(id)
	}
	for s := range t.Spans() {
		v.check(s.Start <= s.End, "span %q ends before it starts", s.Name)
		v.check(v.exists(s.Lane), "span %q is on lane %d, which does not exist", s.Name, s.Lane)
	}
	for l := range t.Links() {
		v.check(v.exists(l.From) && v.exists(l.To), "link %v from lane %d to %d: no such lane", l.Kind, l.From, l.To)
		v.check(l.FromTime <= l.ToTime, "link %v arrives at %d before it leaves at %d", l.Kind, l.ToTime, l.FromTime)
	}
	for r := range t.Ranges() {
		v.check(r.Start <= r.End, "range %q ends before it starts", r.Name)
	}
	return errors.Join(v.errs...)
}

type validator struct {
	t    *Timeline
	errs []error
}

func (v *validator) check(ok bool, format string, args ...any) {
	if !ok && len(v.errs) < maxErrors {
		v.errs = append(v.errs, fmt.Errorf("timeline: "+format, args...))
	}
}

// exists accepts NoLane.
func (v *validator) exists(id LaneID) bool { return id >= NoLane && int(id) < v.t.NumLanes() }

func (v *validator) lane(id LaneID) {
	lane := v.t.Lane(id)
	v.check(lane.Kind != UnknownKind && lane.Kind < NumKinds, "lane %d %q has no kind", id, lane.Name)
	v.check(v.exists(lane.Parent), "lane %d %q: parent %d does not exist", id, lane.Name, lane.Parent)
	v.check(!v.cyclic(id), "lane %d %q is its own ancestor", id, lane.Name)
	// Two clocks that agree to some ns only cut what a lane claims, so that what
	// follows what there says little; the claim itself keeps to the table.
	claimed := v.t.Claimed(id)
	v.check(lane.End == v.partition(id, lane, lane.Start, v.t.Life(id), lane.Kind.scheduled() && !claimed),
		"lane %d %q: intervals do not end with its life at %d", id, lane.Name, lane.End)
	if claimed {
		v.claim(id, lane)
	}
}

// claim checks what is claimed of a lane.
func (v *validator) claim(id LaneID, lane Lane) {
	claim := v.t.claims[id]
	v.check(claim.count > 0 && claim.first() >= lane.Start && claim.end <= lane.End,
		"lane %d %q: claimed from %d to %d, lives from %d to %d", id, lane.Name, claim.first(), claim.end, lane.Start, lane.End)
	v.partition(id, lane, claim.first(), v.t.Claims(id, -Forever, Forever), lane.Kind.scheduled())
}

// partition checks intervals that must touch, the first of which starts at at,
// and returns where they end. strict tells that the table of legal transitions
// applies.
func (v *validator) partition(id LaneID, lane Lane, at Time, intervals iter.Seq[Interval], strict bool) Time {
	var previous State
	for iv := range intervals {
		v.check(iv.Start == at, "lane %d %q: interval at %d should start at %d", id, lane.Name, iv.Start, at)
		v.interval(id, lane, iv)
		v.check(!strict || previous.mayFollow(iv.State), "lane %d %q at %d: %v cannot follow %v", id, lane.Name, iv.Start, iv.State, previous)
		at, previous = iv.End, iv.State
	}
	return at
}

func (v *validator) interval(id LaneID, lane Lane, iv Interval) {
	v.check(iv.Start < iv.End, "lane %d %q: empty interval at %d", id, lane.Name, iv.Start)
	v.check(iv.State < NumStates && iv.Reason < NumReasons, "lane %d %q at %d: state %v, reason %v", id, lane.Name, iv.Start, iv.State, iv.Reason)
	v.check(v.exists(iv.On), "lane %d %q at %d: ran on lane %d, which does not exist", id, lane.Name, iv.Start, iv.On)
	switch iv.State {
	case Unknown, Running:
		v.check(iv.Reason == NoReason, "lane %d %q at %d: %v for %v", id, lane.Name, iv.Start, iv.State, iv.Reason)
	case Runnable:
		v.check(iv.Reason == NoReason || iv.Reason.Family() == FamilyMachine, "lane %d %q at %d: runnable for %v", id, lane.Name, iv.Start, iv.Reason)
	}
}

// cyclic reports whether following the parents of id comes back to id.
func (v *validator) cyclic(id LaneID) bool {
	steps := 0
	for p := v.t.Lane(id).Parent; p != NoLane && v.exists(p); p = v.t.Lane(p).Parent {
		if steps++; p == id || steps > v.t.NumLanes() {
			return true
		}
	}
	return false
}
