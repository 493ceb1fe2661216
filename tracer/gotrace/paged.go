package gotrace

// paged is a table by id for ids that are dense in places: goroutine ids, which
// the runtime hands out in order, and thread ids. Looking up an id costs a
// fraction of what a map of all ids would.
type paged[T any] struct {
	pages  map[int64]*page[T]
	recent [recentPages]*page[T] // by the low bits of their numbers
}

const (
	pageBits    = 6
	pageSize    = 1 << pageBits
	recentPages = 256
)

// page holds the entries of pageSize neighbouring ids.
type page[T any] struct {
	number  int64
	count   int
	entries [pageSize]*T
}

func newPaged[T any]() paged[T] { return paged[T]{pages: map[int64]*page[T]{}} }

// get returns the entry of id, or nil.
func (t *paged[T]) get(id int64) *T {
	number := id >> pageBits
	if p := t.recent[number&(recentPages-1)]; p != nil && p.number == number {
		return p.entries[id&(pageSize-1)]
	}
	return t.find(id)
}

// find is get for an id whose page is not among the recent ones.
func (t *paged[T]) find(id int64) *T {
	number := id >> pageBits
	p, ok := t.pages[number]
	if !ok {
		return nil
	}
	t.recent[number&(recentPages-1)] = p
	return p.entries[id&(pageSize-1)]
}

// put makes v the entry of id.
func (t *paged[T]) put(id int64, v *T) {
	number := id >> pageBits
	p, ok := t.pages[number]
	if !ok {
		p = &page[T]{number: number}
		t.pages[number] = p
	}
	t.recent[number&(recentPages-1)] = p
	entry := &p.entries[id&(pageSize-1)]
	if *entry == nil {
		p.count++
	}
	*entry = v
}

// remove removes the entry of id, and its page with the last one.
func (t *paged[T]) remove(id int64) {
	number := id >> pageBits
	p, ok := t.pages[number]
	if !ok || p.entries[id&(pageSize-1)] == nil {
		return
	}
	p.entries[id&(pageSize-1)] = nil
	if p.count--; p.count > 0 {
		return
	}
	delete(t.pages, number)
	if slot := &t.recent[number&(recentPages-1)]; *slot == p {
		*slot = nil
	}
}

// each calls visit with every entry, in no order.
func (t *paged[T]) each(visit func(*T)) {
	for _, p := range t.pages {
		for _, v := range p.entries {
			if v != nil {
				visit(v)
			}
		}
	}
}
