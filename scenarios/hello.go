package scenarios

import (
	"context"
	_ "embed"
	"fmt"
	"io"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed hello.go
var helloSource string

var hello = &Scenario{
	Name:    "hello",
	Section: "3a",
	Doc: lang.T(`One coroutine on an event loop
hello() prints Hello, awaits asyncio.sleep(1) and prints World. While it sleeps,
the event loop has nothing else to run: its thread waits with it.`),
	Call:    "asyncio.run(hello())",
	Source:  helloSource,
	Run:     runHello,
	Drawing: drawHello,
	Claims:  claimHello,
	Answer:  answerHello,
}

func runHello(ctx context.Context, args Args, out io.Writer) (any, error) {
	hello := asyncio.Def("hello()", func(ctx context.Context) error {
		fmt.Fprintln(out, "Hello")
		if err := asyncio.Sleep(ctx, args.Seconds(1)); err != nil {
			return err
		}
		fmt.Fprintln(out, "World")
		return nil
	})
	return asyncio.Run(ctx, hello)
}

// drawHello draws run, wait 1 s, run. In the course printing takes no time; it
// is drawn as a hundredth of the wait so that it can be seen.
func drawHello(args Args) *timeline.Timeline {
	d, thread := loopDrawing("hello")
	lane := d.lane(thread, timeline.Coroutine, "hello()")
	end := args.Seconds(1)
	printing := end / 100
	d.bar(lane, 0, printing, timeline.Running, timeline.NoReason)
	d.bar(lane, printing, end-printing, timeline.Waiting, timeline.Sleep)
	d.bar(lane, end-printing, end, timeline.Running, timeline.NoReason)
	return d.done()
}

// helloSleep returns the interval in which hello() slept, if it did once.
func helloSleep(tl *timeline.Timeline) (sleep timeline.Interval, ok bool) {
	slept := sleepsOf(tl, "hello()")
	if len(slept) != 1 {
		return timeline.Interval{}, false
	}
	return slept[0], true
}

func claimHello(args Args, m Measured) []Claim {
	want := args.Seconds(1)
	waits := Claim{Text: lang.T("asyncio.sleep suspends hello() for %s", timeline.Duration(want)), Measured: lang.T("it did not sleep once")}
	idle := Claim{Text: lang.T("Nothing runs meanwhile"), Measured: waits.Measured}
	if sleep, ok := helloSleep(m.Timeline); ok {
		waits.Holds = lasted(sleep.Length(), want)
		waits.Measured = lang.T("%s", sleep.Length())
		late := latenessOf(m.Timeline, lanesNamed(m.Timeline, timeline.Coroutine, "hello()")).machine
		waits = unlessLate(waits, late, lasted(sleep.Length()-late, want))
		ran := busy(m.Timeline, sleep.Start, sleep.End)
		idle.Holds = ran <= sleep.Length()/20
		idle.Measured = lang.T("%s of running in %s", ran, sleep.Length())
	}
	return []Claim{waits, idle, {
		Text:     lang.T("It prints Hello before the wait and World after it"),
		Holds:    m.Output == "Hello\nWorld\n",
		Measured: lang.T("%q", m.Output),
	}}
}

func answerHello(_ Args, m Measured) lang.Text {
	sleep, ok := helloSleep(m.Timeline)
	if !ok {
		return lang.T("hello() did not sleep.")
	}
	return lang.T("hello() waited for %s; in that time the program ran for %s.",
		sleep.Length(), busy(m.Timeline, sleep.Start, sleep.End))
}
