package asyncio

import "errors"

// status says how far a promise is.
type status uint8

const (
	pending status = iota
	finished
	cancelled
)

// promise is the untyped part of a future: whether it is settled, and who must
// be told. It belongs to the loop's thread.
type promise struct {
	loop      *loop
	name      string // for people: "task(3, 1)", "gather"
	status    status
	err       error // of a finished promise
	callbacks []handle
	onCancel  func() bool // replaces the way to cancel it, or nil
	observed  bool        // somebody has seen its outcome
}

func (p *promise) done() bool { return p.status != pending }

// settle ends a pending promise with err, and puts its callbacks on the ready
// queue. A promise that is settled stays as it is.
func (p *promise) settle(err error) {
	if p.done() {
		return
	}
	p.status, p.err = finished, err
	if errors.Is(err, ErrCancelled) {
		p.status = cancelled
	}
	for _, h := range p.callbacks {
		p.loop.callSoon(h)
	}
	p.callbacks = nil
}

// whenDone calls h in a turn of the loop after the promise is settled.
func (p *promise) whenDone(h handle) {
	if p.done() {
		p.loop.callSoon(h)
		return
	}
	p.callbacks = append(p.callbacks, h)
}

// cancel asks for the promise to be cancelled. It reports false if it was
// settled already.
func (p *promise) cancel() bool {
	switch {
	case p.done():
		return false
	case p.onCancel != nil:
		return p.onCancel()
	}
	p.settle(ErrCancelled)
	return true
}

// outcome returns the error that the promise was settled with.
func (p *promise) outcome() error {
	if !p.done() {
		return ErrPending
	}
	p.observed = true
	return p.err
}
