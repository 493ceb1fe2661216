// Package profile reads the profiles of a process (PID.wall.pb.gz, in pprof's
// format) into a timeline.
//
// A profile says how often each call stack was seen, not when: it becomes a
// [timeline.Profile] of the process's lane. fgprof writes it, which looks at
// every goroutine, running or waiting, 99 times a second.
package profile

import (
	"compress/gzip"
	"context"
	"io"
	"slices"

	"github.com/google/pprof/profile"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// maxBytes bounds the size of an unpacked profile.
const maxBytes = 256 << 20

// Whose says of which process a profile is, and which of its goroutines count.
type Whose struct {
	Lane timeline.LaneID // the process
	// Runtime reports whether goroutines that begin with this function are not
	// the program's own: they are left out. It may be nil.
	Runtime func(function string) bool
}

// Read adds the profile in r to b, under a name. Its weights are the profile's
// last type of sample, as pprof itself chooses.
func Read(ctx context.Context, r io.Reader, name string, whose Whose, b *timeline.Builder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return lang.Errorf("no pprof profile: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(unpacked, maxBytes))
	if err != nil {
		return lang.Errorf("no whole pprof profile: %w", err)
	}
	p, err := profile.ParseUncompressed(data)
	if err != nil {
		return lang.Errorf("no pprof profile: %w", err)
	}
	if err := p.CheckValid(); err != nil {
		return lang.Errorf("no valid pprof profile: %w", err)
	}
	if len(p.SampleType) == 0 {
		return lang.Errorf("the profile has no samples")
	}
	weight := len(p.SampleType) - 1
	result := timeline.Profile{Name: name, Unit: p.SampleType[weight].Unit, Lane: whose.Lane}
	var frames []timeline.Frame
	for _, sample := range p.Sample {
		frames = appendFrames(frames[:0], sample)
		if whose.Runtime != nil && whose.Runtime(start(frames)) {
			continue
		}
		row := timeline.ProfileRow{Stack: b.Stack(frames), Weight: sample.Value[weight]}
		result.Rows = append(result.Rows, row)
		result.Total += row.Weight
	}
	b.Profile(result)
	return nil
}

// appendFrames appends the frames of a sample, innermost first, inlined calls
// before the function that they are inlined into.
func appendFrames(frames []timeline.Frame, sample *profile.Sample) []timeline.Frame {
	for _, location := range sample.Location {
		for _, line := range location.Line {
			if line.Function != nil {
				frames = append(frames, timeline.Frame{Func: line.Function.Name, File: line.Function.Filename, Line: int(line.Line)})
			}
		}
	}
	return frames
}

// wrappers are the functions in which the Go runtime calls what a goroutine
// begins with (runtime/proc.go, runtime/coro.go).
var wrappers = []string{"runtime.goexit", "runtime.main", "runtime.corostart"}

// start returns the function that the goroutine of a stack begins with, "" if
// the stack is empty.
func start(frames []timeline.Frame) string {
	for _, f := range slices.Backward(frames) {
		if !slices.Contains(wrappers, f.Func) {
			return f.Func
		}
	}
	return ""
}
