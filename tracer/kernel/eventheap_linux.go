package kernel

// eventHeap has the earliest event first; events of the same time in the order
// in which they came.
type eventHeap struct {
	events []heldEvent
	count  uint64
}

type heldEvent struct {
	Event
	number uint64
}

func (h *eventHeap) Len() int      { return len(h.events) }
func (h *eventHeap) Swap(i, j int) { h.events[i], h.events[j] = h.events[j], h.events[i] }

func (h *eventHeap) Less(i, j int) bool {
	a, b := &h.events[i], &h.events[j]
	return a.Time < b.Time || a.Time == b.Time && a.number < b.number
}

func (h *eventHeap) Push(e any) {
	h.count++
	h.events = append(h.events, heldEvent{e.(Event), h.count})
}

func (h *eventHeap) Pop() any {
	last := len(h.events) - 1
	e := h.events[last].Event
	h.events[last] = heldEvent{}
	h.events = h.events[:last]
	return e
}
