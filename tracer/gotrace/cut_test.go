package gotrace

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestNothingButABeginning cuts a trace before its first event: what its process
// is known to have lived stays as it is.
func TestNothingButABeginning(t *testing.T) {
	const born, died = 1000, 2000
	b := timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 1 << 40})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Parent: timeline.NoLane})
	b.Live(lane, born, died)
	err := Read(context.Background(), bytes.NewReader(small(t)[:69]), Process{PID: 7}, b)
	var incomplete *Incomplete
	if !errors.As(err, &incomplete) {
		t.Fatalf("error %v, want an Incomplete", err)
	}
	tl := timelinetest.Valid(t, b.Build(died))
	if got := tl.Lane(lane); got.Start != born || got.End != died {
		t.Errorf("the process lives from %v to %v, want %v to %v", got.Start, got.End, born, died)
	}
}
