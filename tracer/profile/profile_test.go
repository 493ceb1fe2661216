package profile_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/felixge/fgprof"
	pprof "github.com/google/pprof/profile"

	"ctrace/tracer/profile"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// read returns the one profile of data.
func read(t *testing.T, data []byte) (*timeline.Timeline, timeline.Profile) {
	t.Helper()
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Parent: timeline.NoLane})
	if err := profile.Read(t.Context(), bytes.NewReader(data), "wall", profile.Whose{Lane: lane}, b); err != nil {
		t.Fatal(err)
	}
	tl := timelinetest.Valid(t, b.Build(0))
	all := slices.Collect(tl.Profiles())
	if len(all) != 1 {
		t.Fatalf("%d profiles, want 1", len(all))
	}
	return tl, all[0]
}

// sample returns a profile of one sample in f, which is inlined into g, called
// by h, as pprof writes it.
func sample(t *testing.T) []byte {
	t.Helper()
	function := func(id uint64, name string) *pprof.Function {
		return &pprof.Function{ID: id, Name: name, Filename: name + ".go"}
	}
	f, g, h := function(1, "f"), function(2, "g"), function(3, "h")
	inner := &pprof.Location{ID: 1, Line: []pprof.Line{{Function: f, Line: 10}, {Function: g, Line: 20}}}
	outer := &pprof.Location{ID: 2, Line: []pprof.Line{{Function: h, Line: 30}}}
	p := &pprof.Profile{
		SampleType: []*pprof.ValueType{{Type: "samples", Unit: "count"}, {Type: "time", Unit: "nanoseconds"}},
		Sample:     []*pprof.Sample{{Location: []*pprof.Location{inner, outer}, Value: []int64{3, 30}}},
		Location:   []*pprof.Location{inner, outer},
		Function:   []*pprof.Function{f, g, h},
	}
	var data bytes.Buffer
	if err := p.Write(&data); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func TestReadTranslatesStacks(t *testing.T) {
	tl, p := read(t, sample(t))
	if p.Name != "wall" || p.Unit != "nanoseconds" || p.Total != 30 || len(p.Rows) != 1 || p.Rows[0].Weight != 30 || tl.Lane(p.Lane).PID != 7 {
		t.Errorf("profile %+v, want 30 ns in one stack of process 7", p)
	}
	const want = "[{f f.go 10} {g g.go 20} {h h.go 30}]"
	if got := fmt.Sprint(tl.Frames(p.Rows[0].Stack)); got != want {
		t.Errorf("stack %s, want %s", got, want)
	}
}

// TestReadLeavesOutTheRuntimes reads the stacks of a goroutine by what it begins
// with, whatever the runtime calls it in.
func TestReadLeavesOutTheRuntimes(t *testing.T) {
	for _, test := range []struct {
		runtime string
		rows    int
	}{{"h", 0}, {"f", 1}, {"", 1}} {
		b := timeline.NewBuilder(timeline.Clock{})
		whose := profile.Whose{Lane: timeline.NoLane, Runtime: func(function string) bool { return function == test.runtime }}
		if err := profile.Read(t.Context(), bytes.NewReader(sample(t)), "wall", whose, b); err != nil {
			t.Fatal(err)
		}
		for p := range b.Build(0).Profiles() {
			if len(p.Rows) != test.rows || p.Total != int64(30*test.rows) {
				t.Errorf("with %q as the runtime's: %+v, want %d rows", test.runtime, p, test.rows)
			}
		}
	}
}

func TestReadFindsAWaitingGoroutineInFgprofsProfile(t *testing.T) {
	var data bytes.Buffer
	stop := fgprof.Start(&data, fgprof.FormatPprof)
	release, waiting := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(waiting)
		waitHere(release)
	}()
	runtime.KeepAlive(spin(1 << 28)) // long enough for a sample on any machine
	close(release)
	<-waiting
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	tl, p := read(t, data.Bytes())
	var sum, found int64
	for _, row := range p.Rows {
		sum += row.Weight
		for _, frame := range tl.Frames(row.Stack) {
			if strings.HasSuffix(frame.Func, ".waitHere") {
				found += row.Weight
			}
		}
	}
	if found == 0 {
		t.Error("no sample shows the goroutine that waits")
	}
	if sum != p.Total {
		t.Errorf("the rows add up to %d, the total is %d", sum, p.Total)
	}
}

//go:noinline
func waitHere(release chan struct{}) { <-release }

// spin keeps a CPU busy.
func spin(n int) (sum int) {
	for i := range n {
		sum ^= i
	}
	return sum
}

func TestReadRefuses(t *testing.T) {
	whole := sample(t)
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "no pprof profile"},
		{"half a file", whole[:len(whole)/2], "no whole pprof profile"},
		{"text", []byte("hello"), "no pprof profile"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := timeline.NewBuilder(timeline.Clock{})
			err := profile.Read(t.Context(), bytes.NewReader(test.data), "wall", profile.Whose{Lane: timeline.NoLane}, b)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v does not say %q", err, test.want)
			}
		})
	}
}

// pack compresses data, so that fuzzing gets past gzip's checksum.
func pack(t *testing.T, data []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("hello"))
	f.Add([]byte{0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x32, 0x00})
	f.Fuzz(func(t *testing.T, unpacked []byte) {
		data := pack(t, unpacked)
		b := timeline.NewBuilder(timeline.Clock{})
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Parent: timeline.NoLane})
		if profile.Read(t.Context(), bytes.NewReader(data), "wall", profile.Whose{Lane: lane}, b) == nil {
			timelinetest.Valid(t, b.Build(0))
		}
	})
}
