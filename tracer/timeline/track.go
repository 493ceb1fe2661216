package timeline

import "sort"

// record is an interval as a track stores it. Its end is the next record's
// start, or the track's end: a partition needs no more. It holds indices
// instead of pointers, so that the garbage collector skips the millions of
// them and each takes 24 bytes.
type record struct {
	start  Time
	on     LaneID
	stack  StackID
	detail uint32 // index into the table of texts
	state  State
	reason Reason
}

const (
	firstChunk = 8
	fullChunk  = 4096
)

// track holds the intervals of one lane, in chunks that grow and are never
// copied.
type track struct {
	chunks [][]record
	count  int
	end    Time // of the last interval
}

// last returns the newest record, or nil.
func (t *track) last() *record {
	if t.count == 0 {
		return nil
	}
	chunk := t.chunks[len(t.chunks)-1]
	return &chunk[len(chunk)-1]
}

// add appends r, which must start at t.end, and moves the track's end.
// Neighbours that differ in nothing but time become one.
func (t *track) add(r record, end Time) {
	if last := t.last(); last != nil && last.same(r) {
		t.end = end
		return
	}
	n := len(t.chunks)
	if n == 0 || len(t.chunks[n-1]) == cap(t.chunks[n-1]) {
		size := firstChunk
		if n > 0 {
			size = min(2*cap(t.chunks[n-1]), fullChunk)
		}
		t.chunks = append(t.chunks, make([]record, 0, size))
		n++
	}
	t.chunks[n-1] = append(t.chunks[n-1], r)
	t.count++
	t.end = end
}

// prepend puts r, which ends where the track begins, before all others.
func (t *track) prepend(r record) {
	if first := &t.chunks[0][0]; first.same(r) {
		first.start = r.start
		return
	}
	t.chunks = append([][]record{{r}}, t.chunks...)
	t.count++
}

func (r *record) same(o record) bool {
	return r.state == o.state && r.reason == o.reason && r.on == o.on && r.stack == o.stack && r.detail == o.detail
}

// seek returns the position of the record that covers at, or of the first one
// if the track starts later.
func (t *track) seek(at Time) (chunk, index int) {
	chunk = sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i][0].start > at })
	chunk = max(chunk-1, 0)
	records := t.chunks[chunk]
	index = sort.Search(len(records), func(i int) bool { return records[i].start > at })
	return chunk, max(index-1, 0)
}

// each calls yield with every record that overlaps [from, to) and its end,
// in order, until yield returns false.
func (t *track) each(from, to Time, yield func(record, Time) bool) {
	if t.count == 0 || from >= t.end {
		return
	}
	chunk, index := t.seek(from)
	for ; chunk < len(t.chunks); chunk, index = chunk+1, 0 {
		records := t.chunks[chunk]
		for ; index < len(records); index++ {
			if records[index].start >= to {
				return
			}
			if !yield(records[index], t.endOf(chunk, index)) {
				return
			}
		}
	}
}

func (t *track) endOf(chunk, index int) Time {
	switch {
	case index+1 < len(t.chunks[chunk]):
		return t.chunks[chunk][index+1].start
	case chunk+1 < len(t.chunks):
		return t.chunks[chunk+1][0].start
	}
	return t.end
}
