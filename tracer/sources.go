package tracer

import (
	"context"
	"io"

	"ctrace/tracer/process"
	"ctrace/tracer/profile"
	"ctrace/tracer/spans"
	"ctrace/tracer/timeline"
)

// Source translates one kind of file into the timeline. A new kind of
// recording is one more value in the list of sources.
type Source struct {
	Name   string
	Doc    string                 // what it tells, in a line
	Suffix string                 // of its files in a recording, after the pid
	Match  func(head []byte) bool // recognises a file with no recording around it; nil if it makes no sense alone
	Read   func(ctx context.Context, f File, b *timeline.Builder) error
}

// File is a file that a source reads.
type File struct {
	io.Reader
	Name string
	PID  int // of the process that wrote it, 0 if unknown

	root  timeline.LaneID // the recording's first process, or NoLane
	wrote map[int]bool    // the processes that recorded
}

// sources lists the sources in the order in which they are read: processes
// first, so that the others find their lanes.
var sources = []Source{
	{
		Name: "process", Doc: "which process started which, and when each lived",
		Suffix: processSuffix,
		Read: func(ctx context.Context, f File, b *timeline.Builder) error {
			return process.Read(ctx, f, process.Family{PID: f.PID, Root: f.root, Wrote: f.wrote}, b)
		},
	},
	{
		Name: "spans", Doc: "OpenTelemetry's spans, from OTLP JSON lines",
		Suffix: spansSuffix,
		Match:  spans.Match,
		Read: func(ctx context.Context, f File, b *timeline.Builder) error {
			return spans.Read(ctx, f, f.Name, b)
		},
	},
	{
		Name: "profile", Doc: "call stacks sampled by wall-clock time, running and waiting alike",
		Suffix: wallSuffix,
		Read: func(ctx context.Context, f File, b *timeline.Builder) error {
			return profile.Read(ctx, f, "wall", process.Lane(b, f.PID), b)
		},
	},
}
