// Package multiprocessing is Python's module of that name in Go: processes of
// the operating system that run functions of this program, and what they share.
//
// # Data model
//
//   - A [Function] has a name, under which every process of the executable finds
//     it. Arguments and results travel as JSON.
//   - A [Process] is a child process that runs one function. It has memory of
//     its own: what it changes, its parent does not see.
//   - A [Pool] is a fixed number of processes that take items of work, each the
//     next item as soon as it is free.
//   - [Connection], [Queue], [Value], [Lock] and [Barrier] are what processes
//     share. They are files of the operating system underneath, and a child inherits those
//     that its arguments contain.
//
// # Pipeline
//
//  1. [Process.Start] runs this executable again with a mark in its environment,
//     and writes the function's name and arguments to a pipe.
//  2. [Main], called first thing in main, sees the mark, starts the tracer, runs
//     the function and exits. Without the mark it returns.
//  3. The parent keeps the pipe open. A child whose pipe ends has lost its parent,
//     or is asked to end: it cancels its function's context, and exits.
//
// # What the recording shows
//
// Every process and its main thread have their names, every wait its reason
// (the end of a child, an empty or full queue, a pipe, a lock), and every message
// an arrow. A process and each item of a pool are OpenTelemetry spans; the trace
// context travels along.
//
// Where the operating system cannot pass files to a child by number (Windows),
// every constructor answers [errors.ErrUnsupported].
package multiprocessing
