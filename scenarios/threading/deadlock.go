package threading

import (
	"context"
	"sync"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// LockWatch knows of the locks that are taken through it which thread holds them
// and which waits for them, and so finds the threads that wait for each other.
// Python has no such thing: there, a deadlock is silent.
type LockWatch struct {
	mu     sync.Mutex
	holder map[*Lock]string // the thread
	wanted map[string]*Lock // by the thread
	found  chan []Blocked   // has room for the first deadlock
}

// Blocked is a thread in a deadlock.
type Blocked struct {
	Thread string
	Holds  string // the lock that the thread before it waits for
	Waits  string // the lock that the thread after it holds
}

// CycleText says in words which threads wait for each other.
func CycleText(cycle []Blocked) lang.Text {
	var texts []lang.Text
	for _, b := range cycle {
		texts = append(texts, lang.T("%s holds %s and waits for %s", b.Thread, b.Holds, b.Waits))
	}
	return lang.Join(", ", texts...)
}

// DeadlockError says which threads wait for each other.
type DeadlockError struct{ Cycle []Blocked }

func (e *DeadlockError) Error() string { return e.In(lang.English) }

// In says the error in a language.
func (e *DeadlockError) In(l lang.Language) string {
	return lang.T("deadlock: %s", CycleText(e.Cycle)).In(l)
}

// NewLockWatch returns a watch that knows of no lock.
func NewLockWatch() *LockWatch {
	return &LockWatch{holder: map[*Lock]string{}, wanted: map[string]*Lock{}, found: make(chan []Blocked, 1)}
}

// With runs f while the thread of that name, the calling one, holds the lock.
func (w *LockWatch) With(ctx context.Context, thread string, l *Lock, f func() error) error {
	w.wants(thread, l)
	err := l.Acquire(ctx)
	w.got(thread, l, err == nil)
	if err != nil {
		return err
	}
	defer l.Release()
	defer w.lost(l)
	return f()
}

// Await waits until threads wait for each other, and returns them, or why ctx
// has ended.
func (w *LockWatch) Await(ctx context.Context) ([]Blocked, error) {
	defer tracer.Await(ctx, timeline.Condition, "deadlock")()
	select {
	case cycle := <-w.found:
		return cycle, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// wants notes that a thread is about to take a lock. What a thread holds is noted
// before it wants more, so the last thread of a cycle to come finds it whole.
func (w *LockWatch) wants(thread string, l *Lock) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wanted[thread] = l
	if cycle := w.cycle(thread); cycle != nil {
		select {
		case w.found <- cycle:
		default: // Another one was found before.
		}
	}
}

// got notes that a thread waits no longer, because it holds the lock or gave up.
func (w *LockWatch) got(thread string, l *Lock, holds bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.wanted, thread)
	if holds {
		w.holder[l] = thread
	}
}

// lost notes that a lock is about to be given back.
func (w *LockWatch) lost(l *Lock) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.holder, l)
}

// cycle follows from a thread who waits for whom. It returns the way if that
// leads back to the thread, else nil.
func (w *LockWatch) cycle(first string) []Blocked {
	var way []Blocked
	for thread := first; ; {
		l := w.wanted[thread]
		if l == nil || len(way) > len(w.wanted) {
			return nil // It ends with one who runs, or leads into a cycle of others.
		}
		way = append(way, Blocked{Thread: thread, Waits: l.name})
		if thread = w.holder[l]; thread == first {
			break
		}
	}
	for i := range way {
		way[i].Holds = way[(i+len(way)-1)%len(way)].Waits
	}
	return way
}
