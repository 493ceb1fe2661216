package timeline

import "sort"

// cursor reads the records of one track, one after the other or from any
// instant on. While ok, it stands on record, which lasts until end. The track
// must not change meanwhile.
type cursor struct {
	record
	end Time
	ok  bool

	t     *track
	chunk int    // the one to decode after data; the newest record counts as the last
	data  []byte // what is left of the chunk before
	coder coder
	ahead record // follows record
	more  bool   // ahead is there
}

// seek moves to the record that covers at, or to the first one that starts later,
// and reports whether there is one. Going on a little takes no longer than next.
func (c *cursor) seek(at Time) bool {
	if !c.ok || at < c.start || c.passes(at) {
		c.jump(at)
		c.next()
	}
	for c.ok && c.end <= at {
		c.next()
	}
	return c.ok
}

// passes reports whether at lies beyond the records that are being decoded.
func (c *cursor) passes(at Time) bool {
	switch last := len(c.t.chunks); {
	case c.chunk < last:
		return c.t.chunks[c.chunk].start <= at
	case c.chunk == last:
		return c.t.newest.start <= at
	}
	return false
}

// jump goes before the chunk with the record that covers at.
func (c *cursor) jump(at Time) {
	c.data, c.more = nil, false
	c.chunk = c.t.seek(at)
	c.fetch()
}

// next moves to the next record and reports whether there is one.
func (c *cursor) next() bool {
	c.record, c.ok = c.ahead, c.more
	if c.more {
		c.fetch()
	}
	if c.more {
		c.end = c.ahead.start
	} else {
		c.end = c.t.end
	}
	return c.ok
}

// fetch decodes the record ahead.
func (c *cursor) fetch() {
	if len(c.data) == 0 {
		if c.chunk >= len(c.t.chunks) {
			c.ahead, c.more = c.t.newest, c.chunk == len(c.t.chunks) && c.t.count > 0
			c.chunk++
			return
		}
		c.data, c.coder = c.t.dataOf(c.chunk), coder{start: c.t.chunks[c.chunk].start, on: NoLane}
		c.chunk++
	}
	c.ahead, c.data = c.coder.next(c.data)
	c.more = true
}

// seek returns the chunk with the record that covers at, or the first one if
// the track starts later. The newest record is in none: it counts as the last.
func (t *track) seek(at Time) int {
	if t.newest.start <= at {
		return len(t.chunks)
	}
	after := sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].start > at })
	return max(after-1, 0)
}
