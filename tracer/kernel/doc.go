// Package kernel records what the kernel really ran, and reads it back.
//
// # Data model
//
// A recording of the kernel is one file, kernel.switches, for the whole process
// tree: a [Header] and a stream of [Event] values, nearly in the order of their
// times. The times are CLOCK_MONOTONIC. Threads are named by their ids (tid), a
// process by that of its first thread.
//
// # Pipeline
//
//  1. Launch starts the program behind a stub, which waits until the recorder is
//     attached and then executes the program from its first thread.
//  2. A Recorder follows the tree, either exactly, by the context switches that
//     perf_event_open reports (one ring for each CPU, without privileges), or
//     approximately, by polling /proc about 1,000 times a second. Meanwhile it
//     looks up what threads that are off their CPUs wait for.
//  3. Read turns the events into lanes of processes, threads and CPUs.
//     [timeline.Join] then cuts what a runtime claims to what the kernel ran.
package kernel
