package timeline

import "iter"

// A lane may carry beside its intervals a claim: what the runtime that executed
// it said that it did, before [Reconcile] cut that to what the kernel ran. It is a
// partition of its own, of the lane's life or a part of it.

// Claim adds an interval to what was claimed of a lane. As with [Builder.Append],
// intervals come in order, gaps become Unknown and overlaps are clipped.
func (b *Builder) Claim(id LaneID, iv Interval) { b.addClaim(id, b.record(iv), iv.End) }

// addClaim is Claim for a record that ends at end.
func (b *Builder) addClaim(id LaneID, r record, end Time) {
	if b.t.claims == nil {
		b.t.claims = map[LaneID]*track{}
	}
	claim, ok := b.t.claims[id]
	if !ok {
		claim = &track{end: r.start}
		b.t.claims[id] = claim
	}
	if claim.put(r, end) {
		b.clipped[id]++
	}
}

// Claimed reports whether a lane carries a claim.
func (t *Timeline) Claimed(id LaneID) bool { return t.claims[id] != nil }

// Claims iterates over the intervals of a lane's claim that overlap [from, to),
// as [Timeline.Intervals] does over those of the lane itself.
func (t *Timeline) Claims(id LaneID, from, to Time) iter.Seq[Interval] {
	return t.intervals(t.claims[id], from, to)
}

// ClaimedTotals returns where the whole time of a lane's claim went.
func (t *Timeline) ClaimedTotals(id LaneID) Totals {
	return t.claims[id].totals(-Forever, Forever)
}
