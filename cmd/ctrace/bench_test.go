package main

import (
	"context"
	"io"
	"os/exec"
	"testing"
	"time"

	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// benchSpeed shortens the scenarios, so that the whole table takes a minute.
const benchSpeed = 4

// BenchmarkRecording prints what recording costs: each scenario's wall and CPU
// time recorded, against the same process not recorded, in one run.
func BenchmarkRecording(b *testing.B) {
	for s := range scenarios.All() {
		b.Run(s.Name, func(b *testing.B) {
			var plain, recorded cost
			for b.Loop() {
				plain.add(runPlain(b, s.Name))
				recorded.add(runRecorded(b, s.Name))
			}
			b.ReportMetric(recorded.wall.Seconds()/plain.wall.Seconds(), "wall-ratio")
			b.ReportMetric(recorded.cpu.Seconds()/plain.cpu.Seconds(), "cpu-ratio")
			b.ReportMetric((recorded.cpu-plain.cpu).Seconds()*1e3/float64(b.N), "cpu-ms-more")
		})
	}
}

// cost is the wall and CPU time of some runs.
type cost struct{ wall, cpu time.Duration }

func (c *cost) add(d cost) { c.wall, c.cpu = c.wall+d.wall, c.cpu+d.cpu }

func scenarioCommand(name string) []string {
	f := scenarioFlags{speed: benchSpeed}
	return append([]string{binary}, f.commandLine(name, lang.English)...)
}

func runPlain(b *testing.B, name string) cost {
	args := scenarioCommand(name)
	cmd := exec.Command(args[0], args[1:]...)
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	return cost{time.Since(start), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

func runRecorded(b *testing.B, name string) cost {
	start := time.Now()
	r, err := tracer.Record(context.Background(), b.TempDir(), tracer.Command{
		Args: scenarioCommand(name), Stdout: io.Discard, Stderr: io.Discard, Scenario: name, Speed: benchSpeed,
	})
	if err != nil {
		b.Fatal(err)
	}
	return cost{time.Since(start), r.Usage.User + r.Usage.System}
}

// BenchmarkList is how long `ctrace list` takes to answer, in each language.
func BenchmarkList(b *testing.B) {
	for _, l := range lang.All() {
		b.Run(l.String(), func(b *testing.B) {
			for b.Loop() {
				if err := exec.Command(binary, "list", "--lang", l.String()).Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHello prints what `ctrace run hello --speed 10` adds to the 100 ms
// that the scenario sleeps.
func BenchmarkHello(b *testing.B) {
	var wall time.Duration
	for b.Loop() {
		start := time.Now()
		if err := exec.Command(binary, "run", "hello", "--speed", "10").Run(); err != nil {
			b.Fatal(err)
		}
		wall += time.Since(start)
	}
	b.ReportMetric((wall/time.Duration(b.N)-100*time.Millisecond).Seconds()*1e3, "added-ms")
}
