package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"os"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Queue is a first-in, first-out queue with a bound, for any number of
// processes on both sides.
//
// A process that is killed while it waits in Get harms nobody. One that is killed
// in the middle of a transfer leaves the queue unusable, as in Python.
type Queue[T any] struct {
	free, used       *semaphore // places without and with an item
	reading, writing *semaphore // of one token: whose turn it is at data
	in, out          *stream    // data: the items
	keys             *keys
}

// NewQueue returns an empty queue that takes bound items. Items that take more
// than a pipe holds (64 KiB on Linux) fill it earlier.
func NewQueue[T any](bound int) (*Queue[T], error) {
	if bound < 1 || bound > maxTokens {
		return nil, fmt.Errorf("a queue of %d places: it must have 1 to %d", bound, maxTokens)
	}
	q := &Queue[T]{keys: newKeys("queue")}
	for _, s := range []struct {
		at     **semaphore
		tokens int
	}{{&q.free, bound}, {&q.used, 0}, {&q.reading, 1}, {&q.writing, 1}} {
		made, err := newSemaphore(s.tokens)
		if err != nil {
			return nil, errors.Join(lang.Errorf("making a queue: %w", err), q.Close())
		}
		*s.at = made
	}
	r, w, err := newPipe()
	if err != nil {
		return nil, errors.Join(lang.Errorf("making a queue: %w", err), q.Close())
	}
	q.in, q.out = newReader(r), newWriter(w)
	return q, nil
}

// Put adds an item. It waits while the queue is full.
func (q *Queue[T]) Put(ctx context.Context, item T) error {
	frame, key, err := encodeMessage(q.keys, item)
	if err == nil {
		err = q.put(ctx, frame, key)
	}
	if err != nil {
		return lang.Errorf("put: %w", err)
	}
	return nil
}

func (q *Queue[T]) put(ctx context.Context, frame []byte, key string) error {
	defer tracer.Await(ctx, timeline.Queue, "full")()
	if err := q.free.acquire(ctx); err != nil {
		return err
	}
	if err := q.writing.acquire(ctx); err != nil {
		return errors.Join(err, q.free.release())
	}
	// The item counts before it is written: one that is longer than the pipe
	// needs its reader while it is written.
	if err := q.used.release(); err != nil {
		return err
	}
	tracer.Sent(ctx, key)
	return errors.Join(q.out.sendFrame(ctx, frame), q.writing.release())
}

// Get takes the oldest item. It waits while the queue is empty.
func (q *Queue[T]) Get(ctx context.Context) (item T, err error) {
	frame, err := q.get(ctx)
	if err == nil {
		err = decodeMessage(ctx, frame, &item)
	}
	if err != nil {
		return item, lang.Errorf("get: %w", err)
	}
	return item, nil
}

func (q *Queue[T]) get(ctx context.Context) ([]byte, error) {
	defer tracer.Await(ctx, timeline.Queue, "empty")()
	if err := q.used.acquire(ctx); err != nil {
		return nil, err
	}
	if err := q.reading.acquire(ctx); err != nil {
		return nil, errors.Join(err, q.used.release())
	}
	frame, err := q.in.receiveFrame(ctx)
	return frame, errors.Join(err, q.reading.release(), q.free.release())
}

// Close closes this process's side of the queue.
func (q *Queue[T]) Close() error {
	var errs []error
	for _, s := range q.semaphores() {
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	if q.in != nil {
		errs = append(errs, q.in.file.Close(), q.out.file.Close())
	}
	return errors.Join(errs...)
}

func (q *Queue[T]) semaphores() []*semaphore {
	return []*semaphore{q.free, q.used, q.reading, q.writing}
}

func (q *Queue[T]) files() []*os.File {
	var files []*os.File
	for _, s := range q.semaphores() {
		files = append(files, s.files()...)
	}
	return append(files, q.in.file, q.out.file)
}

func (q *Queue[T]) adopt(next func() *os.File) error {
	q.free, q.used, q.reading, q.writing = &semaphore{}, &semaphore{}, &semaphore{}, &semaphore{}
	for _, s := range q.semaphores() {
		if err := s.adopt(next); err != nil {
			return err
		}
	}
	q.in, q.out, q.keys = newReader(next()), newWriter(next()), newKeys("queue")
	return nil
}
