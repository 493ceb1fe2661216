package kernel

import (
	"bytes"
	"context"
	"testing"

	"ctrace/tracer/timeline"
)

// FuzzRead reads hostile files: whatever they say, the timeline keeps the rules of
// the model, and each CPU ran what threads ran on it.
func FuzzRead(f *testing.F) {
	f.Add(write(f, testHeader, testEvents))
	f.Add(write(f, fixtureHeader(Perf), parseEvents(f, story)))
	f.Add(write(f, fixtureHeader(Poll), parseEvents(f, story)))
	f.Add(write(f, fixtureHeader(Perf), parseEvents(f, `
		0 exec 7 app
		0 in 7 cpu0
		1 fork 7/8 7
		2 in 7/8 cpu1
		3 lost cpu1 7
		4 out 7/8 cpu1
		5 wait 7/8 lock
		6 ready 7/8
		7 in 7/8 cpu0 ready 1
		8 exit 7
		9 exec 7 sh
		9 dropped 7
		9 fork 7 7
		9 end`)))
	f.Fuzz(func(t *testing.T, file []byte) {
		b := timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 12})
		Read(context.Background(), bytes.NewReader(file), b) // whatever error
		tl := b.Build(0)
		if err := timeline.Validate(tl); err != nil {
			t.Error(err)
		}
		for w := range tl.Warnings() {
			if w.Source != sourceName {
				t.Errorf("the reader contradicts itself: %v", w)
			}
		}
		if threads, cpus := running(tl, timeline.Thread), running(tl, timeline.CPU); exact(tl) && threads != cpus {
			t.Errorf("threads ran for %d ns, CPUs ran them for %d ns", threads, cpus)
		}
	})
}

func running(tl *timeline.Timeline, kind timeline.Kind) (sum timeline.Duration) {
	for id, lane := range tl.Lanes() {
		if lane.Kind == kind {
			sum += tl.LifeTotals(id).States[timeline.Running]
		}
	}
	return sum
}

func exact(tl *timeline.Timeline) bool {
	for s := range tl.Sources() {
		return !s.Approximate
	}
	return false
}
