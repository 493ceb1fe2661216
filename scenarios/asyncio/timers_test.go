package asyncio

import (
	"container/heap"
	"slices"
	"testing"
	"time"
)

func TestTimers(t *testing.T) {
	var ts timers
	var called []string
	add := func(name string, d time.Duration) *timer {
		return ts.add(d, func() { called = append(called, name) })
	}
	if _, some := ts.next(); some {
		t.Error("no timer was added, but one is next")
	}
	start := time.Now()
	add("third", 3*time.Hour)
	first := add("first", time.Hour)
	cancelled := add("cancelled", 2*time.Hour)
	add("never", 9*time.Hour)
	ts.cancel(cancelled)
	ts.cancel(cancelled) // once more is nothing
	same := *first
	same.call = func() { called = append(called, "as first, but created later") }
	same.order = ts.created + 1
	heap.Push(&ts.heap, &same)

	if calls := ts.due(start); calls != nil {
		t.Errorf("%d calls are due at once", len(calls))
	}
	for _, call := range ts.due(first.at.Add(4 * time.Hour)) {
		call()
	}
	if want := []string{"first", "as first, but created later", "third"}; !slices.Equal(called, want) {
		t.Errorf("called %q, want %q", called, want)
	}
	if len(ts.heap) != 1 {
		t.Errorf("%d timers are left, want 1", len(ts.heap))
	}
}
