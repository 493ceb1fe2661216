package multiprocessing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// mapping is one map in progress.
type mapping struct {
	pool     *Pool
	function string
	args     []json.RawMessage
	next     int // the first item that nobody has
	open     int // items without a result
	results  []json.RawMessage
	err      error // of the first item that failed
}

// handOut gives every free worker the next item.
func (m *mapping) handOut(ctx context.Context) {
	for _, w := range slices.Clone(m.pool.workers) {
		if w.busy || m.next == len(m.args) {
			continue
		}
		w.busy, w.item = true, m.next
		m.next++
		t := task{Item: w.item, Function: m.function, Args: m.args[w.item]}
		t.setParent(ctx)
		err := w.tasks.Send(ctx, t)
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
	w.busy = false
	m.open--
	m.results[o.Item] = o.Result
	if o.Failure != "" {
		m.fail(&RemoteError{
			Worker: w.process.name, Call: callText(m.function, m.args[o.Item]), Text: o.Failure, Stack: o.Stack,
		})
	}
}

// lose gives up a worker that does not talk any more. The item that it had has
// failed.
func (m *mapping) lose(ctx context.Context, w *worker, why error) {
	m.pool.workers = slices.DeleteFunc(m.pool.workers, func(other *worker) bool { return other == w })
	w.process.child.Kill() // It may live on without its connection, and is then of no use.
	w.tasks.Close()
	if err := w.process.Join(ctx); err != nil {
		why = err
	}
	if w.busy {
		m.open--
		m.fail(fmt.Errorf("%s was lost: %w", callText(m.function, m.args[w.item]), why))
	}
}

func (m *mapping) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}
