package gotrace

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// small returns a trace with a bit of everything, as small as traces are.
func small(t testing.TB) []byte {
	return record(t, func() {
		c := make(chan int)
		<-subject(func() { close(c) })
		<-c
	})
}

func TestNoTrace(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"empty", "", "it is empty"},
		{"text", "package main\n\nfunc main() {}\n", `it begins with "package "`},
		{"short", "go 1.", "no Go execution trace"},
		{"nearly", "go 1.26 traces\x00\x00", "no Go execution trace"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := Read(context.Background(), strings.NewReader(test.content), Process{}, timeline.NewBuilder(timeline.Clock{}))
			if !errors.Is(err, ErrNoTrace) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q that is ErrNoTrace", err, test.want)
			}
		})
	}
}

func TestDirectory(t *testing.T) {
	dir, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	err = Read(context.Background(), dir, Process{}, timeline.NewBuilder(timeline.Clock{}))
	var path *os.PathError
	if !errors.As(err, &path) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want the system's error on one line", err)
	}
}

func TestUnknownVersion(t *testing.T) {
	err := Read(context.Background(), strings.NewReader("go 1.99 trace\x00\x00\x00"), Process{}, timeline.NewBuilder(timeline.Clock{}))
	if err == nil || errors.Is(err, ErrNoTrace) || !strings.Contains(err.Error(), "Go 1.99") {
		t.Errorf("got %v, want an error that names the version", err)
	}
}

// TestEveryTruncation cuts a trace at each of its bytes: what is left is a valid
// timeline and an error, never a panic.
func TestEveryTruncation(t *testing.T) {
	data := small(t)
	stride := 1
	if testing.Short() {
		stride = 17
	}
	for n := headerLength; n < len(data); n += stride {
		b := timeline.NewBuilder(timeline.Clock{})
		err := Read(context.Background(), bytes.NewReader(data[:n]), Process{PID: 7}, b)
		var incomplete *Incomplete
		if !errors.As(err, &incomplete) {
			t.Fatalf("cut at byte %d of %d: %v, want *Incomplete", n, len(data), err)
		}
		if !incomplete.Cut() || incomplete.Offset != int64(n) {
			t.Fatalf("cut at byte %d: the error says %v", n, incomplete)
		}
		if timelinetest.Valid(t, b.Build(0)); t.Failed() {
			t.Fatalf("cut at byte %d", n)
		}
	}
}

// TestCutTraceKeepsItsBeginning cuts the second of two generations.
func TestCutTraceKeepsItsBeginning(t *testing.T) {
	whole := small(t)
	data := append(bytes.Clone(whole), whole[headerLength:len(whole)-1]...)
	b := timeline.NewBuilder(timeline.Clock{})
	err := Read(context.Background(), bytes.NewReader(data), Process{PID: 7}, b)
	var incomplete *Incomplete
	if !errors.As(err, &incomplete) || incomplete.Until <= 0 {
		t.Fatalf("got %v, want *Incomplete after a good beginning", err)
	}
	tl := timelinetest.Valid(t, b.Build(0))
	lane(t, tl, timeline.Goroutine, "subject")
	if tl.End() > incomplete.Until {
		t.Errorf("the timeline ends at %v, after %v", tl.End(), incomplete.Until)
	}
}

// TestNothingReadable reads a trace whose first part is cut into a timeline with
// a clock: it is Incomplete without a last event.
func TestNothingReadable(t *testing.T) {
	for _, n := range []int{headerLength, headerLength + 20} {
		b := timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 1e15})
		var incomplete *Incomplete
		if err := Read(context.Background(), bytes.NewReader(small(t)[:n]), Process{PID: 7}, b); !errors.As(err, &incomplete) || incomplete.Until != 0 {
			t.Errorf("cut at byte %d: %v, want *Incomplete until 0", n, err)
		}
		timelinetest.Valid(t, b.Build(0))
	}
}

func TestIncompleteSaysWhatIsMissing(t *testing.T) {
	tests := []struct {
		err  *Incomplete
		want string
	}{
		{&Incomplete{Offset: 77, Until: 2e9, Err: io.ErrUnexpectedEOF}, "the trace is cut at byte 77: its last part, about a second or less after 2s, is missing"},
		{&Incomplete{Offset: 77, Err: io.ErrUnexpectedEOF}, "the trace is cut at byte 77, in its first part: nothing of it can be shown"},
		{&Incomplete{Offset: 77, Until: 2e9, Err: errors.New("bad\x1b[31m batch\nand its dump")}, "the trace is broken before byte 77: what follows 2s is missing: bad?[31m batch"},
	}
	for _, test := range tests {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := Read(ctx, bytes.NewReader(small(t)), Process{}, timeline.NewBuilder(timeline.Clock{}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// TestCancelInTheMiddle cancels while the trace is being read.
func TestCancelInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	data := small(t)
	in := io.MultiReader(bytes.NewReader(data[:len(data)/2]), canceller{cancel}, bytes.NewReader(data[len(data)/2:]))
	b := timeline.NewBuilder(timeline.Clock{})
	if err := Read(ctx, in, Process{}, b); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	timelinetest.Valid(t, b.Build(0))
}

// canceller cancels when it is read.
type canceller struct{ cancel func() }

func (c canceller) Read([]byte) (int, error) {
	c.cancel()
	return 0, io.EOF
}

// TestFailingFile passes on an error of the input.
func TestFailingFile(t *testing.T) {
	broken := errors.New("disk on fire")
	in := io.MultiReader(bytes.NewReader(small(t)[:headerLength+10]), failing{broken})
	err := Read(context.Background(), in, Process{}, timeline.NewBuilder(timeline.Clock{}))
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// FuzzRead reads whatever it is given: it must neither panic nor leave an
// invalid timeline. Decoding runs beside reading, so that coverage varies from
// run to run: fuzz with -fuzzminimizetime=1x, or minimizing never ends.
func FuzzRead(f *testing.F) {
	data := small(f)
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte("go 1.26 trace\x00\x00\x00"))
	f.Add([]byte("go 1.11 trace\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := timeline.NewBuilder(timeline.Clock{})
		// Whatever the error is, what was read must be valid.
		_ = Read(context.Background(), bytes.NewReader(data), Process{PID: 7}, b)
		timelinetest.Valid(t, b.Build(0))
	})
}
