package tracer

import (
	"context"
	"errors"
	"io"

	"ctrace/tracer/gotrace"
	"ctrace/tracer/kernel"
	"ctrace/tracer/process"
	"ctrace/tracer/profile"
	"ctrace/tracer/python"
	"ctrace/tracer/spans"
	"ctrace/tracer/timeline"
)

// Source translates one kind of file into the timeline. A new kind of
// recording is one more value in the list of sources.
type Source struct {
	Name   string
	Doc    string                 // what it tells, in a line
	Suffix string                 // of its files in a recording, after the pid
	Whole  string                 // the name of its one file instead, of a source that tells of all processes what really ran
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
		Name: "gotrace", Doc: "what every goroutine, coroutine and thread did, from Go's execution trace",
		Suffix: traceSuffix,
		Match:  gotrace.Match,
		Read:   readTrace,
	},
	{
		Name: pythonSource, Doc: "what the threads, tasks and pools of Python processes did, from ctrace's agent inside them",
		Suffix: python.Suffix,
		Read: func(ctx context.Context, f File, b *timeline.Builder) error {
			return python.Read(ctx, f, python.Process{PID: f.PID, Lane: process.Lane(b, f.PID)}, b)
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
			whose := profile.Whose{Lane: process.Lane(b, f.PID), Runtime: gotrace.IsRuntime}
			return profile.Read(ctx, f, "wall", whose, b)
		},
	},
	{
		Name: kernelSource, Doc: "what the kernel ran on which CPU, and what every thread waited for",
		Whole: kernelFile,
		Match: kernel.Match,
		Read:  readKernel,
	},
}

// readTrace reads an execution trace. Where only the beginning could be read,
// what is missing becomes a warning.
func readTrace(ctx context.Context, f File, b *timeline.Builder) error {
	whose := gotrace.Process{PID: f.PID}
	if f.PID == 0 {
		whose.Name = f.Name
	}
	err := gotrace.Read(ctx, f, whose, b)
	var incomplete *gotrace.Incomplete
	if errors.As(err, &incomplete) && incomplete.Until != 0 {
		b.Warn("gotrace", "%s: %v", f.Name, incomplete)
		return nil
	}
	return err
}

// readKernel reads what the kernel ran. Where only the beginning could be read, what
// is missing becomes a warning.
func readKernel(ctx context.Context, f File, b *timeline.Builder) error {
	err := kernel.Read(ctx, f, b)
	var incomplete *kernel.Incomplete
	if errors.As(err, &incomplete) {
		b.Warn(kernelSource, "%s: %v", f.Name, incomplete)
		return nil
	}
	return err
}
