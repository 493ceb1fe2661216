package kernel

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestWindowSorts puts events in order that are late by less than a window, those of
// one instant as they came.
func TestWindowSorts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, late := range []int64{0, 1, 1000, windowTime} {
		var w window
		var want, got []Event
		add := func(next *Event) bool {
			if next != nil {
				got = append(got, *next)
			}
			return next != nil
		}
		for i := range 5000 {
			at := int64(i/3) * windowTime / 100
			if random.IntN(4) == 0 {
				at -= random.Int64N(late + 1)
			}
			e := Event{Time: at, TID: i}
			want = append(want, e)
			w.add(&e)
			for add(w.next(false)) {
			}
		}
		if held := len(want) - len(got); held > 400 {
			t.Errorf("%d of %d events are held back until the end", held, len(want))
		}
		for add(w.next(true)) {
		}
		slices.SortStableFunc(want, func(a, b Event) int { return cmp.Compare(a.Time, b.Time) })
		if !slices.Equal(got, want) {
			t.Errorf("late by up to %d ns: not in order", late)
		}
	}
}

// TestWindowIsBounded adds events of one instant, none of which is old enough.
func TestWindowIsBounded(t *testing.T) {
	var w window
	for i := range 10 * mostHeld {
		w.add(&Event{Time: int64(i % 2)})
		for w.next(false) != nil {
		}
	}
	if held := len(w.queue) - w.first + len(w.late); held > mostHeld || cap(w.queue) > 4*mostHeld {
		t.Errorf("%d events are held back, in room for %d", held, cap(w.queue))
	}
}
