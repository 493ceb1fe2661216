package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// samples are the reports that every output is tested with, by name.
var samples = map[string]func(testing.TB) *Report{
	"gather":  gatherSample,
	"pool":    poolSample,
	"panels":  panelsSample,
	"memory":  memorySample,
	"empty":   emptySample,
	"one":     oneLaneSample,
	"hostile": hostileSample,
	"claims":  claimsSample,
	"build":   buildSample,
	"many":    manySample,
}

// eachSample runs test on every sample.
func eachSample(t *testing.T, test func(t *testing.T, name string, r *Report)) {
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) { test(t, name, sample(t)) })
	}
}

func gatherSample(t testing.TB) *Report {
	tl := timelinetest.Parse(t, `
process 4127 "ctrace gather": 0s unknown 8ms, running 12ms, waiting/network 1s, running 1ms, waiting/network 999ms, running 2ms, waiting/network 998ms, running 4ms
  thread 4127 "event loop": 4ms unknown 4ms, running 12ms, waiting/network/epoll 1s, running 1ms, waiting/network/epoll 999ms, running 2ms, waiting/network/epoll 998ms, running 2ms
    coroutine 1 "main()": 10ms running 4ms, waiting/await/gather 3s, runnable 200us, running 3ms
    coroutine 2 "task(1, 2)": 14ms running 300us, waiting/sleep 2s, runnable 60us, running 700us
    coroutine 3 "task(2, 3)": 14ms runnable 400us, running 300us, waiting/sleep 2998ms, runnable 60us, running 900us
    coroutine 4 "task(3, 1)": 14ms runnable 700us, running 300us, waiting/sleep 1s, runnable 60us, running 600us
  runtime goroutine 3 "gcBgMarkWorker": 5ms waiting/gc 2s
  runtime goroutine 4 "forcegchelper": 5ms waiting/other 2s
  runtime thread 4130 "sysmon": 5ms unknown 2s
`)
	return &Report{
		Title: "gather", Section: "3b", Call: "asyncio.gather(task(1, 2), task(2, 3), task(3, 1))",
		Answer:   lang.Data("Three coroutines waited at the same time on one thread: 3.00 s, where one after another would take 6 s."),
		Command:  []string{"ctrace", "run", "gather"},
		Started:  time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC),
		Timeline: tl,
		Drawing: timelinetest.Parse(t, `
coroutine 1 "task(1, 2)": 0s waiting/sleep 2s
coroutine 2 "task(2, 3)": 0s waiting/sleep 3s
coroutine 3 "task(3, 1)": 0s waiting/sleep 1s
`),
		Claims: []Claim{
			{Text: lang.Data("All tasks overlap: none waits for another"), Holds: true, Measured: lang.Data("3 at once for 1.00 s")},
			{Text: lang.Data("The whole takes as long as the longest, not the sum"), Holds: true, Measured: lang.Data("3.002 s, max 3 s, sum 6 s")},
			{Text: lang.Data("Tasks end in the order 3, 1, 2"), Holds: false, Measured: lang.Data("1.001, 3.002, 2.001 s")},
		},
	}
}

// poolSample has several processes, arrows and a warning.
func poolSample(t testing.TB) *Report {
	var text strings.Builder
	text.WriteString("process 10 \"pool\": 0s running 10ms, syscall/child 30ms, waiting/queue 160ms, running 5ms\n")
	for i := range 4 {
		fmt.Fprintf(&text, "process %d \"worker %d\": %dms unknown 8ms, runnable 5ms, waiting/queue 4ms, running/other/carre(%d) %dms, waiting/lock 12ms, waiting/gil 20ms, syscall/file 10ms\n",
			11+i, i+1, 10+8*i, i+1, 60+11*i)
	}
	r := &Report{Title: "pool", Section: "2b", Call: "Pool(4).map(carre, [1, 2, 3, 4, 5])", Answer: lang.Data("Four processes shared five items."), Exit: lang.Data("killed by signal 9")}
	r.Timeline = build(strings.ReplaceAll(text.String(), "running/other/", "running//"), t, func(b *timeline.Builder, lanes []timeline.LaneID) {
		for i, worker := range lanes[1:] {
			at := timeline.Time(10+8*i) * 1e6
			b.Link(timeline.Link{Kind: timeline.Create, From: lanes[0], To: worker, FromTime: at - 1e6, ToTime: at})
			b.Link(timeline.Link{Kind: timeline.Send, From: lanes[0], To: worker, FromTime: at + 12e6, ToTime: at + 17e6})
		}
		b.Warn("go trace", "process 13 was killed: its last second is missing")
	})
	return r
}

// memorySample has a process whose threads share a memory, and a child with a
// memory of its own that is born before them.
func memorySample(t testing.TB) *Report {
	return &Report{
		Title: "memory", Section: "1", Answer: lang.Data("Of 3 steps in another process the parent saw 0."),
		Timeline: timelinetest.Parse(t, `
process 10 "memory": 0s waiting/child 300ms, waiting/join 300ms
  thread 10 "MainThread": 0s waiting/child 300ms, waiting/join 300ms
  process 11 "Process-1": 5ms waiting/sleep 290ms
    thread 11 "MainThread": 5ms waiting/sleep 290ms
  thread 12 "Thread-1": 300ms waiting/sleep 300ms
`),
		Drawing: timelinetest.Parse(t, `
process 1 "memory": 0s
  thread 2 "MainThread": 0s waiting/child 300ms, waiting/join 300ms
  process 3 "Process-1": 0s waiting/sleep 300ms
    thread 4 "MainThread": 0s waiting/sleep 300ms
  thread 5 "Thread-1": 300ms waiting/sleep 300ms
`),
		Memories: []Memory{
			{Name: lang.Data("memory of the main process"), Held: lang.Data("counter = 0, then 3"), Lanes: []timeline.LaneID{0, 1, 4}},
			{Name: lang.Data("memory of Process-1"), Held: lang.Data("counter = 3"), Lanes: []timeline.LaneID{2, 3}},
		},
	}
}

// panelsSample does the same work in three ways, of which the last was not
// measured.
func panelsSample(t testing.TB) *Report {
	tl := timelinetest.Parse(t, `
process 10 "cpu-bound": 0s running 2s, waiting/queue 1s, running 100ms
  thread 10 "MainThread": 0s running 2s, waiting/queue/results 1s, running 100ms
  process 11 "ForkPoolWorker-1": 2s unknown 10ms, running 950ms
    thread 11 "MainThread": 2010ms running 950ms
  process 12 "ForkPoolWorker-2": 2s unknown 10ms, running 900ms
    thread 12 "MainThread": 2010ms running 900ms
`)
	return &Report{
		Title: "cpu-bound", Section: "4", Answer: lang.Data("Processes beat sequential."), Timeline: tl,
		Panels: []Panel{
			{Title: lang.Data("sequential"), From: 0, To: 2e9, Lanes: []timeline.LaneID{1}, CPU: 2e9},
			{Title: lang.Data("processes"), Advice: lang.Data("for CPU-bound work: they use several cores"), From: 2e9, To: 3e9, Lanes: []timeline.LaneID{2, 3, 4}, CPU: 1850e6},
			{Title: lang.Data("coroutines"), Advice: lang.Data("for I/O-bound work with little computing")},
		},
	}
}

// build returns the timeline that text describes, with what add adds to its lanes.
func build(text string, t testing.TB, add func(*timeline.Builder, []timeline.LaneID)) *timeline.Timeline {
	plain := timelinetest.Parse(t, text)
	b := timeline.NewBuilder(plain.Clock())
	var lanes []timeline.LaneID
	for id, lane := range plain.Lanes() {
		lanes = append(lanes, b.Lane(lane))
		for iv := range plain.Life(id) {
			b.Append(lanes[id], iv)
		}
		if plain.Claimed(id) {
			for iv := range plain.Claims(id, -timeline.Forever, timeline.Forever) {
				b.Claim(lanes[id], iv)
			}
		}
	}
	add(b, lanes)
	return timelinetest.Valid(t, b.Build(plain.End()))
}

func emptySample(t testing.TB) *Report {
	return &Report{Title: "nothing.trace", Timeline: timelinetest.Parse(t, "")}
}

func oneLaneSample(t testing.TB) *Report {
	return &Report{Title: "one", Answer: lang.Data("It ran."), Timeline: timelinetest.Parse(t, `goroutine 1 "main.main": 0s running 7ns`)}
}

// hostileSample has names that mean something to HTML, SVG, terminals and
// spreadsheets.
func hostileSample(t testing.TB) *Report {
	const evil = "<script>alert(1)</script>&\"'"
	b := timeline.NewBuilder(timeline.Clock{})
	names := []string{evil, "\x1b[31mred\x1b]0;title\a", "=1+1", "@SUM(A1)", "-1", "世界 wide 🌍", "e\u0301 combining", "\u202egnp.exe", "bad \xff utf-8",
		strings.Repeat("very long name ", 40), "a\nb\tc\x00", "]]>", "\ufffe"}
	for i, name := range names {
		id := b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 1, ID: int64(i + 1), Name: name, Parent: timeline.NoLane})
		b.Append(id, timeline.Interval{Start: 0, End: 1e6, State: timeline.Running, On: timeline.NoLane, Detail: name})
		b.Append(id, timeline.Interval{Start: 1e6, End: 2e6, State: timeline.Waiting, Reason: timeline.Other, On: timeline.NoLane, Detail: name})
	}
	b.Warn(evil, "%s", evil)
	return &Report{Title: evil, Call: evil, Section: evil, Answer: lang.Data(names[1] + names[7]), Exit: lang.Data(evil), Command: []string{evil},
		Timeline: timelinetest.Valid(t, b.Build(2e6)), Claims: []Claim{{Text: lang.Data(evil), Holds: true, Measured: lang.Data(evil)}, {Text: lang.Data(names[1]), Holds: false, Measured: lang.Data(names[9])}}}
}

// manySample has 500 lanes, each with intervals far shorter than a pixel.
func manySample(t testing.TB) *Report {
	var text strings.Builder
	for i := range 500 {
		fmt.Fprintf(&text, "goroutine %d \"worker %d\": %dms ", i+1, i+1, i)
		for j := range 20 {
			fmt.Fprintf(&text, "running %dus, waiting/channel receive %dms, runnable %dus, ", 10+i, 1+j*(i%7), 40+j)
		}
		text.WriteString("running 1ms\n")
	}
	return &Report{Title: "many", Answer: lang.Data("500 goroutines took turns."), Timeline: timelinetest.Parse(t, text.String())}
}
