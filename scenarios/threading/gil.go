package threading

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// SwitchInterval is how long a thread waits for the GIL before it asks the
// holder to drop it: DEFAULT_INTERVAL, 5000 µs, in CPython's
// Python/ceval_gil.c, which sys.getswitchinterval() (Python/sysmodule.c)
// returns as 0.005.
const SwitchInterval = 5 * time.Millisecond

// gil is a global interpreter lock with the protocol of CPython 3.2 and later
// (Python/ceval_gil.c):
//
//   - A thread that finds it held waits for the switch interval at most. If it
//     did not change hands meanwhile, the thread requests that it be dropped,
//     and waits on.
//   - The holder looks at the request between two bytecodes, and drops it.
//   - Forced switching: a thread that drops it on request then waits until
//     another one has taken it. Otherwise, on several cores, it would usually
//     take it back before the other has woken up.
//
// CPython has a second mutex for the forced switch; one serves here for both.
type gil struct {
	interval time.Duration
	// dropRequest is what CPython's eval breaker stands for here: the holder
	// polls it at every bytecode, hence without the mutex.
	dropRequest atomic.Bool

	mu         sync.Mutex
	held       bool
	lastHolder *ThreadState // who holds it, or held it last
	switches   int          // how often it went to another thread than before
	takers     int          // threads inside take
	free       condition    // it may be free
	taken      condition    // another thread may have taken it, or no longer wants to
}

func newGIL(interval time.Duration) *gil {
	g := &gil{interval: interval}
	g.free.mu, g.taken.mu = &g.mu, &g.mu
	return g
}

// take waits until t holds the GIL. If ctx ends first, t does not hold it and
// take returns why.
func (g *gil) take(ctx context.Context, t *ThreadState) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.takers++
	err := g.awaitFree(ctx)
	g.takers--
	if err != nil {
		g.giveUp()
		return err
	}
	g.held = true
	g.dropRequest.Store(false)
	if g.lastHolder != t {
		g.lastHolder = t
		g.switches++
	}
	g.taken.broadcast()
	return nil
}

// awaitFree waits until nobody holds the GIL, and requests it after each
// interval in which it stayed with the same thread.
func (g *gil) awaitFree(ctx context.Context) error {
	if !g.held {
		return nil
	}
	timer := time.NewTimer(g.interval)
	defer timer.Stop()
	for g.held {
		before := g.switches
		timer.Reset(g.interval)
		timedOut, err := g.free.wait(ctx, timer.C)
		if err != nil {
			return err
		}
		if timedOut && g.held && g.switches == before {
			g.dropRequest.Store(true)
		}
	}
	return nil
}

// giveUp takes back the request of a thread that no longer wants the GIL, so
// that nobody waits for it to take the GIL. Others that still want it request it
// again after their interval. CPython does so too, since gh-96387.
func (g *gil) giveUp() {
	g.dropRequest.Store(false)
	g.taken.broadcast()
}

// drop lets go of the GIL, which t holds.
func (g *gil) drop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = false
	g.free.signal()
}

// dropOnRequest lets go of the GIL, which t holds. If it was requested, it
// returns only when another thread has taken it, nobody wants it any more, or
// ctx has ended.
func (g *gil) dropOnRequest(ctx context.Context, t *ThreadState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = false
	g.free.signal()
	if !g.dropRequest.Load() {
		return
	}
	for g.lastHolder == t && g.takers > 0 {
		if _, err := g.taken.wait(ctx, nil); err != nil {
			return
		}
	}
}

// switchCount returns how often the GIL went to another thread.
func (g *gil) switchCount() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.switches
}
