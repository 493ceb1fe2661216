package asyncio

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// ToThread calls a blocking function on another thread, and suspends the
// calling coroutine until it returns. The function gets a context that ends when
// the caller is cancelled; nobody waits for it then but the end of [Run]. It
// must not await.
func ToThread[T any](ctx context.Context, name string, f func(ctx context.Context) (T, error)) (T, error) {
	t := current(ctx)
	future := NewFuture[T](ctx, name)
	ctxThere, cancel := context.WithCancel(context.WithValue(ctx, taskKey{}, nil))
	defer cancel()
	t.loop.threads.submit(func() func() {
		var value T
		err := guard(name, func() (err error) {
			value, err = f(ctxThere)
			return err
		})
		return func() { future.set(value, err) }
	})
	return Await(ctx, future)
}

// job is blocking work. What it returns is called on the loop's thread.
type job func() (report func())

// executor runs jobs on worker threads, which it starts as they are needed.
// All of its fields but the channel belong to the loop's thread.
type executor struct {
	loop    *loop
	jobs    chan job
	workers int
	busy    int   // workers that have a job
	backlog []job // what waits for a worker
	ended   sync.WaitGroup
}

// maxWorkers is as many threads as CPython's executor has at most.
func maxWorkers() int { return min(32, runtime.NumCPU()+4) }

// active reports whether a job is under way.
func (e *executor) active() bool { return e.busy > 0 }

// submit has j run on an idle worker, a new one, or the next one that is idle.
func (e *executor) submit(j job) {
	if e.jobs == nil {
		e.jobs = make(chan job, maxWorkers()) // never full: one place for each worker
	}
	switch {
	case e.busy < e.workers:
	case e.workers < cap(e.jobs):
		e.ended.Add(1)
		go e.work(e.workers)
		e.workers++
	default:
		e.backlog = append(e.backlog, j)
		return
	}
	e.busy++
	e.jobs <- j
}

// finished notes that a worker is idle again.
func (e *executor) finished() {
	e.busy--
	if len(e.backlog) > 0 {
		next := e.backlog[0]
		e.backlog = e.backlog[1:]
		e.submit(next)
	}
}

// work is a worker: the thread ends with it.
func (e *executor) work(number int) {
	defer e.ended.Done()
	runtime.LockOSThread()
	tracer.NameLane(e.loop.ctx, timeline.Thread, fmt.Sprintf("asyncio_%d", number))
	for {
		idle := tracer.Await(e.loop.ctx, timeline.Queue, "idle")
		j, more := <-e.jobs
		idle()
		if !more {
			return
		}
		report := j()
		e.loop.mail.post(func() {
			e.finished()
			report()
		})
	}
}

// close lets the workers finish what they have begun, and waits for them.
func (e *executor) close() {
	if e.jobs != nil {
		close(e.jobs)
		e.ended.Wait()
	}
}
