package asyncio

import (
	"context"

	"ctrace/tracer/timeline"
)

// Queue passes items between coroutines, first in, first out.
type Queue[T any] struct {
	name    string
	max     int
	items   []T
	getters waiters
	putters waiters
}

// NewQueue returns a queue of at most maxSize items, or without a bound if
// that is 0. The name says to people what it passes.
func NewQueue[T any](name string, maxSize int) *Queue[T] { return &Queue[T]{name: name, max: maxSize} }

// Len returns the number of items in the queue.
func (q *Queue[T]) Len() int { return len(q.items) }

// Put adds an item. While the queue is full, the calling coroutine is suspended.
func (q *Queue[T]) Put(ctx context.Context, item T) error {
	for q.full() {
		chosen, err := q.putters.wait(ctx, timeline.Queue, q.name+" full")
		if err != nil {
			if chosen && !q.full() {
				q.putters.wake()
			}
			return err
		}
	}
	q.items = append(q.items, item)
	q.getters.wake()
	return nil
}

// Get takes out the oldest item. While the queue is empty, the calling
// coroutine is suspended.
func (q *Queue[T]) Get(ctx context.Context) (T, error) {
	var item T
	for len(q.items) == 0 {
		chosen, err := q.getters.wait(ctx, timeline.Queue, q.name+" empty")
		if err != nil {
			if chosen && len(q.items) > 0 {
				q.getters.wake()
			}
			return item, err
		}
	}
	item, q.items[0] = q.items[0], item
	q.items = q.items[1:]
	q.putters.wake()
	return item, nil
}

func (q *Queue[T]) full() bool { return q.max > 0 && len(q.items) >= q.max }
