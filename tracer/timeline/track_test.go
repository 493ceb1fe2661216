package timeline

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomRecords returns records of a track with ends, no two neighbours of
// which are the same.
func randomRecords(random *rand.Rand, n int) (records []record, end Time) {
	at := Time(random.IntN(1000))
	for len(records) < n {
		r := record{
			start: at, on: LaneID(random.IntN(4)) - 1, stack: StackID(random.IntN(300)),
			state: State(random.IntN(int(NumStates))), reason: Reason(random.IntN(int(NumReasons))),
		}
		if random.IntN(8) == 0 {
			r.detail, r.on = TextID(random.Uint32()), LaneID(random.Int32())
		}
		if len(records) == 0 || !records[len(records)-1].same(&r) {
			records = append(records, r)
			at += 1 + Time(random.Uint64()>>(24+random.IntN(40)))
		}
	}
	return records, at
}

// TestTrackReturnsWhatItTook checks the encoding of tracks, and what each and
// seek find in them, against a plain slice.
func TestTrackReturnsWhatItTook(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 10, 1000, 20_000} {
		records, end := randomRecords(random, n)
		track := track{end: records[0].start}
		for i, r := range records {
			next := end
			if i+1 < n {
				next = records[i+1].start
			}
			track.add(r, next)
		}
		if track.count != n || track.first() != records[0].start || track.end != end {
			t.Fatalf("%d records: count %d, from %d to %d", n, track.count, track.first(), track.end)
		}
		for range 20 {
			first := random.IntN(n)
			last := first + random.IntN(n-first)
			var got []record
			track.each(records[first].start, records[last].start+1, func(r record, _ Time) bool {
				got = append(got, r)
				return true
			})
			if !slices.Equal(got, records[first:last+1]) {
				t.Fatalf("%d records: %d to %d came back as %d others", n, first, last, len(got))
			}
		}
	}
}

// TestTrackIsSmall holds what a track is for: a few bytes for an interval.
func TestTrackIsSmall(t *testing.T) {
	const n, limit = 30_000, 8
	track, at := track{}, Time(0)
	cycle := []record{
		{state: Running, on: 7, stack: 300},
		{state: Waiting, on: NoLane, stack: 301, reason: Lock},
		{state: Runnable, on: NoLane, stack: 301},
	}
	for i := range n {
		r := cycle[i%len(cycle)]
		r.start = at
		at += Time(500 + 37*(i%100))
		track.add(r, at)
	}
	bytes := 0
	for i := range track.chunks {
		bytes += len(track.dataOf(i))
	}
	if bytes > limit*n {
		t.Errorf("%d intervals take %d bytes, want %d each at most", n, bytes, limit)
	}
}

// TestCursorSeeks checks that a cursor finds the record at an instant from wherever
// it stands, a little further on, far away and behind it.
func TestCursorSeeks(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	records, end := randomRecords(random, 5000)
	track := track{end: records[0].start}
	for i, r := range records {
		next := end
		if i+1 < len(records) {
			next = records[i+1].start
		}
		track.add(r, next)
	}
	c := cursor{t: &track}
	for i := 0; ; {
		if !c.seek(records[i].start) || c.record != records[i] {
			t.Fatalf("record %d: stands on %+v, want %+v", i, c.record, records[i])
		}
		switch random.IntN(300) {
		case 0:
			i = random.IntN(len(records))
		case 1:
			i = max(0, i-random.IntN(20))
		default:
			i += random.IntN(3)
		}
		if i >= len(records) {
			break
		}
	}
	if c.seek(end) || c.ok {
		t.Error("found a record after the end")
	}
	if !c.seek(records[0].start-1) || c.record != records[0] {
		t.Errorf("before the first record it stands on %+v", c.record)
	}
}
