package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/kernel"
)

// BenchmarkKernel prints what observing the kernel does to a program, and how much
// it tells:
//
//   - %wall is by how much longer the program took than without, the median over
//     pairs of runs, one right after the other; its goal is 3 at most. Half of the
//     pairs are within %wall-spread of each other. wall-s is the median without.
//   - %core is the recorder's share of one core.
//   - %known is of how much of what the program's threads waited the reason is
//     known, in waits of more than a millisecond; its goal is 95 at least. waited-s
//     is all of it. The threads of Go's runtime count apart, where they are known.
//
// The scenarios come one by one, and then all in one line.
func BenchmarkKernel(b *testing.B) {
	all := comparison{waits: waits{}}
	for s := range scenarios.All() {
		b.Run(s.Name, func(b *testing.B) {
			one := comparison{waits: waits{}}
			one.run(b, 3, func(*testing.B, string) tracer.Command {
				return tracer.Command{Args: scenarioCommand(s.Name), Scenario: s.Name, Speed: benchSpeed}
			})
			one.report(b)
			all.add(&one)
		})
	}
	b.Run("scenarios", func(b *testing.B) {
		for b.Loop() { // It has been done.
		}
		all.report(b)
	})
	for name, program := range builds {
		b.Run(name, func(b *testing.B) {
			c := comparison{waits: waits{}}
			c.run(b, 5, program)
			c.report(b)
		})
	}
}

// program returns a command that can run once, in a folder of its own that is empty.
type program func(b *testing.B, folder string) tracer.Command

// builds build what testdata/build holds, with nothing in Go's cache.
var builds = map[string]program{
	"go build": func(b *testing.B, folder string) tracer.Command {
		return build(b, folder, "go", "build", "-C", filepath.Join(folder, "tool"))
	},
	"make -j4": func(b *testing.B, folder string) tracer.Command {
		return build(b, folder, "make", "-j4", "-C", folder)
	},
}

func build(b *testing.B, folder string, args ...string) tracer.Command {
	if err := os.CopyFS(folder, os.DirFS("testdata/build")); err != nil {
		b.Fatal(err)
	}
	return tracer.Command{Args: args, Env: append(os.Environ(), "GOCACHE="+filepath.Join(folder, "cache"))}
}

// comparison is of runs with the kernel observed and runs without.
type comparison struct {
	slower   []float64       // each run with, than the one without beside it
	with     time.Duration   // what all of these took
	without  []time.Duration // what each of those took
	recorder time.Duration   // its CPU time
	waits    waits
}

// run adds so many pairs of runs.
func (c *comparison) run(b *testing.B, pairs int, p program) {
	for b.Loop() {
		for i := range pairs {
			modes := []kernel.Mode{kernel.Off, kernel.Perf}
			if i%2 == 1 { // What comes first finds another machine.
				slices.Reverse(modes)
			}
			took := map[kernel.Mode]time.Duration{}
			for _, mode := range modes {
				took[mode] = c.once(b, mode, p)
			}
			c.slower = append(c.slower, took[kernel.Perf].Seconds()/took[kernel.Off].Seconds()-1)
			c.with += took[kernel.Perf]
			c.without = append(c.without, took[kernel.Off])
		}
	}
}

// once runs a program, returns how long it took, and adds what was observed.
func (c *comparison) once(b *testing.B, mode kernel.Mode, p program) time.Duration {
	folder := b.TempDir()
	defer os.RemoveAll(folder) // All of them together are large.
	command := p(b, folder)
	command.Kernel, command.Stdout, command.Stderr = mode, io.Discard, io.Discard
	r, err := tracer.Record(context.Background(), filepath.Join(folder, "recording"), command)
	if err != nil || !r.Exit.OK() {
		b.Fatal(err, r)
	}
	if mode != kernel.Off {
		t, err := r.Timeline(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		c.waits.look(t)
		c.recorder += r.Kernel.CPU
	}
	return r.Exited - r.Spawned
}

func (c *comparison) add(d *comparison) {
	c.slower = append(c.slower, d.slower...)
	c.with += d.with
	c.without = append(c.without, d.without...)
	c.recorder += d.recorder
	c.waits.add(d.waits)
}

func (c *comparison) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	slices.Sort(c.slower)
	slices.Sort(c.without)
	n := len(c.slower)
	b.ReportMetric(100*c.slower[n/2], "%wall")
	b.ReportMetric(100*(c.slower[n*3/4]-c.slower[n/4]), "%wall-spread")
	b.ReportMetric(c.without[n/2].Seconds(), "wall-s")
	b.ReportMetric(100*c.recorder.Seconds()/c.with.Seconds(), "%core")
	c.waits.report(b)
}
