// Package threading is Python's module of that name in Go: threads of the
// operating system that share the memory of one process, locks between them,
// and an interpreter whose threads need its GIL to run.
//
// # Data model
//
//   - A [Thread] is a goroutine that is locked to an OS thread of its own for
//     its whole life, so that the OS thread begins and ends with it.
//   - A [Lock] belongs to at most one thread at a time. A [LockWatch] knows who
//     holds and who wants those that are taken through it, and finds deadlocks.
//   - At a [Barrier] threads wait until all have come.
//   - An [Interpreter] has a global interpreter lock after CPython's protocol.
//     A [ThreadState] is what one thread is to the interpreter; it runs bytecode
//     only while it holds the GIL.
//
// # What a recording sees of it
//
//  1. A thread names its lane before its target runs.
//  2. Whatever blocks does so on Go's own primitives, so that the execution
//     trace knows when, and declares why: sleep, lock, join, condition, gil.
//  3. A thread's region [BytecodeRegion] is open exactly while it holds the GIL.
//  4. Every thread is an OpenTelemetry span, which its context carries.
//
// # Cancellation
//
// No thread can be stopped from outside, in Go as in Python. A target is given
// the context of [NewThread] and returns soon after its end: every wait of this
// package does. [Thread.Join] therefore always waits for the thread's real end.
package threading
