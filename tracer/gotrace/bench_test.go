package gotrace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	rttrace "runtime/trace"
	"testing"
	"time"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// bigTraceSize is the least size of the trace that the benchmark reads, in bytes.
const bigTraceSize = 100 << 20

// BenchmarkRead reads one large trace by a bare loop over the reader's events
// and into a timeline, and reports how many times longer the latter takes
// (x-bare; with the freezing of the timeline, x-bare-built).
func BenchmarkRead(b *testing.B) {
	path := bigTrace(b)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	var bare, read, built time.Duration
	events := 0
	for b.Loop() {
		bare += timed(b, func() { events = countEvents(b, path) })
		var builder *timeline.Builder
		reading := timed(b, func() { builder = readFile(b, path) })
		read += reading
		built += reading + timed(b, func() { builder.Build(0) })
	}
	n := float64(b.N)
	b.SetBytes(info.Size())
	b.ReportMetric(float64(read)/float64(bare), "x-bare")
	b.ReportMetric(float64(built)/float64(bare), "x-bare-built")
	b.ReportMetric(float64(info.Size())/float64(events), "bytes/event")
	b.ReportMetric(float64(events)*n/read.Seconds(), "events/s")
	b.ReportMetric(float64(events)*n/bare.Seconds(), "bare-events/s")
}

// timed returns how long f takes, without the garbage of what ran before it.
func timed(b *testing.B, f func()) time.Duration {
	b.Helper()
	runtime.GC()
	start := time.Now()
	f()
	return time.Since(start)
}

func countEvents(b *testing.B, path string) int {
	b.Helper()
	f := openFile(b, path)
	defer f.Close()
	events, err := trace.NewReader(bufio.NewReaderSize(f, bufferSize))
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; ; n++ {
		if _, err := events.ReadEvent(); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func readFile(b *testing.B, path string) *timeline.Builder {
	b.Helper()
	f := openFile(b, path)
	defer f.Close()
	builder := timeline.NewBuilder(timeline.Clock{})
	if err := Read(context.Background(), f, Process{Name: "big"}, builder); err != nil {
		b.Fatal(err)
	}
	return builder
}

func openFile(b *testing.B, path string) *os.File {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// bigTrace returns the path of a large trace, which it makes unless an earlier
// run has left one that the same workload made.
func bigTrace(b *testing.B) string {
	b.Helper()
	path := filepath.Join(os.TempDir(), fmt.Sprintf("ctrace-big-%d.gotrace", workloadVersion))
	if info, err := os.Stat(path); err == nil && info.Size() >= bigTraceSize {
		return path
	}
	f, err := os.CreateTemp(os.TempDir(), "ctrace-big-*")
	if err != nil {
		b.Fatal(err)
	}
	defer os.Remove(f.Name()) // fails once the file has its own name
	defer f.Close()
	if err := rttrace.Start(f); err != nil {
		b.Fatal(err)
	}
	runWorkload(b, func() bool {
		info, err := f.Stat()
		return err == nil && info.Size() < bigTraceSize*11/10
	})
	rttrace.Stop()
	if err := os.Rename(f.Name(), path); err != nil {
		b.Fatal(err)
	}
	return path
}
