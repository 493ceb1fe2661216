// Package gotrace reads Go execution traces, as runtime/trace writes them, into
// a timeline.
//
// # Data model
//
//   - A goroutine is a state machine with one open interval; closing it appends
//     to the goroutine's lane. Its states are the trace's own.
//   - A thread (the runtime's M) that the program does not name shows what the
//     goroutine does that it executes. Between two of them, while it holds a P,
//     it runs the scheduler: Running. Else nothing is known of it. A goroutine
//     that the program names as a thread has no lane beside the thread's, which
//     then shows what it does, waiting included, or what the coroutine does that
//     it has switched to.
//   - A coroutine is a goroutine that iter.Pull made. It runs by switches, not
//     by the scheduler.
//   - The process is derived from its goroutines by counting how many are in
//     each state.
//   - A site is where something happened, and for what reason it blocks there:
//     the trace's stacks and words, translated once per generation.
//
// # Pipeline
//
//  1. source checks the header, counts bytes and stops when the context does.
//  2. eventStream decodes events by golang.org/x/exp/trace, in batches, on a
//     goroutine of its own, ahead of the next step.
//  3. reader takes event by event and keeps only what is open: memory depends on
//     what lives, not on how long.
//  4. Each closed interval, span, link or range goes to the [timeline.Builder].
//
// # What is and is not known
//
// The runtime tells the state of a goroutine that is older than the trace
// before the goroutine's first event, or at the end of the first generation.
// Nothing happened to it before, so it was in that state since the trace
// began; why it waits is inferred from its stack, or is not known.
//
// A coroutine that was never switched to waits for nothing that the trace
// names: its Waiting has no reason. One that has given its thread back waits to
// be resumed (Await), and so does the goroutine that switched to it, unless the
// program declares the wait: a switch has no stack, and gets that of the
// declaration. A coroutine that the program says is ready is Runnable until it
// is switched to.
//
// OpenTelemetry's SDK begins a task for each span that it records, right after
// the span processors have seen the span. A task that begins on a goroutine
// directly after that goroutine announced a span is that span, and is dropped:
// the spans source knows more about it. What was started in that task becomes
// the span's child.
package gotrace
