package multiprocessing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// ErrNoWorkers is the error of a map on a pool whose workers have all ended.
var ErrNoWorkers = lang.Errorf("the pool has no workers left")

// Pool is a number of processes that wait for work.
type Pool struct {
	mu      sync.Mutex // held by the one map at a time
	workers []*worker  // those that live
	idle    []*worker  // those of them that wait for work, the longest first
	onLoss  func(error)
}

// worker is one process of a pool, as the pool's owner sees it.
type worker struct {
	process *Process
	tasks   *Connection
	item    int // that it works on, unless it is idle
}

// WorkerName returns the name of a pool's nth worker, from 1, as Python calls it.
func WorkerName(n int) string { return fmt.Sprintf("ForkPoolWorker-%d", n) }

// NewPool starts a pool and waits until its workers are ready. The workers end
// with ctx.
func NewPool(ctx context.Context, workers int) (*Pool, error) {
	if workers < 1 {
		return nil, fmt.Errorf("multiprocessing: a pool of %d workers: it must have at least 1", workers)
	}
	p := &Pool{}
	for n := range workers {
		w, err := startWorker(ctx, WorkerName(n+1))
		if err != nil {
			return nil, errors.Join(err, p.Close(ctx))
		}
		p.workers = append(p.workers, w)
	}
	for _, w := range p.workers {
		var ready outcome
		if err := w.tasks.recv(ctx, &ready, timeline.Pipe, "start of "+w.process.name); err != nil {
			return nil, errors.Join(lang.Errorf("multiprocessing: %s did not get ready: %w", w.process.name, err), p.Close(ctx))
		}
		p.idle = append(p.idle, w)
	}
	return p, nil
}

// OnLoss has f called with the error whenever a worker is lost in a map that
// begins later. The map goes on with those that are left; who does not want that
// ends its context.
func (p *Pool) OnLoss(f func(error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onLoss = f
}

func startWorker(ctx context.Context, name string) (*worker, error) {
	ours, theirs, err := Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	process := NewProcess(name, serve, serveArgs{theirs})
	if err := process.Start(ctx); err != nil {
		return nil, errors.Join(err, ours.Close())
	}
	return &worker{process: process, tasks: ours}, nil
}

// Map calls f for every item on the pool's workers, and returns the results in
// the order of the items. The next item goes to the worker that is free first.
//
// Every item is tried. If calls failed, the error is that of the first to fail: a
// [*RemoteError], or an [*ExitError] if the worker ended while it worked on the
// item. When ctx ends, so do the pool's workers.
func Map[A, R any](ctx context.Context, p *Pool, f *Function[A, R], items []A) ([]R, error) {
	tasks := make([]task, len(items))
	for i, item := range items {
		var err error
		if tasks[i], err = newTask(ctx, f.name, i, item); err != nil {
			return nil, fmt.Errorf("multiprocessing: item %d: %w", i, err)
		}
	}
	data, err := p.run(ctx, tasks)
	if err != nil {
		return nil, lang.Errorf("multiprocessing: map: %w", err)
	}
	results := make([]R, len(items))
	for i := range data {
		if err := json.Unmarshal(data[i], &results[i]); err != nil {
			return nil, fmt.Errorf("multiprocessing: result of %s: %w", tasks[i].Call, err)
		}
	}
	return results, nil
}

// run executes one map. It needs no goroutine: the caller itself waits for
// whichever worker answers first.
func (p *Pool) run(ctx context.Context, tasks []task) ([]json.RawMessage, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.endWith(ctx)()
	m := mapping{pool: p, tasks: tasks, results: make([]json.RawMessage, len(tasks)), open: len(tasks)}
	for m.open > 0 && len(p.workers) > 0 && ctx.Err() == nil {
		m.handOut(ctx)
		if err := m.collect(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case m.err != nil:
		return nil, m.err
	case m.open > 0:
		return nil, ErrNoWorkers
	}
	return m.results, nil
}

// endWith asks the workers to end when ctx does, until stop is called. A map
// that waits for their answers notices their end.
func (p *Pool) endWith(ctx context.Context) (stop func() bool) {
	workers := slices.Clone(p.workers)
	return context.AfterFunc(ctx, func() {
		for _, w := range workers {
			w.process.end()
		}
	})
}

// readable waits until a worker has answered or ended, and returns those that
// did.
func (p *Pool) readable(ctx context.Context) ([]*worker, error) {
	files := make([]*os.File, len(p.workers))
	for i, w := range p.workers {
		files[i] = w.tasks.file
	}
	defer tracer.Await(ctx, timeline.Queue, "results")()
	ready, err := awaitReadable(files)
	if err != nil {
		return nil, err
	}
	var workers []*worker
	for i, w := range p.workers {
		if ready[i] {
			workers = append(workers, w)
		}
	}
	return workers, nil
}

// remove forgets a worker.
func (p *Pool) remove(w *worker) {
	is := func(other *worker) bool { return other == w }
	p.workers, p.idle = slices.DeleteFunc(p.workers, is), slices.DeleteFunc(p.idle, is)
}

// Close tells the workers that no more work comes and waits until they have
// ended. It returns an error for each that did not end well.
func (p *Pool) Close(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, w := range p.workers {
		errs = append(errs, w.tasks.Close())
	}
	for _, w := range p.workers {
		errs = append(errs, w.process.Join(ctx))
	}
	p.workers, p.idle = nil, nil
	return errors.Join(errs...)
}
