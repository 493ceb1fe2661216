package kernel

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkDrain records programs that switch seldom and often.
func BenchmarkDrain(b *testing.B) {
	needPerf(b)
	for _, bench := range []struct {
		name   string
		period time.Duration
		rounds int
	}{
		{"idle", time.Second, 1},
		{"5,000 per second", 1500 * time.Microsecond, 1},
		{"50,000 per second", time.Millisecond, 12},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				reportCost(b, program("paced", bench.period, bench.rounds, 5*time.Second))
			}
		})
	}
}

// BenchmarkFlood records 200,000 switches per second for 10 seconds.
func BenchmarkFlood(b *testing.B) {
	needPerf(b)
	for b.Loop() {
		reportCost(b, program("paced", time.Millisecond, 50, 10*time.Second))
	}
}

// reportCost records a program that prints what /proc/PID/status says about the
// switches of its threads, and reports:
//
//	switches/s      how often a thread got a CPU
//	%core-recorder  CPU time of the recorder's thread, of one core
//	%core-process   CPU time of the whole process that records
//	MB-memory       by how much that process grew
//	%lost           records that were lost, of all
//	%accounted      switches of those threads that were recorded, and a half of
//	                the lost records, of the switches that the program printed
func reportCost(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	used(b)
	begin := used(b)
	r := watch(b, kernelCalls, Perf, cmd)
	end := used(b)
	switches := switchesIn(b, r.path)
	recorded, printed := 0, 0
	for line := range strings.Lines(r.output) {
		var tid, waited, preempted int
		if _, err := fmt.Sscan(line, &tid, &waited, &preempted); err != nil {
			b.Fatal(err)
		}
		recorded += switches[tid]
		printed += waited + preempted
	}
	wall := end.at.Sub(begin.at)
	b.ReportMetric(float64(r.stats.Switches)/wall.Seconds(), "switches/s")
	b.ReportMetric(percent(r.stats.CPU, wall), "%core-recorder")
	b.ReportMetric(percent(end.cpu-begin.cpu, wall), "%core-process")
	b.ReportMetric(float64(end.memory-begin.memory)/1e6, "MB-memory")
	b.ReportMetric(100*float64(r.stats.Lost)/float64(r.stats.Lost+r.stats.Events), "%lost")
	b.ReportMetric(100*(float64(recorded)+float64(r.stats.Lost)/2)/float64(printed), "%accounted")
}

// switchesIn counts how often each thread left a CPU. There are too many events
// to hold them all.
func switchesIn(b *testing.B, path string) map[int]int {
	b.Helper()
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	r, err := NewReader(file)
	if err != nil {
		b.Fatal(err)
	}
	switches := map[int]int{}
	for {
		e, err := r.Next()
		switch {
		case err == io.EOF:
			return switches
		case err != nil:
			b.Fatal(err)
		case e.Kind == SwitchOut:
			switches[e.TID]++
		}
	}
}

// usage is what this process has used.
type usage struct {
	at     time.Time
	cpu    time.Duration
	memory int64 // the most since the last look, in bytes
}

func used(b *testing.B) usage {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, peak, _ := strings.Cut(string(status), "\nVmHWM:")
	var kilobytes int64
	if _, err := fmt.Sscan(peak, &kilobytes); err != nil {
		b.Fatal(err)
	}
	const resetPeak = "5"
	if err := os.WriteFile("/proc/self/clear_refs", []byte(resetPeak), 0); err != nil {
		b.Fatal(err)
	}
	return usage{time.Now(), time.Duration(u.Utime.Nano() + u.Stime.Nano()), kilobytes << 10}
}

func percent(part, whole time.Duration) float64 { return 100 * part.Seconds() / whole.Seconds() }

// BenchmarkAccuracy compares running time with thread clocks, of the thread that
// is off most, and with the rusage of a tree.
func BenchmarkAccuracy(b *testing.B) {
	needPerf(b)
	for _, threads := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("threads=%d", threads), func(b *testing.B) {
			for b.Loop() {
				reportThreads(b, record(b, Perf, program("spin", threads, time.Second)))
			}
		})
	}
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			r := record(b, Perf, program("tree", 4, time.Second))
			var ran time.Duration
			for _, time := range r.running() {
				ran += time
			}
			used := r.state.UserTime() + r.state.SystemTime() - r.stub
			b.ReportMetric(ran.Seconds(), "s-recorded")
			b.ReportMetric(used.Seconds(), "s-rusage")
			b.ReportMetric(percent((ran-used).Abs(), used), "%off")
			b.ReportMetric(float64(r.count(preemption)), "preemptions")
		}
	})
}

func reportThreads(b *testing.B, r recorded) {
	b.Helper()
	running, worst := r.running(), -1.0
	for line := range strings.Lines(r.output) {
		var tid int
		var used time.Duration
		if _, err := fmt.Sscan(line, &tid, &used); err != nil {
			b.Fatal(err)
		}
		if off := percent((running[tid] - used).Abs(), used); off > worst {
			worst = off
			b.ReportMetric(running[tid].Seconds(), "s-recorded")
			b.ReportMetric(used.Seconds(), "s-clock")
			b.ReportMetric(off, "%off")
			preemptions := r.count(func(e Event) bool { return preemption(e) && e.TID == tid })
			b.ReportMetric(float64(preemptions), "preemptions")
		}
	}
}

// BenchmarkSlowdown runs programs with and without a recorder, in turns, and
// reports by how much the median of the wall times is longer with one.
func BenchmarkSlowdown(b *testing.B) {
	needPerf(b)
	const pairs = 15
	for _, bench := range []struct {
		name string
		cmd  func() *exec.Cmd
	}{
		{"CPU-bound tree", func() *exec.Cmd { return program("tree", 2, 300*time.Millisecond) }},
		{"switching threads", func() *exec.Cmd { return program("ping-pong", 100_000) }},
		{"200 processes", func() *exec.Cmd {
			return exec.Command("sh", "-c", "i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i+1)); done")
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				var ratios []float64
				for range pairs {
					alone := wallTime(b, bench.cmd(), func(int) (stop func() error, err error) { return nil, nil })
					path := b.TempDir() + "/kernel.switches"
					watched := wallTime(b, bench.cmd(), func(pid int) (func() error, error) {
						r, err := Start(pid, Perf, path)
						return func() error { _, err := r.Stop(); return err }, err
					})
					ratios = append(ratios, watched.Seconds()/alone.Seconds())
				}
				slices.Sort(ratios)
				b.ReportMetric(100*(ratios[pairs/2]-1), "%slower")
			}
		})
	}
}

// wallTime returns how long a program took that was launched and released with
// attach between.
func wallTime(b *testing.B, cmd *exec.Cmd, attach func(pid int) (stop func() error, err error)) time.Duration {
	b.Helper()
	cmd.Stdout = io.Discard
	l, err := Launch(cmd)
	if err != nil {
		b.Fatal(err)
	}
	stop, err := attach(cmd.Process.Pid)
	if err != nil {
		b.Fatal(err)
	}
	begin := time.Now()
	err = errors.Join(l.Release(), cmd.Wait())
	took := time.Since(begin)
	if stop != nil {
		err = errors.Join(err, stop())
	}
	if err != nil {
		b.Fatal(err)
	}
	return took
}
