package kernel

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// The fixtures of these tests are events as text, one a line, in the order of the
// file:
//
//	0 exec 7 sh             TIME exec|name|args THREAD TEXT
//	0 in 7 cpu1             TIME in THREAD CPU [ready DELAY]
//	5 out 7/8 cpu1          TIME out|preempted THREAD CPU
//	5 fork 7/8 7            TIME fork THREAD PARENT
//	9 wait 7/8 pipe/stdin   TIME wait THREAD REASON[/TEXT]
//	9 ready 7/8             TIME ready|exit|dropped THREAD
//	9 lost cpu1 12          TIME lost CPU COUNT
//	9 end
//
// THREAD is PID/TID, or PID alone for a process's first thread. Times are ns since
// Time 0.

// fixtureStart is CLOCK_MONOTONIC at Time 0.
const fixtureStart = 1_000_000

// readFixture returns what Read makes of a fixture.
func readFixture(t testing.TB, mode Mode, text string) *timeline.Timeline {
	t.Helper()
	events := parseEvents(t, text)
	b := timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: fixtureStart})
	if err := Read(context.Background(), bytes.NewReader(write(t, fixtureHeader(mode), events)), b); err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, b.Build(timeline.Time(events[len(events)-1].Time-fixtureStart)))
}

// fixtureHeader is that of a machine with two CPUs.
func fixtureHeader(mode Mode) Header {
	return Header{Mode: mode, CPUs: 2, PID: 7, StartMono: fixtureStart}
}

func parseEvents(t testing.TB, text string) (events []Event) {
	t.Helper()
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		e, err := parseEvent(words)
		if err != nil {
			t.Fatalf("fixture: %q: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

var fixtureKinds = map[string]Kind{
	"exec": Name, "name": Name, "args": Args, "in": SwitchIn, "out": SwitchOut, "preempted": SwitchOut, "fork": Fork,
	"wait": Wait, "ready": Ready, "exit": Exit, "dropped": Dropped, "lost": Lost, "end": End,
}

// parseEvent parses the words of a line.
func parseEvent(words []string) (e Event, err error) {
	if len(words) < 2 {
		return e, fmt.Errorf("it has no kind")
	}
	at, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return e, err
	}
	kind, ok := fixtureKinds[words[1]]
	if !ok {
		return e, fmt.Errorf("unknown kind")
	}
	e = Event{Kind: kind, Time: fixtureStart + at, Exec: words[1] == "exec", Preempted: words[1] == "preempted"}
	rest := append(words[2:], "", "", "")
	if kind == End {
		return e, nil
	}
	if kind == Lost {
		_, err = fmt.Sscanf(rest[0]+" "+rest[1], "cpu%d %d", &e.CPU, &e.Count)
		return e, err
	}
	if e.PID, e.TID, err = parseThread(rest[0]); err != nil {
		return e, err
	}
	switch kind {
	case Name:
		e.Text = rest[1]
	case Args:
		e.Text = strings.ReplaceAll(strings.Join(words[3:], " "), `\0`, "\x00")
	case SwitchIn, SwitchOut:
		_, err = fmt.Sscanf(rest[1], "cpu%d", &e.CPU)
		if rest[2] == "ready" {
			e.Delay, err = strconv.ParseInt(rest[3], 10, 64)
		}
	case Fork:
		e.ParentPID, e.ParentTID, err = parseThread(rest[1])
	case Wait:
		reason, text, _ := strings.Cut(rest[1], "/")
		e.Text = text
		e.Reason, err = timeline.ParseReason(reason)
	}
	return e, err
}

func parseThread(text string) (pid, tid int, err error) {
	first, second, both := strings.Cut(text, "/")
	pid, err = strconv.Atoi(first)
	if err != nil || !both {
		return pid, pid, err
	}
	tid, err = strconv.Atoi(second)
	return pid, tid, err
}
