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
//     [timeline.Reconcile] then cuts what a runtime claims to what the kernel ran.
//
// # What is and is not known
//
// A wait has the reason that was seen at any time of it, and none if nobody looked.
// A thread that is off its CPU without waiting is Runnable, and so is one that is
// born, until it gets one.
//
// A thread runs until the switch away from it. The kernel's own clocks charge the
// interrupt that wakes the next one to that, from the wakeup on: for a thread that is
// preempted a thousand times a second, they say some 0.5 % less than what is recorded.
//
// While records of any CPU are missing, nothing is known of threads that are off
// their CPUs, unless the kernel's count tells that they got none meanwhile; after
// that they are taken to go on as before. The thread that was on the CPU last may
// have left it at once: its open interval is Unknown, until it is seen again.
// Nothing is taken to run that was not seen to get a CPU and to leave it.
//
// A process runs while any of its threads does, else it is ready while any is, and
// waits for what its first thread waits for. It ends with the last of them: a zombie
// is not seen. The system gives the ids of the dead away again; lanes tell them apart
// by [timeline.Reborn].
package kernel
