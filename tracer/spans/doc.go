// Package spans writes and reads OpenTelemetry spans as OTLP JSON lines, the
// form in which the Collector's file exporter writes them.
//
// # Data model
//
// A line is one TracesData message of OTLP in protobuf's JSON form, with the
// exceptions that OTLP makes: ids in hex, enumerations as numbers.
//
//	{"resourceSpans":[{"resource":{"attributes":[…]},"scopeSpans":[{"spans":[…]}]}]}
//
// The resource says whose spans they are: process.pid names the process, and
// the pair [MonoKey], [WallKey] relates the clock of its spans to
// CLOCK_MONOTONIC of the boot [BootKey], so that they align with what other
// sources recorded to the nanosecond.
//
// # Pipeline
//
//  1. A [Writer] is the client of an OTLP exporter in the observed process: it
//     writes each span as it ends, with one system call, so that a kill leaves
//     whole lines only.
//  2. [Read] streams a file into a timeline. A span's lane is the goroutine
//     whose trace logged the span's ids ([timeline.Builder.SpanOn]), else its
//     process.
package spans
