// Package timeline is the one model of ctrace: what every process, thread,
// coroutine and goroutine did at every instant, and why.
//
// # Data model
//
//   - A [Lane] is one thing that can run: a process, a thread, a coroutine, a
//     goroutine, a task or a CPU. Lanes form a forest through Lane.Parent.
//   - An [Interval] is a stretch of a lane's life in exactly one [State] (what it
//     did) for one [Reason] (why). A lane's intervals partition its life: they
//     touch, never overlap, and add up to End − Start to the nanosecond. What is
//     not known is an interval of state [Unknown].
//   - A [Span] is named, nested work; a [Link] says that something on one lane
//     caused something on another; [Range], [Series], [Log], [Sample] and
//     [Profile] carry what overlaps states and therefore is no interval.
//
// # Pipeline
//
//  1. Each source (package tracer/gotrace, tracer/spans, …) translates its
//     native records into calls of one [Builder]. The builder keeps the
//     partition by construction: it fills gaps with Unknown, clips overlaps and
//     counts what it clipped.
//  2. [Builder.Build] freezes the result into a [Timeline], which is immutable
//     and safe for concurrent use.
//  3. [Reconcile] cuts what a runtime claims of its own to what the kernel ran. The
//     claim stays beside the intervals: [Timeline.Claims].
//  4. Reports and exports read the timeline through iterators ([Timeline.Intervals]
//     and friends) and never hold a slice of everything, so that storage can
//     change without them.
//
// # Units and clocks
//
// All times are [Time]: nanoseconds since the timeline's origin. [Clock] says
// what that origin is on CLOCK_MONOTONIC and on the wall clock. Timelines of one
// boot relate exactly, those of different hosts only by wall clock, and those
// whose clock is unknown not at all: [Merge] refuses them.
//
// The package imports the standard library only; everything else in ctrace
// imports it.
package timeline
