// Package asyncio is the course's module in Go: coroutines on one event loop,
// cooperative and single-threaded, with the semantics of CPython's asyncio.
//
//	func task(id, seconds int) asyncio.Coroutine[asyncio.None] {
//		return asyncio.Def(fmt.Sprintf("task(%d, %d)", id, seconds), func(ctx context.Context) error {
//			return asyncio.Sleep(ctx, time.Duration(seconds)*time.Second)
//		})
//	}
//
//	main := asyncio.Def("main()", func(ctx context.Context) error {
//		_, err := asyncio.Gather(ctx, task(1, 2), task(2, 3), task(3, 1))
//		return err
//	})
//	_, err := asyncio.Run(ctx, main)
//
// # Data model
//
//   - A [Coroutine] is a call that has not begun: a name and a body. [Await] runs
//     it inside the coroutine that awaits; [CreateTask] and [Gather] make it a task.
//   - A [Future] is a result that is not there yet, with callbacks that the loop
//     calls once it is. A [Task] is a future whose result a coroutine computes.
//   - The loop owns everything that can happen next: a first-in-first-out queue of
//     callbacks that are ready, a heap of timers, a selector of sockets, and
//     a mailbox for what other threads report.
//
// # Pipeline
//
// [Run] locks an OS thread and turns the loop on it. One turn is:
//
//  1. wait in the selector until something is ready or the next timer is due;
//  2. put what came (sockets, timers, mail) at the end of the ready queue;
//  3. call what was ready at that moment, in order. For a task that is one step:
//     iter.Pull switches to the coroutine's goroutine and back at its next await.
//
// Exactly one coroutine runs at a time, on the loop's thread, and only an await
// can let another one run. Where nothing is ready and nothing can become so, Run
// ends with [ErrDeadlock] instead of hanging.
//
// # Errors and cancellation
//
// What Python raises, an await returns. [Task.Cancel] makes the await at which
// the task stands return [ErrCancelled]; the coroutine may clean up, await more,
// and pass the error on or not. A panic in a coroutine is its task's
// error, a [PanicError]. Cancelling the context of Run cancels the main coroutine
// as Ctrl-C does in Python.
//
// The context that a body is given is the coroutine's identity: everything that
// awaits takes it, or one derived from it, and refuses the context of any other
// coroutine with a panic. Nothing here may be called from another goroutine, and
// a coroutine must leave runtime.LockOSThread alone: the loop has locked it.
//
// # What a recording shows
//
// The loop's thread and every task have a lane of their own name. Each await is a
// declared wait with its reason, each step's readiness is logged, and each task
// is an OpenTelemetry span under the span of the task that created it.
//
// # Systems
//
// On Linux the selector is epoll. Elsewhere, and with the build tag portable,
// sockets are served by goroutines that report to the loop.
package asyncio
