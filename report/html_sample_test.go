package report

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const gatherText = `
process 4127 "ctrace gather": 0s running 2ms, waiting/network 998ms, running 1ms, waiting/network 999ms, running 1ms, waiting/network 999ms, running 2ms
  thread 4127 "event loop": 0s running 2ms, waiting/network/epoll_wait 998ms, running 1ms, waiting/network/epoll_wait 999ms, running 1ms, waiting/network/epoll_wait 999ms, running 2ms
    coroutine 1 "main()": 200us running 800us, waiting/await/gather 2.9995s, runnable 500us, running 500us
    coroutine 2 "task(1, 2)": 500us runnable 500us, running 300us, waiting/sleep/2 s 2s, runnable 30us, running 170us
    coroutine 3 "task(2, 3)": 500us runnable 800us, running 300us, waiting/sleep/3 s 2.9993s, running 200us
    coroutine 4 "task(3, 1)": 500us runnable 1.1ms, running 300us, waiting/sleep/1 s 998.6ms, runnable 25us, running 200us
  runtime goroutine 2 "runtime.forcegchelper": 0s waiting/gc 3.002s
  runtime goroutine 3 "runtime.bgsweep": 0s running 100us, waiting/gc 3.0019s
  runtime thread 4130 "runtime": 0s unknown 3.002s
`

// gatherSource has a call in line 4, which gatherReport's stacks know.
const gatherSource = "func task(id, seconds int) {\n\tfmt.Println(id)\n\n\tasyncio.Sleep(seconds)\n}\n"

const gatherDrawing = `
coroutine 1 "task(1, 2)": 0s waiting/sleep 2s
coroutine 2 "task(2, 3)": 0s waiting/sleep 3s
coroutine 3 "task(3, 1)": 0s waiting/sleep 1s
`

// sleeping is the stack of a task that sleeps. The file asyncio/gather.go is not
// the one that is listed.
var sleeping = []timeline.Frame{
	{Func: "ctrace/scenarios/asyncio.(*Coroutine).Sleep", File: "/src/scenarios/asyncio/sleep.go", Line: 41},
	{Func: "ctrace/scenarios/asyncio.Gather", File: "/src/scenarios/asyncio/gather.go", Line: 2},
	{Func: "ctrace/scenarios.gatherTask", File: "/src/scenarios/gather.go", Line: 4},
}

// gatherReport returns a report with every section filled.
func gatherReport(t testing.TB) *Report {
	parsed := timelinetest.Parse(t, gatherText)
	b := rebuild(parsed, func(b *timeline.Builder, iv *timeline.Interval) {
		if iv.Reason == timeline.Sleep {
			iv.Stack = b.Stack(sleeping)
		}
	})
	stack := b.Stack(sleeping)
	loop, task := timeline.LaneID(1), timeline.LaneID(5)
	b.Link(timeline.Link{Kind: timeline.Wake, From: loop, To: task, FromTime: 1000450000, ToTime: 1000500000, Stack: stack})
	for i := range 3 {
		b.Link(timeline.Link{Kind: timeline.Create, From: 2, To: timeline.LaneID(3 + i), FromTime: 400000, ToTime: 500000, Stack: stack})
		id := timeline.SpanKey{byte(i + 2)}
		b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: fmt.Sprintf("task(%d)", i), Lane: timeline.LaneID(3 + i), Start: 500000, End: timeline.Time(i+1) * 1000000000, ID: id, Parent: timeline.SpanKey{1}})
	}
	b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: "gather", Lane: 2, Start: 300000, End: 3000000000, ID: timeline.SpanKey{1}})
	main := timeline.Frame{Func: "main.main", File: "/src/main.go", Line: 9}
	rows := []timeline.ProfileRow{
		{Stack: b.Stack([]timeline.Frame{{Func: "syscall.EpollWait"}, {Func: "ctrace/scenarios/asyncio.(*Loop).poll"}, main}), Weight: 2.9e9},
		{Stack: b.Stack([]timeline.Frame{{Func: "ctrace/scenarios/asyncio.(*Loop).step"}, main}), Weight: 1e8},
	}
	b.Profile(timeline.Profile{Name: "wall", Unit: "nanoseconds", Lane: 0, Rows: rows, Total: 3e9})
	b.Source(timeline.Source{Name: "gotrace", On: true})
	b.Source(timeline.Source{Name: "kernel", Why: timeline.Say("not recorded in this version")})
	b.Warn("gotrace", "the first 2 ms of process 4127 are not covered")
	return &Report{
		Title: "gather", Section: "3b", Call: "asyncio.gather(task(1, 2), task(2, 3), task(3, 1))",
		Answer:  lang.Data("Three coroutines waited at the same time on one thread: 3.00 s, where one after another would take 6 s."),
		Command: []string{"ctrace", "run", "gather"}, Started: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
		Timeline: timelinetest.Valid(t, b.Build(0)), Drawing: timelinetest.Parse(t, gatherDrawing),
		Claims: []Claim{
			{Text: lang.Data("All tasks overlap: none waits for another"), Holds: true, Measured: lang.Data("3 at once for 1.00 s")},
			{Text: lang.Data("The whole takes as long as the longest, not the sum"), Holds: true, Measured: lang.Data("3.002 s, max 3 s, sum 6 s")},
			{Text: lang.Data("Tasks end in the order 3, 1, 2"), Holds: false, Measured: lang.Data("1.001, 2.001, 3.002 s")},
		},
		Output: "Tâche 1 démarrée\nTâche 2 démarrée\nTâche 3 démarrée\nTâche 3 terminée après 1 secondes\n",
		Listings: []Listing{
			{"scenarios/gather.go", gatherSource},
			{"gather.py", "async def task(id, seconds):\n    await asyncio.sleep(seconds)\n"},
		},
		Notes: []Note{{lang.Data("host"), lang.Data("test, 2 cores")}, {lang.Data("cost"), lang.Data("+0.4 % wall time")}},
	}
}

// rebuild returns a builder with the lanes and intervals of t, so that a test
// can add what text does not describe, and change each interval if edit is given.
func rebuild(t *timeline.Timeline, edit func(*timeline.Builder, *timeline.Interval)) *timeline.Builder {
	b := timeline.NewBuilder(t.Clock())
	for id, lane := range t.Lanes() {
		b.Lane(lane)
		for iv := range t.Life(id) {
			if edit != nil {
				edit(b, &iv)
			}
			b.Append(id, iv)
		}
	}
	return b
}

// largeTimeline returns a timeline of many lanes with that many intervals each,
// of lengths between a microsecond and some milliseconds.
func largeTimeline(lanes, intervals int) *timeline.Timeline {
	random := rand.New(rand.NewPCG(1, 2))
	b := timeline.NewBuilder(timeline.Clock{})
	process := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 1, ID: 1, Name: "server", Parent: timeline.NoLane})
	reasons := []timeline.Reason{timeline.Network, timeline.Sleep, timeline.Lock, timeline.ChannelReceive, timeline.GIL}
	var end timeline.Time
	var all []timeline.LaneID
	for l := range lanes {
		at := timeline.Time(random.IntN(1e6))
		name := fmt.Sprintf("main.worker.func%d", l)
		all = append(all, b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 1, ID: int64(l + 1), Name: name, Parent: process, Start: at}))
		for i := range intervals {
			iv := timeline.Interval{Start: at, State: timeline.Running, On: timeline.NoLane}
			switch i % 3 {
			case 0:
				iv.State = timeline.Runnable
			case 2:
				iv.State, iv.Reason = timeline.Waiting, reasons[random.IntN(len(reasons))]
			}
			at += timeline.Time(1000 + random.ExpFloat64()*2e5)
			iv.End = at
			b.Append(all[l], iv)
			if i%3 == 2 && l > 0 {
				b.Link(timeline.Link{Kind: timeline.Wake, From: all[random.IntN(l)], To: all[l], FromTime: at - 500, ToTime: at})
			}
		}
		end = max(end, at)
	}
	b.Append(process, timeline.Interval{End: end, State: timeline.Running, On: timeline.NoLane})
	return b.Build(end)
}

// hostileReport returns a report in which every text tries to be more than text.
func hostileReport(t testing.TB) *Report {
	const tag = `<img src=x onerror=document.title='broken'></script><script>document.title='broken'</script>`
	const steering = "\x1b\u00ad\u0600\u061c\u070f\u180e\u200b\u200e\u202e\u2028\u2060\u2066\ue000\ufdd0\ufeff\ufff9\uffff\U000e0001\U0010ffff"
	const name = tag + steering
	text := fmt.Sprintf("process 1 %q: 0s running 1s, waiting/other/%s 1s\n  coroutine 2 %q: 0s running 2s\n", name, "<b>bold<", "\u202eevil\x1b[31m\u0000"+strings.Repeat("long", 40))
	b := rebuild(timelinetest.Parse(t, strings.ReplaceAll(text, `\u202e`, "\u202e")), nil)
	b.Span(timeline.Span{Name: name, Lane: 0, Start: 0, End: 1000, Attributes: []timeline.Attribute{{Key: name, Value: name}}})
	b.Warn(name, "%s", name)
	b.Source(timeline.Source{Name: name, Why: timeline.Message{Format: name}})
	return &Report{
		Title: name, Section: name, Call: name, Answer: lang.Data(name), Command: []string{name}, Exit: lang.Data(name),
		Timeline: b.Build(0), Claims: []Claim{{Text: lang.Data(name), Holds: false, Measured: lang.Data(name)}}, Output: name, Listings: []Listing{{name, name}}, Notes: []Note{{lang.Data(name), lang.Data(name)}},
	}
}
