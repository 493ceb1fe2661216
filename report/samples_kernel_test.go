package report

import (
	"fmt"
	"strings"
	"testing"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// claimsSample has four goroutines that their runtime claims to run all the time,
// on two CPUs; they were polled.
func claimsSample(t testing.TB) *Report {
	var text strings.Builder
	text.WriteString("process 20 \"busy\": 0s running 2s\n")
	for g := range 4 {
		first, second := "running@%[1]d 100ms, runnable/preempted 100ms", "runnable/preempted 100ms, running@%[1]d 100ms"
		if g%2 == 1 {
			first = second
		}
		fmt.Fprintf(&text, "  goroutine %d \"main.spin\": 0s %s\n", g+1, repeat(fmt.Sprintf(first, 21+g), 10))
		fmt.Fprintf(&text, "    claimed: 0s running@%d 1990ms, syscall@%[1]d/file 10ms\n", 21+g)
	}
	for g := range 4 {
		fmt.Fprintf(&text, "  runtime thread %d \"busy\": 0s unknown 2s\n", 21+g)
	}
	for cpu := range 2 {
		fmt.Fprintf(&text, "cpu %d \"CPU %[1]d\": 0s %s\n", cpu, repeat(fmt.Sprintf("running@%d 100ms, running@%d 100ms", 21+2*cpu, 22+2*cpu), 10))
	}
	r := &Report{Title: "busy", Answer: lang.Data("Four goroutines shared two cores.")}
	r.Timeline = build(text.String(), t, func(b *timeline.Builder, _ []timeline.LaneID) {
		b.Source(timeline.Source{Name: "kernel", On: true, Approximate: true, Why: timeline.Say("it was polled")})
	})
	return r
}

// buildSample has a build: 30 compilers, each with a child, and a few other commands.
func buildSample(t testing.TB) *Report { return buildOf(t, 30) }

func buildOf(t testing.TB, files int) *Report {
	const slot = 40 // ms that a file takes on its CPU
	var text strings.Builder
	end := (files/2 + 2) * slot
	fmt.Fprintf(&text, "process 100 \"make\": 0s running 5ms, waiting/child %dms\n", end-5)
	fmt.Fprintf(&text, "  thread 100 \"make\": 0s running@0 5ms, waiting/child %dms\n", end-5)
	var cpus [2]strings.Builder
	for i := range files {
		pid, at := 1000+2*i, slot*(i/2)+10
		compiler := fmt.Sprintf("runnable 2ms, running@%d 8ms, waiting/child 28ms, running@%[1]d 2ms", i%2)
		worker := fmt.Sprintf("running@%d 24ms, waiting/file/f%d.c 4ms", i%2, i)
		fmt.Fprintf(&text, "  process %d \"cc\": %dms %s\n", pid, at, withoutCPU(compiler))
		fmt.Fprintf(&text, "    thread %d \"cc\": %dms %s\n", pid, at, compiler)
		fmt.Fprintf(&text, "    process %d \"cc1\": %dms %s\n", pid+1, at+10, withoutCPU(worker))
		fmt.Fprintf(&text, "      thread %d \"cc1\": %dms %s\n", pid+1, at+10, worker)
		fmt.Fprintf(&cpus[i%2], ", running@%d 8ms, running@%d 24ms, unknown 4ms, running@%[1]d 2ms, unknown 2ms", pid, pid+1)
	}
	fmt.Fprintf(&text, "  process 900 \"ld\": %dms running 30ms, unknown 5ms\n", end-45)
	fmt.Fprintf(&text, "cpu 0 \"CPU 0\": 0s running@100 5ms, unknown 7ms%s\ncpu 1 \"CPU 1\": 0s unknown 12ms%s\n", &cpus[0], &cpus[1])
	return &Report{Title: "make", Answer: lang.Data("Two files were compiled at once."), Timeline: timelinetest.Parse(t, text.String())}
}

func withoutCPU(intervals string) string {
	return strings.NewReplacer("@0", "", "@1", "").Replace(intervals)
}

func repeat(intervals string, n int) string {
	return strings.TrimSuffix(strings.Repeat(intervals+", ", n), ", ")
}
