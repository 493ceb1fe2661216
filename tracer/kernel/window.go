package kernel

// window puts nearly sorted events in order. It holds back those of the last
// windowTime, and mostHeld at most.
type window struct {
	queue  []numbered // in order, from first on
	first  int
	late   []numbered // a heap of those that came after a later one
	latest int64      // the latest time
	count  uint64     // of events that were added
	taken  numbered   // from late
}

// The size of a window: more than a recorder promises to need.
const (
	windowTime = int64(10e6) // ns
	mostHeld   = 1 << 13
)

// numbered is an event with its place in the file, which decides between events of
// one instant.
type numbered struct {
	Event
	place uint64
}

func (n *numbered) before(o *numbered) bool {
	return n.Time < o.Time || n.Time == o.Time && n.place < o.place
}

// add takes the next event of the file.
func (w *window) add(e *Event) {
	w.count++
	if e.Time < w.latest && w.first < len(w.queue) {
		w.late = append(w.late, numbered{*e, w.count})
		w.up()
		return
	}
	w.latest = max(w.latest, e.Time)
	if len(w.queue) == cap(w.queue) && w.first > len(w.queue)/2 {
		w.queue = w.queue[:copy(w.queue, w.queue[w.first:])]
		w.first = 0
	}
	w.queue = append(w.queue, numbered{*e, w.count})
}

// next returns the earliest event if nothing should come before it any more, else
// nil; with all it returns the rest, too. The event is good until the next call.
func (w *window) next(all bool) *Event {
	queued := w.first < len(w.queue)
	isLate := len(w.late) > 0 && !(queued && w.queue[w.first].before(&w.late[0]))
	var n *numbered
	switch {
	case isLate:
		n = &w.late[0]
	case queued:
		n = &w.queue[w.first]
	default:
		return nil
	}
	held := len(w.queue) - w.first + len(w.late)
	if !all && held <= mostHeld && n.Time > w.latest-windowTime {
		return nil
	}
	if !isLate {
		w.first++
		return &n.Event
	}
	w.taken = *n
	w.drop()
	return &w.taken.Event
}

// up puts the last of the late events into its place in the heap.
func (w *window) up() {
	for i := len(w.late) - 1; i > 0; {
		parent := (i - 1) / 2
		if !w.late[i].before(&w.late[parent]) {
			return
		}
		w.late[i], w.late[parent] = w.late[parent], w.late[i]
		i = parent
	}
}

// drop removes the first of the late events.
func (w *window) drop() {
	last := len(w.late) - 1
	w.late[0], w.late[last] = w.late[last], numbered{}
	w.late = w.late[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return
		}
		if right := child + 1; right < last && w.late[right].before(&w.late[child]) {
			child = right
		}
		if w.late[i].before(&w.late[child]) {
			return
		}
		w.late[i], w.late[child] = w.late[child], w.late[i]
		i = child
	}
}
