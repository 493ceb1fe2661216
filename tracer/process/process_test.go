package process_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/process"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// The clock of the tests: Time 0 is one second on the monotonic clock.
var clock = timeline.Clock{Host: "host", Boot: "boot", Mono: 1e9, Wall: time.Unix(1_700_000_000, 0)}

// account is what one process wrote.
type account struct {
	pid  int
	text string
}

// read returns the timeline that the accounts give, read in their order. Process
// 7 is the one that the recorder started.
func read(t *testing.T, accounts ...account) *timeline.Timeline {
	t.Helper()
	b := timeline.NewBuilder(clock)
	root := process.Lane(b, 7)
	wrote := map[int]bool{}
	for _, a := range accounts {
		wrote[a.pid] = true
	}
	for _, a := range accounts {
		family := process.Family{PID: a.pid, Root: root, Wrote: wrote}
		if err := process.Read(t.Context(), strings.NewReader(a.text), family, b); err != nil {
			t.Fatal(err)
		}
	}
	return timelinetest.Valid(t, b.Build(0))
}

func warnings(tl *timeline.Timeline) string {
	var texts []string
	for w := range tl.Warnings() {
		texts = append(texts, w.String())
	}
	return strings.Join(texts, "\n")
}

const (
	parent = `{"event":"start","mono_ns":1001000000,"pid":7,"ppid":1,"name":"main","boot":"boot"}
{"event":"child","mono_ns":1002000000,"pid":8}
{"event":"child-exit","mono_ns":1008000000,"pid":8,"status":0}
{"event":"stop","mono_ns":1010000000}
`
	child = `{"event":"start","mono_ns":1003000000,"pid":8,"ppid":7,"name":"worker","boot":"boot"}
{"event":"stop","mono_ns":1007000000}
`
)

func TestReadMakesATreeOfProcesses(t *testing.T) {
	tests := []struct {
		name     string
		accounts []account
		want     string
	}{
		{"parent and child", []account{{7, parent}, {8, child}}, `
process 7 "main": 1ms unknown 9ms
  process 8 "worker": 2ms unknown 6ms
`},
		{"the child's account comes first", []account{{8, child}, {7, parent}}, `
process 7 "main": 1ms unknown 9ms
  process 8 "worker": 2ms unknown 6ms
`},
		{"a child that records nothing", []account{{7, parent}}, `
process 7 "main": 1ms unknown 9ms
  process 8 "": 2ms unknown 6ms
`},
		{"a parent that told nothing of its child", []account{
			{7, `{"event":"start","mono_ns":1001000000,"pid":7,"name":"main","boot":"boot"}
{"event":"stop","mono_ns":1010000000}`},
			{8, child},
		}, `
process 7 "main": 1ms unknown 9ms
  process 8 "worker": 3ms unknown 4ms
`},
		{"a child of a process that records nothing", []account{
			{7, parent},
			{9, `{"event":"start","mono_ns":1004000000,"pid":9,"ppid":5,"name":"late","boot":"boot"}
{"event":"stop","mono_ns":1005000000}`},
		}, `
process 7 "main": 1ms unknown 9ms
  process 8 "": 2ms unknown 6ms
  process 9 "late": 4ms unknown 1ms
`},
		{"another boot: the wall clock decides", []account{
			{7, `{"event":"start","mono_ns":5,"wall_ns":1700000000002000000,"pid":7,"name":"main","boot":"other"}
{"event":"stop","mono_ns":6,"wall_ns":1700000000004000000}`},
		}, `
process 7 "main": 2ms unknown 2ms
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tl := read(t, test.accounts...)
			if got := timelinetest.Format(tl); got != strings.TrimPrefix(test.want, "\n") {
				t.Errorf("got\n%swant%s", got, test.want)
			}
			if got := warnings(tl); got != "" {
				t.Errorf("warnings:\n%s", got)
			}
		})
	}
}

func TestReadWarns(t *testing.T) {
	const start = `{"event":"start","mono_ns":1001000000,"pid":7,"name":"main","boot":"boot"}` + "\n"
	const stop = `{"event":"stop","mono_ns":1002000000}` + "\n"
	tests := []struct{ name, text, want string }{
		{"nothing", "", "process 7 tells nothing about itself"},
		{"killed", start, "process 7 ended without stopping its recording"},
		{"a cut line", start + `{"event":"sto`, "line 2 is skipped: no event"},
		{"an unknown event", start + `{"event":"dance"}` + "\n" + stop, `line 2 is skipped: unknown event "dance"`},
		{"its own child", start + `{"event":"child","mono_ns":1001000000,"pid":7}` + "\n" + stop, "child has pid 7"},
		{"a time out of this world", start + `{"event":"stop","mono_ns":-9223372036854775808}` + "\n" + stop, "line 2 is skipped: its time lies"},
		{"a source that is off", start + `{"event":"source","mono_ns":1001000000,"name":"gotrace","why":"it traces itself","failed":true}` + "\n" + stop, "process 7: it traces itself"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := warnings(read(t, account{7, test.text})); !strings.Contains(got, test.want) {
				t.Errorf("warnings %q do not say %q", got, test.want)
			}
		})
	}
}

func TestReadRefusesCircles(t *testing.T) {
	const form = `{"event":"start","mono_ns":1001000000,"pid":PID,"boot":"boot"}
{"event":"child","mono_ns":1002000000,"pid":CHILD}
{"event":"stop","mono_ns":1003000000}`
	eight := strings.NewReplacer("PID", "8", "CHILD", "9").Replace(form)
	nine := strings.NewReplacer("PID", "9", "CHILD", "8").Replace(form)
	if got := warnings(read(t, account{8, eight}, account{9, nine})); !strings.Contains(got, "its own ancestor") {
		t.Errorf("warnings %q say nothing of the circle", got)
	}
}

func TestReadLinksAChildToItsParent(t *testing.T) {
	tl := read(t, account{7, parent}, account{8, child})
	links := slices.Collect(tl.Links())
	if len(links) != 1 || links[0].Kind != timeline.Create || tl.Lane(links[0].From).PID != 7 || tl.Lane(links[0].To).PID != 8 {
		t.Errorf("links %+v, want one from process 7 to process 8", links)
	}
}

func TestLogIsReadBack(t *testing.T) {
	var file bytes.Buffer
	log := process.NewLog(&file)
	killed := -9
	for _, e := range []process.Event{
		{Kind: process.Start, MonoNS: 1e9, PID: 7, Name: "main", Boot: "boot"},
		{Kind: process.Child, MonoNS: 2e9, PID: 8},
		{Kind: process.ChildExit, MonoNS: 3e9, PID: 8, Status: &killed},
		{Kind: process.Stop, MonoNS: 4e9},
	} {
		if err := log.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	tl := read(t, account{7, file.String()})
	const want = `process 7 "main": 0s unknown 3s
  process 8 "": 1s unknown 1s
`
	if got := timelinetest.Format(tl); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, lane := range tl.Lanes() {
		if lane.PID == 8 && lane.Doc.String() != "killed by signal 9" {
			t.Errorf("the child ended by %q, want killed by signal 9", lane.Doc)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(parent)
	f.Add(child)
	f.Add(`{"event":"child","mono_ns":1,"pid":-1}`)
	f.Add("\x00\n{}")
	f.Fuzz(func(t *testing.T, text string) {
		read(t, account{7, text}, account{8, text})
	})
}
