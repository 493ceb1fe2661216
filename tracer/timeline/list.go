package timeline

import (
	"iter"
	"slices"
)

// list holds many values, in chunks that are never copied.
type list[T any] struct{ chunks [][]T }

// listOf returns a list with these values.
func listOf[T any](values ...T) list[T] { return list[T]{[][]T{values}} }

// The sizes of a list's first chunk and of the largest ones.
const (
	firstChunk = 8
	fullChunk  = 4096
)

func (l *list[T]) add(v T) {
	capacity := 0
	if n := len(l.chunks); n > 0 {
		newest := &l.chunks[n-1]
		if capacity = cap(*newest); len(*newest) < capacity {
			*newest = append(*newest, v)
			return
		}
	}
	size := max(firstChunk, min(2*capacity, fullChunk))
	l.chunks = append(l.chunks, append(make([]T, 0, size), v))
}

// all iterates over the places of the values, in order.
func (l *list[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, chunk := range l.chunks {
			for i := range chunk {
				if !yield(&chunk[i]) {
					return
				}
			}
		}
	}
}

// sort sorts the list, stably. A list that is in order already, as most are,
// is left alone.
func (l *list[T]) sort(compare func(a, b *T) int) {
	var last *T
	for v := range l.all() {
		if last != nil && compare(last, v) > 0 {
			l.reorder(compare)
			return
		}
		last = v
	}
}

func (l *list[T]) reorder(compare func(a, b *T) int) {
	values := slices.Concat(l.chunks...)
	slices.SortStableFunc(values, func(a, b T) int { return compare(&a, &b) })
	*l = listOf(values...)
}
