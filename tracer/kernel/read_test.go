package kernel

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

var idleCPU = regexp.MustCompile(`cpu \d "CPU \d": 0s unknown \d+ns\n`)

// TestRead shows the lanes of short stories, without CPUs on which nothing ran.
func TestRead(t *testing.T) {
	tests := []struct {
		name, events, want string
		mode               Mode
	}{
		{name: "one program runs, is preempted, waits and ends", mode: Perf, events: `
			10 exec 7 sleep
			10 args 7 sleep\01
			10 in 7 cpu0
			20 preempted 7 cpu0
			25 in 7 cpu1
			30 out 7 cpu1
			35 wait 7 sleep/nanosleep
			60 in 7 cpu0 ready 5
			70 exit 7
			90 end`, want: `
cpu 0 "CPU 0": 0s unknown 10ns, running@7 10ns, unknown 40ns, running@7 10ns, unknown 20ns
cpu 1 "CPU 1": 0s unknown 25ns, running@7 5ns, unknown 60ns
process 7 "sleep": 10ns running 10ns, runnable/preempted 5ns, running 5ns, waiting/sleep/nanosleep 25ns, runnable 5ns, running 10ns
  thread 7 "sleep": 10ns running@0 10ns, runnable/preempted 5ns, running@1 5ns, waiting/sleep/nanosleep 25ns, runnable 5ns, running@0 10ns
`},
		{name: "a wait without an answer, and one with two", mode: Perf, events: `
			0 exec 7 cat
			0 in 7 cpu0
			10 out 7 cpu0
			20 in 7 cpu0
			30 out 7 cpu0
			35 wait 7 pipe/stdin
			36 wait 7 network/127.0.0.1:80
			40 in 7 cpu0
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 10ns, running@7 10ns, unknown 10ns, running@7 10ns
process 7 "cat": 0s running 10ns, waiting 10ns, running 10ns, waiting/network/127.0.0.1:80 10ns, running 10ns
  thread 7 "cat": 0s running@0 10ns, waiting 10ns, running@0 10ns, waiting/network/127.0.0.1:80 10ns, running@0 10ns
`},
		{name: "whoever is seen ready waits no longer", mode: Perf, events: `
			0 exec 7 cat
			0 in 7 cpu0
			10 out 7 cpu0
			12 wait 7 pipe/p
			15 ready 7
			20 in 7 cpu0
			30 out 7 cpu0
			35 ready 7
			40 wait 7 lock
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 10ns, running@7 10ns, unknown 20ns
process 7 "cat": 0s running 10ns, waiting/pipe/p 5ns, runnable 5ns, running 10ns, waiting 5ns, runnable 5ns, waiting/lock 10ns
  thread 7 "cat": 0s running@0 10ns, waiting/pipe/p 5ns, runnable 5ns, running@0 10ns, waiting 5ns, runnable 5ns, waiting/lock 10ns
`},
		{name: "a process has threads and children", mode: Perf, events: `
			0 exec 7 make
			0 in 7 cpu0
			5 fork 7/8 7
			6 name 7/8 worker
			10 in 7/8 cpu1
			20 fork 9 7/8
			20 out 7 cpu0
			22 wait 7 child
			22 in 9 cpu0
			25 exec 9 cc
			25 args 9 cc\0-o\0a b\0
			30 exit 9
			31 out 7/8 cpu1
			40 exit 7/8
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 20ns, unknown 2ns, running@9 8ns, unknown 20ns
cpu 1 "CPU 1": 0s unknown 10ns, running@8 21ns, unknown 19ns
process 7 "make": 0s running 31ns, waiting/child 19ns
  thread 7 "make": 0s running@0 20ns, waiting/child 30ns
  thread 8 "worker": 5ns runnable 5ns, running@1 21ns, waiting 9ns
  process 9 "cc": 20ns runnable 2ns, running 8ns
    thread 9 "cc": 20ns runnable 2ns, running@0 8ns
`},
		{name: "a child that executes nothing has the names of its parent", mode: Perf, events: `
			0 exec 7 python3
			0 in 7 cpu0
			1 name 7 MainThread
			10 fork 8 7
			20 exit 7
			30 end`, want: `
cpu 0 "CPU 0": 0s running@7 20ns, unknown 10ns
process 7 "python3": 0s running 20ns
  thread 7 "MainThread": 0s running@0 20ns
  process 8 "python3": 10ns runnable 20ns
    thread 8 "MainThread": 10ns runnable 20ns
`},
		{name: "ids are given away again", mode: Perf, events: `
			0 exec 7 sh
			0 in 7 cpu0
			1 fork 8 7
			2 in 8 cpu1
			3 fork 8/9 8
			4 exit 8/9
			5 exit 8
			6 fork 8 7
			7 in 8 cpu1
			8 exec 8 ls
			10 fork 8/9 8
			20 end`, want: `
cpu 0 "CPU 0": 0s running@7 20ns
cpu 1 "CPU 1": 0s unknown 2ns, running@8 3ns, unknown 2ns, running@281474976710664 13ns
process 7 "sh": 0s running 20ns
  thread 7 "sh": 0s running@0 20ns
  process 8 "sh": 1ns runnable 1ns, running 3ns
    thread 8 "sh": 1ns runnable 1ns, running@1 3ns
    thread 9 "sh": 3ns runnable 1ns
  process 281474976710664 "ls": 6ns runnable 1ns, running 13ns
    thread 281474976710664 "ls": 6ns runnable 1ns, running@1 13ns
    thread 281474976710665 "ls": 10ns runnable 10ns
`},
		{name: "another thread executes a program and becomes the first", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			1 fork 7/8 7
			2 in 7/8 cpu1
			10 exit 7
			20 exit 7/8
			20 exec 7 sh
			20 in 7 cpu1
			30 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 20ns
cpu 1 "CPU 1": 0s unknown 2ns, running@8 18ns, running@7 10ns
process 7 "sh": 0s running 30ns
  thread 7 "sh": 0s running@0 10ns, unknown 10ns, running@1 10ns
  thread 8 "app": 1ns runnable 1ns, running@1 18ns
`},
		{name: "a process without its first thread goes on", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			1 fork 7/8 7
			2 in 7/8 cpu1
			4 out 7/8 cpu1
			5 wait 7/8 lock/futex
			10 exit 7
			20 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 10ns
cpu 1 "CPU 1": 0s unknown 2ns, running@8 2ns, unknown 16ns
process 7 "app": 0s running 10ns, waiting 10ns
  thread 7 "app": 0s running@0 10ns
  thread 8 "app": 1ns runnable 1ns, running@1 2ns, waiting/lock/futex 16ns
`},
		{name: "events that come late are put in order", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			30 out 7 cpu0
			10 preempted 7 cpu0
			20 in 7 cpu0
			50 in 7 cpu0
			40 wait 7 pipe
			60 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 10ns, running@7 10ns, unknown 20ns, running@7 10ns
process 7 "app": 0s running 10ns, runnable/preempted 10ns, running 10ns, waiting/pipe 20ns, running 10ns
  thread 7 "app": 0s running@0 10ns, runnable/preempted 10ns, running@0 10ns, waiting/pipe 20ns, running@0 10ns
`},
		{name: "when a thread left its CPU is lost with the records there", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			5 fork 8 7
			30 lost cpu0 3
			30 in 8 cpu0
			35 wait 7 lock
			40 in 7 cpu1
			50 end`, want: `
cpu 0 "CPU 0": 0s unknown 30ns, running@8 20ns
cpu 1 "CPU 1": 0s unknown 40ns, running@7 10ns
process 7 "app": 0s unknown 35ns, waiting/lock 5ns, running 10ns
  thread 7 "app": 0s unknown 35ns, waiting/lock 5ns, running@1 10ns
  process 8 "app": 5ns unknown 25ns, running 20ns
    thread 8 "app": 5ns unknown 25ns, running@0 20ns
`},
		{name: "so is when one got there, which then was there", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu1
			5 out 7 cpu1
			10 fork 8 7
			12 in 8 cpu0
			14 out 8 cpu0
			30 lost cpu0 2
			35 preempted 7 cpu0
			50 end`, want: `
cpu 0 "CPU 0": 0s unknown 12ns, running@8 2ns, unknown 16ns, running@7 5ns, unknown 15ns
cpu 1 "CPU 1": 0s running@7 5ns, unknown 45ns
process 7 "app": 0s running 5ns, waiting 9ns, unknown 16ns, running 5ns, runnable/preempted 15ns
  thread 7 "app": 0s running@1 5ns, waiting 9ns, unknown 16ns, running@0 5ns, runnable/preempted 15ns
  process 8 "app": 10ns runnable 2ns, running 2ns, unknown 16ns, waiting 20ns
    thread 8 "app": 10ns runnable 2ns, running@0 2ns, unknown 16ns, waiting 20ns
`},
		{name: "an end that does not fit was on its way since records were lost", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			5 fork 7/8 7
			10 out 7 cpu0
			30 lost cpu1 2
			30 lost cpu0 2
			40 exit 7
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, unknown 40ns
process 7 "app": 0s running 10ns, unknown 30ns, runnable 10ns
  thread 7 "app": 0s running@0 10ns, unknown 30ns
  thread 8 "app": 5ns unknown 25ns, runnable 20ns
`},
		{name: "a thread off its CPU may have had another where records are lost, unless it is known that it had none", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			2 fork 7/8 7
			4 out 7 cpu0
			6 in 7/8 cpu0
			8 wait 7 pipe
			10 in 7/9 cpu1
			14 out 7/9 cpu1
			16 lost cpu1 9
			18 in 7/9 cpu1
			20 out 7/9 cpu1
			30 lost cpu1 9
			40 in 7 cpu1 ready 2
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 4ns, unknown 2ns, running@8 44ns
cpu 1 "CPU 1": 0s unknown 10ns, running@9 4ns, unknown 4ns, running@9 2ns, unknown 20ns, running@7 10ns
process 7 "app": 0s running 4ns, runnable 2ns, running 44ns
  thread 7 "app": 0s running@0 4ns, waiting/pipe 34ns, runnable 2ns, running@1 10ns
  thread 8 "app": 2ns runnable 4ns, running@0 44ns
  thread 9 "app": 10ns running@1 4ns, unknown 2ns, waiting 2ns, running@1 2ns, unknown 10ns, waiting 20ns
`},
		{name: "what contradicts itself is unknown", mode: Perf, events: `
			0 exec 7 app
			0 in 7 cpu0
			5 fork 7/8 7
			10 in 7/8 cpu0
			20 in 7/8 cpu1
			30 out 7 cpu1
			50 end`, want: `
cpu 1 "CPU 1": 0s unknown 20ns, running@8 30ns
process 7 "app": 0s unknown 20ns, running 30ns
  thread 7 "app": 0s unknown 30ns, waiting 20ns
  thread 8 "app": 5ns runnable 5ns, unknown 10ns, running@1 30ns
`},
		{name: "two threads are seen on one CPU", mode: Poll, events: `
			0 exec 7 app
			0 in 7 cpu0
			5 fork 7/8 7
			10 in 7/8 cpu0
			20 out 7/8 cpu0
			30 out 7 cpu0
			40 exit 7
			50 end`, want: `
cpu 0 "CPU 0": 0s running@7 10ns, running@8 10ns, running@7 10ns, unknown 20ns
process 7 "app": 0s running 30ns, waiting 20ns
  thread 7 "app": 0s running@0 30ns, waiting 10ns
  thread 8 "app": 5ns runnable 5ns, running@0 10ns, waiting 30ns
`},
		{name: "a program with other rights is seen no more", mode: Perf, events: `
			0 exec 7 sh
			0 in 7 cpu0
			5 fork 8 7
			6 in 8 cpu1
			10 exec 8 sudo
			10 dropped 8
			20 end`, want: `
cpu 0 "CPU 0": 0s running@7 20ns
cpu 1 "CPU 1": 0s unknown 6ns, running@8 4ns, unknown 10ns
process 7 "sh": 0s running 20ns
  thread 7 "sh": 0s running@0 20ns
  process 8 "sudo": 5ns runnable 1ns, running 4ns, unknown 10ns
    thread 8 "sudo": 5ns runnable 1ns, running@1 4ns, unknown 10ns
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := idleCPU.ReplaceAllString(timelinetest.Format(readFixture(t, test.mode, test.events)), "")
			if got := "\n" + got; got != test.want {
				t.Errorf("got%swant%s", got, test.want)
			}
		})
	}
}

// story is a short recording.
const story = `
	0 exec 7 sh
	0 in 7 cpu0
	5 fork 8 7
	7 in 8 cpu1
	9 exit 8
	30 end`

func TestReadKeepsWhatComesBeforeTheCut(t *testing.T) {
	file := write(t, fixtureHeader(Perf), parseEvents(t, story))
	b := timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: fixtureStart})
	err := Read(context.Background(), bytes.NewReader(file[:len(file)-1]), b)
	var incomplete *Incomplete
	if !errors.As(err, &incomplete) || !incomplete.Cut() {
		t.Errorf("got %v, want an error that says where the file is cut", err)
	}
	tl := timelinetest.Valid(t, b.Build(0))
	if got, want := tl.End(), timeline.Time(9); got != want {
		t.Errorf("the timeline ends at %d, the last event is at %d", got, want)
	}
}

func TestReadRefusesOtherFiles(t *testing.T) {
	for _, text := range []string{"", "go 1.26 trace\x00\x00\x00", `{"schema":"ctrace.kernel/9"}` + "\n", `{"resourceSpans":[]}` + "\n"} {
		b := timeline.NewBuilder(timeline.Clock{})
		if err := Read(context.Background(), bytes.NewReader([]byte(text)), b); !errors.Is(err, ErrNoSwitches) {
			t.Errorf("%q: %v", text, err)
		}
		if Match([]byte(text)) {
			t.Errorf("%q is taken for a file of events", text)
		}
	}
	if !Match(write(t, fixtureHeader(Poll), nil)) {
		t.Error("a file of events is taken for another")
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	file := bytes.NewReader(write(t, fixtureHeader(Perf), parseEvents(t, story)))
	if err := Read(ctx, file, timeline.NewBuilder(timeline.Clock{})); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestReadOnItsOwnClock reads a file with no recording around it.
func TestReadOnItsOwnClock(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	file := bytes.NewReader(write(t, fixtureHeader(Perf), parseEvents(t, story)))
	if err := Read(context.Background(), file, b); err != nil {
		t.Fatal(err)
	}
	if tl := timelinetest.Valid(t, b.Build(0)); tl.Start() != 0 || tl.End() != 30 {
		t.Errorf("from %d to %d, want from 0, the recorder's start, to 30", tl.Start(), tl.End())
	}
}

// TestReadTellsWhoLivesOn looks at the ends of lives that lie outside of the
// recording.
func TestReadTellsWhoLivesOn(t *testing.T) {
	tl := readFixture(t, Perf, `
		0 exec 7 sh
		0 in 7 cpu0
		5 fork 8 7
		6 in 9/10 cpu1
		9 exit 8
		10 dropped 9/10
		30 end`)
	type ends struct{ bornBefore, alive bool }
	want := map[int64]ends{7: {false, true}, 8: {false, false}, 9: {true, true}, 10: {true, true}}
	for _, lane := range tl.Lanes() {
		if got := (ends{lane.BornBefore, lane.Alive}); lane.Kind != timeline.CPU && got != want[lane.ID] {
			t.Errorf("%v %d: %+v, want %+v", lane.Kind, lane.ID, got, want[lane.ID])
		}
	}
}

func TestReadSaysWhatIsMissing(t *testing.T) {
	tl := readFixture(t, Perf, story)
	if got := slices.Collect(tl.Warnings()); len(got) != 0 {
		t.Errorf("warnings %v where nothing is missing", got)
	}
	if got := slices.Collect(tl.Sources()); len(got) != 1 || got[0].Name != "kernel" || !got[0].On || got[0].Approximate {
		t.Errorf("sources %+v", got)
	}

	tl = readFixture(t, Poll, `
		0 exec 7 sh
		0 in 7 cpu0
		5 lost cpu0 40
		6 lost cpu1 2
		7 dropped 7
		9000000000000000000 exit 7
		30 end`)
	var got []string
	for w := range tl.Warnings() {
		got = append(got, w.String())
	}
	want := []string{
		"42 records of the kernel were lost: what the threads on those CPUs did meanwhile is unknown",
		"1 processes executed a program with other rights: the kernel tells nothing of what they did then",
		"1 events are not of this recording's time and are ignored",
	}
	if !slices.Equal(got, want) {
		t.Errorf("warnings %q\nwant %q", got, want)
	}
	if got := slices.Collect(tl.Sources()); len(got) != 1 || !got[0].Approximate || got[0].Why.Empty() {
		t.Errorf("sources %+v: polling is approximate", got)
	}
}

func TestArgumentsAreShownAsTyped(t *testing.T) {
	tests := map[string]string{
		"":                             `""`,
		"make\x00-j4\x00":              "make -j4",
		"sh\x00-c\x00echo \"a b\"\x00": `sh -c "echo \"a b\""`,
		"a\x00\x00b\n":                 `a "" "b\n"`,
		"\xff\x1b":                     `"\xff\x1b"`,
		"é":                            "é",
	}
	for arguments, want := range tests {
		if got := commandLine(arguments); got != want {
			t.Errorf("%q: got %s, want %s", arguments, got, want)
		}
	}
}
