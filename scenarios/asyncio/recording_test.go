package asyncio_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/trace"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	. "ctrace/scenarios/asyncio"
	"ctrace/tracer"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// recorded runs main while an execution trace is recorded, and opens that.
func recorded(t *testing.T, main Coroutine[None]) *timeline.Timeline {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := trace.Start(file); err != nil {
		t.Fatal(err)
	}
	_, err = Run(t.Context(), main)
	trace.Stop()
	if err != nil {
		t.Errorf("Run: %v", err)
	}
	tl, err := tracer.OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, tl)
}

// pause is how long the coroutines of [awaitsEverything] wait at least.
const pause = 20 * time.Millisecond

// awaitsEverything has one coroutine for everything that can be awaited.
func awaitsEverything(ctx context.Context) error {
	lock, queue, semaphore := NewLock("counter"), NewQueue[int]("items", 1), NewSemaphore("places", 1)
	sleeps := Def("sleeps", func(ctx context.Context) error { return Sleep(ctx, pause) })
	server, err := StartServer(ctx, "127.0.0.1:0", servesLate)
	if err != nil {
		return err
	}
	_, err = Gather(ctx,
		sleeps,
		Def("joins", func(ctx context.Context) error {
			_, err := Await(ctx, CreateTask(ctx, sleeps))
			return err
		}),
		Def("holds", func(ctx context.Context) error {
			return lock.With(ctx, func() error { return Sleep(ctx, pause) })
		}),
		Def("locks", func(ctx context.Context) error { return lock.With(ctx, func() error { return nil }) }),
		Def("occupies", func(ctx context.Context) error {
			return semaphore.With(ctx, func() error { return Sleep(ctx, pause) })
		}),
		Def("queues", func(ctx context.Context) error { return semaphore.With(ctx, func() error { return nil }) }),
		Def("limits", func(ctx context.Context) error {
			_, err := WaitFor(ctx, sleeps, time.Minute)
			return err
		}),
		Def("takes", func(ctx context.Context) error {
			for next := range AsCompleted(ctx, sleeps) {
				if _, err := Await(ctx, next); err != nil {
					return err
				}
			}
			return nil
		}),
		Def("gets", func(ctx context.Context) error {
			_, err := queue.Get(ctx)
			return err
		}),
		Def("puts", func(ctx context.Context) error { return errors.Join(Sleep(ctx, pause), queue.Put(ctx, 1)) }),
		Def("blocks", func(ctx context.Context) error {
			_, err := ToThread(ctx, "sleep()", func(context.Context) (None, error) {
				time.Sleep(pause)
				return None{}, nil
			})
			return err
		}),
		Def("reads", func(ctx context.Context) error {
			r, w, err := OpenConnection(ctx, server.Address())
			if err != nil {
				return err
			}
			_, err = r.ReadAll(ctx)
			return errors.Join(err, w.Close())
		}),
	)
	return errors.Join(err, server.Close())
}

// servesLate closes a connection after a pause.
func servesLate(_ *StreamReader, w *StreamWriter) Coroutine[None] {
	return Def("serves", func(ctx context.Context) error { return errors.Join(Sleep(ctx, pause), w.Close()) })
}

func TestRecordingShowsWhatIsAwaited(t *testing.T) {
	tl := recorded(t, Def("main()", awaitsEverything))
	wants := map[string]string{
		"main()": "await/gather", "sleeps": "sleep/0.02 s", "joins": "await/sleeps", "holds": "sleep/0.02 s",
		"locks": "lock/counter", "occupies": "sleep/0.02 s", "queues": "lock/places",
		"limits": "await/sleeps, up to 60 s", "takes": "await/the next to end", "gets": "queue/items empty", "puts": "sleep/0.02 s", "blocks": "await/sleep()",
		"reads": "network/read", "serves": "sleep/0.02 s",
	}
	for name, want := range wants {
		lane, ok := find(tl, timeline.Coroutine, name)
		if !ok {
			t.Errorf("no lane of %s in\n%s", name, timelinetest.Format(tl))
			continue
		}
		if got := longestWait(tl, lane); got != want {
			t.Errorf("%s waits for %q, want %q", name, got, want)
		}
		if parent := tl.Lane(tl.Lane(lane).Parent); parent.Name != "event loop" {
			t.Errorf("%s stands under %q", name, parent.Name)
		}
	}
	for _, name := range []string{"event loop", "asyncio_0"} {
		if _, ok := find(tl, timeline.Thread, name); !ok {
			t.Errorf("no thread %q in\n%s", name, timelinetest.Format(tl))
		}
	}
}

func find(tl *timeline.Timeline, kind timeline.Kind, name string) (timeline.LaneID, bool) {
	for id, lane := range tl.Find(kind) {
		if lane.Name == name {
			return id, true
		}
	}
	return timeline.NoLane, false
}

// longestWait returns what a lane waited for longest, as REASON/DETAIL.
func longestWait(tl *timeline.Timeline, lane timeline.LaneID) string {
	var longest timeline.Interval
	for iv := range tl.Life(lane) {
		if iv.State == timeline.Waiting && iv.Length() > longest.Length() {
			longest = iv
		}
	}
	return longest.Reason.String() + "/" + longest.Detail
}

// TestSpans looks at the spans of a tree of tasks: one each, under the span of
// the task that created it.
func TestSpans(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })

	leaf := Def("leaf", func(ctx context.Context) error { return turn(ctx) })
	fails := Def("fails", func(context.Context) error { return errors.New("broken") })
	parent := Def("parent", func(ctx context.Context) error {
		_, err := GatherOutcomes(ctx, leaf, fails)
		return err
	})
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		cancelled := CreateTask(ctx, forever("cancelled"))
		_, err := Await(ctx, CreateTask(ctx, parent))
		cancelled.Cancel()
		return err
	}))
	if err != nil {
		t.Errorf("Run: %v", err)
	}

	spans := exporter.GetSpans()
	names := map[string]string{}
	for _, s := range spans {
		names[s.SpanContext.SpanID().String()] = s.Name
	}
	var got []string
	for _, s := range spans {
		text := names[s.Parent.SpanID().String()] + ">" + s.Name
		if s.Status.Code == codes.Error {
			text += " failed: " + s.Status.Description
		}
		for _, event := range s.Events {
			text += " " + event.Name
		}
		got = append(got, text)
	}
	slices.Sort(got)
	want := []string{">main()", "main()>cancelled cancelled", "main()>parent", "parent>fails failed: broken exception", "parent>leaf"}
	if !slices.Equal(got, want) {
		t.Errorf("spans\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
