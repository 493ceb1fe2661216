package multiprocessing

import (
	"context"
	"encoding/json"
	"slices"

	"ctrace/tracer/lang"
)

// mapping is one map in progress.
type mapping struct {
	pool    *Pool
	tasks   []task
	next    int // the first task that nobody has
	open    int // tasks without a result
	results []json.RawMessage
	err     error // of the first task that failed
}

// handOut gives idle workers the next tasks, as long as there are both.
func (m *mapping) handOut(ctx context.Context) {
	for len(m.pool.idle) > 0 && m.next < len(m.tasks) {
		w := m.pool.idle[0]
		m.pool.idle = m.pool.idle[1:]
		w.item = m.next
		m.next++
		err := w.tasks.Send(ctx, m.tasks[w.item])
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			m.lose(ctx, w, err)
		}
	}
}

// collect waits until at least one worker has answered, and takes the answers.
func (m *mapping) collect(ctx context.Context) error {
	if len(m.pool.workers) == 0 {
		return nil
	}
	workers, err := m.pool.readable(ctx)
	if err != nil {
		return err
	}
	for _, w := range workers {
		var o outcome
		err := w.tasks.Recv(ctx, &o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			m.lose(ctx, w, err)
			continue
		}
		m.finish(w, o)
	}
	return nil
}

// finish takes a worker's answer.
func (m *mapping) finish(w *worker, o outcome) {
	m.pool.idle = append(m.pool.idle, w)
	m.open--
	m.results[o.Item] = o.Result
	if o.Failure != "" {
		m.fail(&RemoteError{
			Worker: w.process.name, Call: m.tasks[o.Item].Call, Text: o.Failure, Stack: o.Stack,
		})
	}
}

// lose gives up a worker that does not talk any more. The task that it had has
// failed.
func (m *mapping) lose(ctx context.Context, w *worker, why error) {
	wasIdle := slices.Contains(m.pool.idle, w)
	m.pool.remove(w)
	w.process.child.Kill() // It may live on without its connection, and is then of no use.
	w.tasks.Close()
	if err := w.process.Join(ctx); err != nil {
		why = err
	}
	if !wasIdle {
		m.open--
		why = lang.Errorf("%s was lost: %w", m.tasks[w.item].Call, why)
		m.fail(why)
	}
	if m.pool.onLoss != nil {
		m.pool.onLoss(why)
	}
}

func (m *mapping) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}
