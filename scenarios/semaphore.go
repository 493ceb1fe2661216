package scenarios

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"runtime/trace"
	"slices"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed semaphore.go
var semaphoreSource string

var semaphore = &Scenario{
	Name:    "semaphore",
	Section: beyond,
	Doc: lang.T(`At most so many at once
Six downloads begin together, but a server should not be asked for more than two
at a time: an asyncio.Semaphore(2) lets two in. Whoever leaves lets in the one that
has waited longest.`),
	Call: "async with asyncio.Semaphore(2): await download()",
	Params: []Param{
		{Name: "tasks", Doc: lang.T("how many coroutines"), Default: 6, Min: 2, Max: 100},
		{Name: "limit", Doc: lang.T("how many may be inside at once"), Default: 2, Min: 1, Max: 100},
	},
	Source:  semaphoreSource,
	Run:     runSemaphore,
	Drawing: drawSemaphore,
	Claims:  claimSemaphore,
	Answer:  answerSemaphore,
}

// insideSemaphore is the region in which a coroutine is inside.
const insideSemaphore = "inside"

// nthDownload returns the name of the nth coroutine, from 1.
func nthDownload(n int) string { return fmt.Sprintf("download(%d)", n) }

// stayOf is how long each stays inside.
func stayOf(args Args) time.Duration { return args.Seconds(0.5) }

func runSemaphore(ctx context.Context, args Args, out io.Writer) (any, error) {
	places := asyncio.NewSemaphore("places", args.Int("limit"))

	download := func(n int) asyncio.Coroutine[asyncio.None] {
		return asyncio.Def(nthDownload(n), func(ctx context.Context) error {
			return places.With(ctx, func() error {
				defer trace.StartRegion(ctx, insideSemaphore).End()
				fmt.Fprintf(out, "Téléchargement %d\n", n)
				return asyncio.Sleep(ctx, stayOf(args))
			})
		})
	}

	main := asyncio.Def("main()", func(ctx context.Context) error {
		var downloads []asyncio.Awaitable[asyncio.None]
		for n := range args.Int("tasks") {
			downloads = append(downloads, download(n+1))
		}
		_, err := asyncio.Gather(ctx, downloads...)
		return err
	})

	return asyncio.Run(ctx, main)
}

// drawSemaphore draws rounds of as many as may be inside.
func drawSemaphore(args Args) *timeline.Timeline {
	d, thread := loopDrawing("semaphore")
	for n := range args.Int("tasks") {
		lane := d.lane(thread, timeline.Coroutine, nthDownload(n+1))
		in := time.Duration(n/args.Int("limit")) * stayOf(args)
		d.bar(lane, 0, in, timeline.Waiting, timeline.Lock)
		d.bar(lane, in, in+stayOf(args), timeline.Waiting, timeline.Sleep)
	}
	return d.done()
}

func claimSemaphore(args Args, m Measured) []Claim {
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "download(")
	inside := regionsOn(m.Timeline, lanes, insideSemaphore)
	return []Claim{
		claimLimit(inside, args.Int("tasks"), args.Int("limit")),
		claimFirstCome(lanes, inside, args.Int("tasks")),
		claimRounds(args, m.Timeline, lanes, inside),
		claimOneThread(m.Timeline, lanes, args.Int("tasks")),
	}
}

func claimLimit(inside []timeline.Span, tasks, limit int) Claim {
	most := openAtOnce(inside)
	return Claim{
		Text:     lang.T("Never more than %d inside at once, but as many as may be", limit),
		Holds:    most == min(tasks, limit),
		Measured: lang.N(len(inside), "%[2]d at once at most, of %[1]d visit", "%[2]d at once at most, of %[1]d visits", most),
	}
}

// claimFirstCome holds where each coroutine came in once, in the order in which
// they were born.
func claimFirstCome(lanes []timeline.LaneID, inside []timeline.Span, tasks int) Claim {
	var came []timeline.LaneID
	for _, visit := range inside {
		came = append(came, visit.Lane)
	}
	inOrder := 0
	for i := range min(len(came), len(lanes)) {
		if came[i] == lanes[i] {
			inOrder++
		}
	}
	return Claim{
		Text:     lang.T("First come, first served: everybody gets in, once and in turn"),
		Holds:    len(lanes) == tasks && slices.Equal(came, lanes),
		Measured: lang.T("%d of %d in their turn", inOrder, tasks),
	}
}

// claimRounds holds where the whole took as many stays, one after another, as the
// limit demands, none of them longer than the longest.
func claimRounds(args Args, tl *timeline.Timeline, lanes []timeline.LaneID, inside []timeline.Span) Claim {
	rounds := (args.Int("tasks") + args.Int("limit") - 1) / args.Int("limit")
	var longest timeline.Duration
	for _, visit := range inside {
		longest = max(longest, visit.End-visit.Start)
	}
	took, most := makespan(tl, lanes), timeline.Duration(rounds)*longest
	return Claim{
		Text:     lang.N(rounds, "The whole takes as long as %d round of %d", "The whole takes as long as %d rounds of %d", args.Int("limit")),
		Holds:    atLeast(took, time.Duration(rounds)*stayOf(args)) && took <= most+slack(most),
		Measured: lang.T("%s; %d times %s", took, rounds, longest),
	}
}

func answerSemaphore(_ Args, m Measured) lang.Text {
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "download(")
	inside := regionsOn(m.Timeline, lanes, insideSemaphore)
	return lang.N(len(lanes),
		"Of %d coroutine at most %d was inside at once: %s in all; together they waited %s for a place.",
		"Of %d coroutines at most %d were inside at once: %s in all; together they waited %s for a place.",
		openAtOnce(inside), makespan(m.Timeline, lanes), waitedFor(m.Timeline, lanes, timeline.Lock))
}
