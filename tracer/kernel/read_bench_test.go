package kernel

import (
	"bytes"
	"context"
	"testing"

	"ctrace/tracer/timeline"
)

// BenchmarkRead reads a million switches of eight threads on two CPUs, and as many
// events of a build: ten thousand processes that live for a moment.
func BenchmarkRead(b *testing.B) {
	for name, events := range map[string][]Event{"switches": manySwitches(), "processes": manyProcesses()} {
		b.Run(name, func(b *testing.B) {
			file := write(b, fixtureHeader(Perf), events)
			b.ReportAllocs()
			for b.Loop() {
				builder := timeline.NewBuilder(timeline.Clock{})
				if err := Read(context.Background(), bytes.NewReader(file), builder); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(events))*float64(b.N)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(len(file))/float64(len(events)), "bytes/event")
		})
	}
}

// manySwitches has threads take turns on two CPUs, whose rings are merged.
func manySwitches() (events []Event) {
	at := int64(fixtureStart)
	for turn := range 500_000 {
		cpu := turn % 2
		thread := Event{PID: 7, TID: 7 + 2*(turn/2%4) + cpu, CPU: cpu}
		in, out := thread, thread
		in.Kind, in.Time = SwitchIn, at
		out.Kind, out.Time, out.Preempted = SwitchOut, at+4000, turn%3 == 0
		events = append(events, in, out)
		at += 2100
		if turn%100 == 0 {
			events = append(events, Event{Kind: Wait, Time: at - 1000, PID: 7, TID: 8, Reason: timeline.Lock, Text: "futex"})
		}
	}
	return append(events, Event{Kind: End, Time: at + 10_000})
}

// manyProcesses has one process start the others, one after the other.
func manyProcesses() (events []Event) {
	at := int64(fixtureStart)
	emit := func(e Event) {
		at += 10_000
		e.Time, e.CPU = at, 1
		events = append(events, e)
	}
	for pid := 8; pid < 10_008; pid++ {
		emit(Event{Kind: Fork, PID: pid, TID: pid, ParentPID: 7, ParentTID: 7})
		emit(Event{Kind: SwitchIn, PID: pid, TID: pid})
		emit(Event{Kind: Name, Exec: true, PID: pid, TID: pid, Text: "cc1"})
		emit(Event{Kind: Args, PID: pid, TID: pid, Text: "cc1\x00-quiet\x00file.c"})
		for range 10 {
			emit(Event{Kind: SwitchOut, PID: pid, TID: pid})
			emit(Event{Kind: SwitchIn, PID: pid, TID: pid})
		}
		emit(Event{Kind: Exit, PID: pid, TID: pid})
	}
	return append(events, Event{Kind: End, Time: at})
}
