package threading

import (
	"context"
	"runtime"
	"runtime/trace"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// BytecodeRegion is the name of the runtime/trace region that a thread has
// open exactly while it holds the GIL, and so may run bytecode.
const BytecodeRegion = "bytecode"

// Interpreter executes bytecode for several threads, one at a time: whoever
// holds its GIL.
type Interpreter struct{ gil *gil }

// NewInterpreter returns an interpreter whose threads ask for the GIL after
// waiting for switchInterval; CPython's is [SwitchInterval], and
// sys.setswitchinterval() changes it.
func NewInterpreter(switchInterval time.Duration) *Interpreter {
	return &Interpreter{gil: newGIL(switchInterval)}
}

// Switches returns how often the GIL has gone to another thread so far.
func (in *Interpreter) Switches() int { return in.gil.switchCount() }

// Run makes the calling thread one of the interpreter's: it waits for the GIL,
// runs f while holding it, and lets go of it. The caller is a [Thread] or the
// main one; it stays on its OS thread meanwhile.
func (in *Interpreter) Run(ctx context.Context, f func(*ThreadState) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t := &ThreadState{gil: in.gil}
	if err := t.take(ctx); err != nil {
		return err
	}
	defer t.leave()
	return f(t)
}

// ThreadState is what one thread is to the interpreter, like CPython's
// PyThreadState. Only the thread that it was given to uses it.
type ThreadState struct {
	gil         *gil
	bytecode    *trace.Region // open while the thread holds the GIL, else nil
	accumulator uint64        // what the bytecode computes

	spent time.Duration // CPU time during the turns before this one
	since time.Duration // the thread's CPU clock when this turn began
}

// CPUTime returns the CPU time that the thread has spent while it held the GIL,
// which it holds now. It differs from the length of its turns by what the
// machine gave to others meanwhile.
func (t *ThreadState) CPUTime() (time.Duration, error) {
	now, err := threadCPUTime()
	return t.spent + now - t.since, err
}

// bytecodesPerLook is how many bytecodes run between two looks at the CPU
// clock. A bytecode takes about 1 ns here and a look 0.3 µs, so that looking
// costs little and Compute ends within some 10 µs of what it was asked for.
const bytecodesPerLook = 10_000

// Compute runs bytecode until the thread has spent cpu on it. It counts the
// thread's own CPU time, not the wall clock: the amount of work is the same
// however busy the machine is, and waiting for the GIL does not count.
func (t *ThreadState) Compute(ctx context.Context, cpu time.Duration) error {
	now, err := t.CPUTime()
	for end := now + cpu; err == nil && now < end; now, err = t.CPUTime() {
		if err := t.evaluate(ctx, bytecodesPerLook); err != nil {
			return err
		}
	}
	return err
}

// evaluate runs n bytecodes. Between any two it looks whether another thread
// requests the GIL, and then lets it have its turn.
func (t *ThreadState) evaluate(ctx context.Context, n int) error {
	if err := ctx.Err(); err != nil {
		return lang.Errorf("threading: computing: %w", context.Cause(ctx))
	}
	x := t.accumulator
	for range n {
		x = x*multiplier + increment
		if t.gil.dropRequest.Load() {
			if err := t.AllowThreads(ctx, func() error { return nil }); err != nil {
				return err
			}
		}
	}
	t.accumulator = x
	return nil
}

// The constants of a linear congruential generator modulo 2⁶⁴ (Knuth, MMIX):
// a computation that no compiler can shorten.
const (
	multiplier = 6364136223846793005
	increment  = 1442695040888963407
)

// AllowThreads lets go of the GIL while f blocks and takes it again, like
// CPython's Py_BEGIN_ALLOW_THREADS and Py_END_ALLOW_THREADS. If ctx ends before
// it has the GIL again, it returns that error, and the thread runs no further
// bytecode.
func (t *ThreadState) AllowThreads(ctx context.Context, f func() error) error {
	if err := t.drop(ctx); err != nil {
		return err
	}
	err := f()
	if takeErr := t.take(ctx); takeErr != nil {
		return takeErr
	}
	return err
}

// Sleep is [Sleep] without the GIL.
func (t *ThreadState) Sleep(ctx context.Context, d time.Duration) error {
	return t.AllowThreads(ctx, func() error { return Sleep(ctx, d) })
}

// Acquire takes a lock. As in CPython, it lets go of the GIL only if it has to
// wait.
func (t *ThreadState) Acquire(ctx context.Context, l *Lock) error {
	if l.tryAcquire() {
		return nil
	}
	return t.AllowThreads(ctx, func() error { return l.Acquire(ctx) })
}

// take waits until the thread holds the GIL, and begins its turn. Regions nest:
// that of the wait ends before the one of the turn begins.
func (t *ThreadState) take(ctx context.Context) error {
	taken := tracer.Await(ctx, timeline.GIL, "GIL")
	err := t.gil.take(ctx, t)
	taken()
	if err != nil {
		return lang.Errorf("threading: waiting for the GIL: %w", err)
	}
	now, err := threadCPUTime()
	if err != nil {
		t.gil.drop()
		return err
	}
	t.since = now
	t.bytecode = trace.StartRegion(ctx, BytecodeRegion)
	return nil
}

// drop ends the thread's turn, and lets another one have its own if it has
// asked for it.
func (t *ThreadState) drop(ctx context.Context) error {
	if err := t.endTurn(); err != nil {
		t.gil.drop()
		return err
	}
	defer tracer.Await(ctx, timeline.GIL, "GIL")()
	t.gil.dropOnRequest(ctx, t)
	return nil
}

// leave lets go of the GIL for good, if t holds it. Since the thread will not
// want it back, it does not wait until another one has taken it.
func (t *ThreadState) leave() {
	if t.bytecode != nil {
		t.bytecode.End()
		t.bytecode = nil
		t.gil.drop()
	}
}

// endTurn closes the region of the thread's turn and counts its CPU time.
func (t *ThreadState) endTurn() (err error) {
	t.spent, err = t.CPUTime()
	t.bytecode.End()
	t.bytecode = nil
	return err
}
