package timeline

// record is an interval as a track stores it. Its end is the next record's
// start, or the track's end: a partition needs no more.
type record struct {
	start  Time
	on     LaneID
	stack  StackID
	detail TextID
	state  State
	reason Reason
}

func (r *record) same(o *record) bool {
	return r.state == o.state && r.reason == o.reason && r.on == o.on && r.stack == o.stack && r.detail == o.detail
}

// track holds the intervals of one lane. All but the newest are encoded, in
// about 5 bytes each, in chunks that are never copied: what a trace of many
// millions of events costs is the memory that it touches.
type track struct {
	newest record
	end    Time   // of the newest
	coder  coder  // what the newest will be encoded against
	data   []byte // of the last of the chunks, which has none of its own until it is full
	count  int
	chunks []chunk
}

// chunk is a stretch of encoded records that can be decoded on its own.
type chunk struct {
	start Time // of the first record
	data  []byte
}

// The sizes of a track's first chunk and of the largest ones, in bytes.
const (
	firstBytes = 64
	fullBytes  = 4096
)

// add appends r, which must start at t.end, and moves the track's end.
// Neighbours that differ in nothing but time become one.
func (t *track) add(r record, end Time) {
	t.end = end
	if t.count > 0 {
		if t.newest.same(&r) {
			return
		}
		t.encode(&t.newest)
	}
	t.newest = r
	t.count++
}

// put appends what of r lies after the track's end, and what is not known before
// r. It reports whether r had to be clipped. The first record may lie before
// the end.
func (t *track) put(r record, end Time) (clipped bool) {
	if r.start < t.end {
		if clipped = t.count > 0; clipped {
			r.start = t.end
		} else {
			t.end = r.start
		}
	}
	if end <= r.start {
		return clipped
	}
	if r.start > t.end {
		t.add(record{start: t.end, on: NoLane}, r.start)
	}
	t.add(r, end)
	return clipped
}

// encode appends r to the last chunk, or to a new one if that is full.
func (t *track) encode(r *record) {
	if cap(t.data)-len(t.data) < maxRecord {
		t.grow(r.start)
	}
	t.data = t.coder.append(t.data, r)
}

// grow begins a chunk.
func (t *track) grow(start Time) {
	size := firstBytes
	if n := len(t.chunks); n > 0 {
		t.chunks[n-1].data = t.data
		size = min(2*cap(t.data), fullBytes)
	}
	t.chunks = append(t.chunks, chunk{start: start})
	t.data = make([]byte, 0, size)
	t.coder = coder{start: start, on: NoLane}
}

// first returns where the track begins.
func (t *track) first() Time {
	switch {
	case t.count == 0:
		return t.end
	case len(t.chunks) > 0:
		return t.chunks[0].start
	}
	return t.newest.start
}

// prepend puts r, which ends where the track begins, before all others. It
// takes as long as building the track did.
func (t *track) prepend(r record) {
	longer := track{}
	longer.add(r, t.first())
	t.each(r.start, Forever, func(r record, end Time) bool {
		longer.add(r, end)
		return true
	})
	*t = longer
}

// part returns what t holds of [from, to).
func (t *track) part(from, to Time) track {
	part := track{end: from}
	t.each(from, to, func(r record, end Time) bool {
		r.start = max(r.start, from)
		part.put(r, min(end, to))
		return true
	})
	return part
}

// change replaces every record by what edit makes of it.
func (t *track) change(edit func(*record)) {
	var changed track
	changed.end = t.end
	t.each(t.first(), Forever, func(r record, end Time) bool {
		edit(&r)
		changed.add(r, end)
		return true
	})
	*t = changed
}

// each calls yield with every record that overlaps [from, to) and its end,
// in order, until yield returns false. A nil track has none.
func (t *track) each(from, to Time, yield func(record, Time) bool) {
	if t == nil {
		return
	}
	c := cursor{t: t}
	for ok := c.seek(from); ok && c.start < to; ok = c.next() {
		if !yield(c.record, c.end) {
			return
		}
	}
}

// known returns where the first record that is not Unknown begins and where the
// last one ends; ok is false if there is none.
func (t *track) known() (first, last Time, ok bool) {
	t.each(-Forever, Forever, func(r record, end Time) bool {
		if r.state == Unknown {
			return true
		}
		if !ok {
			first, ok = r.start, true
		}
		last = end
		return true
	})
	return first, last, ok
}

func (t *track) dataOf(chunk int) []byte {
	if chunk == len(t.chunks)-1 {
		return t.data
	}
	return t.chunks[chunk].data
}
