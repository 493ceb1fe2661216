package gotrace

import (
	"testing"

	"ctrace/tracer/timeline"
)

func frames(functions ...string) []timeline.Frame {
	var list []timeline.Frame
	for _, f := range functions {
		list = append(list, timeline.Frame{Func: f})
	}
	return list
}

// TestReasonTable checks what words and stacks mean together.
func TestReasonTable(t *testing.T) {
	tests := []struct {
		word   string
		stack  []timeline.Frame
		reason timeline.Reason
		detail string
	}{
		{"sleep", nil, timeline.Sleep, ""},
		{"select", nil, timeline.Select, ""},
		{"chan send", nil, timeline.ChannelSend, ""},
		{"chan receive", frames("runtime.chanrecv1", "sync.(*WaitGroup).Wait"), timeline.ChannelReceive, ""},
		{"sync.(*Cond).Wait", nil, timeline.Condition, ""},
		{"sync", nil, timeline.Lock, ""},
		{"sync", frames("sync.(*Mutex).Lock", "main.f"), timeline.Lock, ""},
		{"sync", frames("internal/sync.(*Mutex).lockSlow", "sync.(*Once).doSlow", "main.f"), timeline.Lock, ""},
		{"sync", frames("sync.(*WaitGroup).Wait", "golang.org/x/sync/errgroup.(*Group).Wait", "main.f"), timeline.Join, ""},
		{"network", frames("internal/poll.(*FD).Read", "net.(*netFD).Read", "main.f"), timeline.Network, ""},
		{"network", frames("internal/poll.(*FD).Read", "os.(*File).read", "os.(*File).Read", "main.f"), timeline.Pipe, ""},
		{"network", frames("main.poll"), timeline.Network, ""},
		{"forever", frames("runtime.block", "main.f"), timeline.Select, ""},
		{"forever", frames("runtime.chansend1", "main.f"), timeline.ChannelSend, ""},
		{"forever", nil, timeline.Other, "forever"},
		{"preempted", nil, timeline.Preempted, ""},
		{"runtime.Gosched", nil, timeline.Preempted, ""},
		{"GC mark assist wait for work", nil, timeline.GC, ""},
		{"wait until GC ends", nil, timeline.GC, ""},
		{"system goroutine wait", frames("runtime.forcegchelper"), timeline.Other, "system goroutine wait"},
		{"system goroutine wait", frames("runtime.gcBgMarkWorker"), timeline.GC, ""},
		{"", nil, timeline.NoReason, ""},
		{"", frames("runtime.gopark", "runtime.selectgo", "main.f"), timeline.Select, ""},
		{"", frames("main.f"), timeline.NoReason, ""},
		{"unspecified", nil, timeline.NoReason, ""},
	}
	for _, test := range tests {
		reason, detail, known := explain(test.word, infer(test.stack))
		if reason != test.reason || detail != test.detail || !known {
			t.Errorf("%q below %v: %v %q (known: %v), want %v %q", test.word, test.stack, reason, detail, known, test.reason, test.detail)
		}
	}
	if reason, detail, known := explain("a new word", timeline.Lock); known || reason != timeline.Other || detail != "a new word" {
		t.Errorf("a word of no table: %v %q (known: %v), want it as other's detail", reason, detail, known)
	}
}

func TestWaitRegion(t *testing.T) {
	for reason := range timeline.NumReasons {
		for _, detail := range []string{"", "x", "a/b c"} {
			got, gotDetail, ok := parseWaitRegion(WaitRegion(reason, detail))
			if !ok || got != reason || gotDetail != detail {
				t.Errorf("%v/%s came back as %v/%s (ok: %v)", reason, detail, got, gotDetail, ok)
			}
		}
	}
	for _, text := range []string{"", "step", "ctrace.wait", "ctrace.wait/boredom/x", "ctrace.ready"} {
		if _, _, ok := parseWaitRegion(text); ok {
			t.Errorf("%q was taken for a declared wait", text)
		}
	}
}

func TestNames(t *testing.T) {
	tests := []struct {
		function, short string
		runtime         bool
	}{
		{"main.worker", "main.worker", false},
		{"github.com/a/b.(*T).Run", "b.(*T).Run", false},
		{"github.com/a/b.F[github.com/c/d.T]", "b.F[github.com/c/d.T]", false},
		{"net/http.(*Server).Serve.gowrap3", "http.(*Server).Serve.gowrap3", false},
		{"ctrace/scenarios/asyncio.run", "asyncio.run", false},
		{"runtime.gcBgMarkWorker", "runtime.gcBgMarkWorker", true},
		{"runtime/trace.Start.func1", "trace.Start.func1", true},
		{"ctrace/tracer.Start.func1", "tracer.Start.func1", true},
		{"github.com/felixge/fgprof.Start.func1", "fgprof.Start.func1", true},
		{"go.opentelemetry.io/otel/sdk/trace.NewBatchSpanProcessor.func1", "trace.NewBatchSpanProcessor.func1", true},
		{"os/signal.loop", "signal.loop", true},
		{"", "", false},
	}
	for _, test := range tests {
		if got := shortName(test.function); got != test.short {
			t.Errorf("short name of %s: %s, want %s", test.function, got, test.short)
		}
		if got := IsRuntime(test.function); got != test.runtime {
			t.Errorf("%s is the runtime's: %v", test.function, got)
		}
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		head string
		want int
	}{
		{"go 1.26 trace\x00\x00\x00", 26},
		{"go 1.11 trace\x00\x00\x00more", 11},
		{"go 1.5 trace\x00\x00\x00\x00", 5},
		{"go 1.26 trace\x00\x00", 0},
		{"go 1.26 tracer\x00\x00", 0},
		{"go 1.-1 trace\x00\x00\x00", 0},
		{"go 1.xx trace\x00\x00\x00", 0},
		{"Go 1.26 trace\x00\x00\x00", 0},
		{"", 0},
	}
	for _, test := range tests {
		if got := version([]byte(test.head)); got != test.want {
			t.Errorf("version of %q: %d, want %d", test.head, got, test.want)
		}
		if Match([]byte(test.head)) != (test.want > 0) {
			t.Errorf("Match(%q) = %v", test.head, test.want == 0)
		}
	}
}

// TestPaged compares the table with a map, on ids that share pages and slots.
func TestPaged(t *testing.T) {
	table, model := newPaged[int](), map[int64]*int{}
	ids := []int64{0, 1, 255, 256, 1 << 14, 1<<14 + 1, 1 << 20, 1 << 40, -1, -256}
	check := func() {
		t.Helper()
		for _, id := range ids {
			if got := table.get(id); got != model[id] {
				t.Fatalf("entry of %d: %v, want %v", id, got, model[id])
			}
		}
	}
	check()
	for i, id := range ids {
		v := i
		table.put(id, &v)
		model[id] = &v
		check()
	}
	count := 0
	table.each(func(*int) { count++ })
	if count != len(ids) {
		t.Errorf("each visits %d entries of %d", count, len(ids))
	}
	for _, id := range ids {
		table.remove(id)
		table.remove(id)
		delete(model, id)
		check()
	}
	if len(table.pages) != 0 {
		t.Errorf("%d pages are left of an empty table", len(table.pages))
	}
}

// TestMetricKeepsFewPoints checks that points keep their distance, and that the
// last value is kept anyway.
func TestMetricKeepsFewPoints(t *testing.T) {
	var m metric
	for at := range timeline.Time(10_000) {
		m.add(timeline.Point{Time: at * 1000, Value: uint64(at)})
	}
	if len(m.points) != 10 || !m.skipped || m.last.Value != 9999 {
		t.Errorf("%d points, last %+v (skipped: %v), want 10 and the last one", len(m.points), m.last, m.skipped)
	}
	for i := 1; i < len(m.points); i++ {
		if m.points[i].Time-m.points[i-1].Time < pointDistance {
			t.Errorf("points %d and %d are too close", i-1, i)
		}
	}
}
