package asyncio

import (
	"cmp"
	"container/heap"
	"time"
)

// timer is a call at a time.
type timer struct {
	at    time.Time
	order int // of creation: it decides between timers of the same time
	index int // in the heap, −1 once it is out
	call  func()
}

// timers are the calls to come, the next one first.
type timers struct {
	heap    timerHeap
	created int
}

// add schedules call in d from now.
func (ts *timers) add(d time.Duration, call func()) *timer {
	ts.created++
	t := &timer{at: time.Now().Add(d), order: ts.created, call: call}
	heap.Push(&ts.heap, t)
	return t
}

// cancel takes t out, if it is still to come.
func (ts *timers) cancel(t *timer) {
	if t.index >= 0 {
		heap.Remove(&ts.heap, t.index)
	}
}

// next returns the time of the next call, if there is one.
func (ts *timers) next() (at time.Time, ok bool) {
	if len(ts.heap) == 0 {
		return time.Time{}, false
	}
	return ts.heap[0].at, true
}

// due takes out the calls that are due at now, in order.
func (ts *timers) due(now time.Time) []func() {
	var calls []func()
	for len(ts.heap) > 0 && !ts.heap[0].at.After(now) {
		calls = append(calls, heap.Pop(&ts.heap).(*timer).call)
	}
	return calls
}

// timerHeap implements heap.Interface.
type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }

func (h timerHeap) Less(i, j int) bool {
	return cmp.Or(h[i].at.Compare(h[j].at), cmp.Compare(h[i].order, h[j].order)) < 0
}

func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}
