package python_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestDump(t *testing.T) {
	entries, _ := os.ReadDir("/tmp/pyrec")
	b := timeline.NewBuilder(timeline.Clock{Mono: 1, Boot: "x"})
	for _, e := range entries {
		var pid int
		fmt.Sscanf(e.Name(), "%d.python", &pid)
		f, _ := os.Open("/tmp/pyrec/" + e.Name())
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: pid, ID: int64(pid), Parent: timeline.NoLane})
		if err := python.Read(context.Background(), f, python.Process{PID: pid, Lane: lane}, b); err != nil {
			t.Error(err)
		}
		f.Close()
	}
	tl := b.Build(0)
	if err := timeline.Validate(tl); err != nil {
		t.Error(err)
	}
	fmt.Println(timelinetest.Format(tl))
}
