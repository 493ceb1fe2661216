package gotrace

import (
	"bytes"
	"context"
	"runtime"
	rttrace "runtime/trace"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// record returns the trace of what f does.
func record(t testing.TB, f func()) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := rttrace.Start(&out); err != nil {
		t.Fatal(err)
	}
	f()
	rttrace.Stop()
	return out.Bytes()
}

// build reads a trace into a valid timeline.
func build(t testing.TB, data []byte) *timeline.Timeline {
	t.Helper()
	b := timeline.NewBuilder(timeline.Clock{})
	if err := Read(context.Background(), bytes.NewReader(data), Process{PID: 7, Name: "test"}, b); err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, b.Build(0))
}

// lane returns the only lane of that kind and name.
func lane(t testing.TB, tl *timeline.Timeline, kind timeline.Kind, name string) timeline.LaneID {
	t.Helper()
	found := timeline.NoLane
	for id, l := range tl.Lanes() {
		if l.Kind == kind && l.Name == name {
			if found != timeline.NoLane {
				t.Fatalf("there are two lanes %v %q", kind, name)
			}
			found = id
		}
	}
	if found == timeline.NoLane {
		t.Fatalf("there is no lane %v %q in\n%s", kind, name, timelinetest.Format(tl))
	}
	return found
}

// story returns what a lane did, without times. It leaves out where the runtime
// took a goroutine off its P for a while, which a busy machine may do anywhere.
func story(tl *timeline.Timeline, id timeline.LaneID) string {
	var parts []string
	for iv := range tl.Life(id) {
		part := iv.State.String()
		if iv.Reason != timeline.NoReason {
			part += "/" + iv.Reason.String()
		}
		if iv.Detail != "" {
			part += "/" + iv.Detail
		}
		if iv.Reason == timeline.Preempted || len(parts) > 0 && parts[len(parts)-1] == part {
			continue
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// waited returns how long a lane waited for a reason.
func waited(tl *timeline.Timeline, id timeline.LaneID, reason timeline.Reason) timeline.Duration {
	return tl.LifeTotals(id).Waiting[reason]
}

// name names the lane of the calling goroutine, as package tracer does.
func name(kind timeline.Kind, text string) {
	rttrace.Log(context.Background(), LaneCategory, kind.String()+" "+text)
}

// subject runs f on a goroutine of its own, whose lane is "subject". The channel
// is closed when it has ended.
func subject(f func()) (ended chan struct{}) {
	ended = make(chan struct{})
	go func() {
		defer close(ended)
		name(timeline.Goroutine, "subject")
		onSubject(f)
	}()
	return ended
}

// onSubject marks the subject's stack for awaitBlocked.
//
//go:noinline
func onSubject(f func()) { f() }

// awaitBlocked waits until the subject is blocked, as the runtime's own list of
// goroutines shows it.
func awaitBlocked(t testing.TB) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); runtime.Gosched() {
		text := string(stacks[:runtime.Stack(stacks, true)])
		for block := range strings.SplitSeq(text, "\n\n") {
			header, _, _ := strings.Cut(block, "\n")
			if !strings.Contains(block, "gotrace.onSubject(") {
				continue
			}
			if !strings.Contains(header, "[running") && !strings.Contains(header, "[runnable") {
				return
			}
		}
	}
	t.Fatal("the subject did not block within a minute")
}
