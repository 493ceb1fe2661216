package scenarios

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime/trace"
	"slices"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed as_completed.go
var asCompletedSource string

var asCompleted = &Scenario{
	Name:    "as-completed",
	Section: beyond,
	Doc: lang.T(`Results in the order in which they come
gather waits for all and keeps the order of the call. asyncio.as_completed hands
over each result as soon as there is one, so that main() works on the first while
the others are still under way.`),
	Call: "for next in asyncio.as_completed(tasks): handle(await next)",
	Params: []Param{
		{Name: "tasks", Doc: lang.T("how many tasks; they sleep for 2, 3 and 1 s in turn, each turn a little longer"), Default: 3, Min: 2, Max: 60},
	},
	Source:  asCompletedSource,
	Run:     runAsCompleted,
	Drawing: drawAsCompleted,
	Claims:  claimAsCompleted,
	Answer:  answerAsCompleted,
}

// handleRegion is the region in which main() handles a result.
const handleRegion = "handle"

// resultName returns the name of the nth task, from 1.
func resultName(n int) string { return fmt.Sprintf("result(%d)", n) }

// resultTimes returns for how long each task sleeps, no two of them for as long.
func resultTimes(args Args) []time.Duration {
	course := []float64{2, 3, 1}
	times := make([]time.Duration, args.Int("tasks"))
	for i := range times {
		turn := i / len(course)
		times[i] = args.Seconds(course[i%len(course)] + 0.04*float64(turn))
	}
	return times
}

func runAsCompleted(ctx context.Context, args Args, out io.Writer) (any, error) {
	result := func(n int, after time.Duration) asyncio.Coroutine[int] {
		return asyncio.DefValue(resultName(n), func(ctx context.Context) (int, error) {
			return n, asyncio.Sleep(ctx, after)
		})
	}

	handle := func(ctx context.Context, n int) {
		defer trace.StartRegion(ctx, handleRegion).End()
		fmt.Fprintf(out, "Résultat de la tâche %d\n", n)
	}

	main := asyncio.DefValue("main()", func(ctx context.Context) ([]int, error) {
		var tasks []asyncio.Awaitable[int]
		for i, after := range resultTimes(args) {
			tasks = append(tasks, result(i+1, after))
		}
		var order []int
		for next := range asyncio.AsCompleted(ctx, tasks...) {
			n, err := asyncio.Await(ctx, next)
			if err != nil {
				return nil, err
			}
			handle(ctx, n)
			order = append(order, n)
		}
		return order, nil
	})

	return asyncio.Run(ctx, main)
}

// drawAsCompleted draws the tasks as gather does, and an arrow for each result
// when it is there.
func drawAsCompleted(args Args) *timeline.Timeline {
	d, thread := loopDrawing("as-completed")
	main := d.lane(thread, timeline.Coroutine, "main()")
	times := resultTimes(args)
	d.bar(main, 0, slices.Max(times), timeline.Waiting, timeline.Await)
	for i, after := range times {
		lane := d.lane(thread, timeline.Coroutine, resultName(i+1))
		d.bar(lane, 0, after, timeline.Waiting, timeline.Sleep)
		d.arrow(timeline.Wake, lane, after, main, after)
	}
	return d.done()
}

func claimAsCompleted(args Args, m Measured) []Claim {
	tasks := lanesNamed(m.Timeline, timeline.Coroutine, "result(")
	handled := regionsOn(m.Timeline, lanesNamed(m.Timeline, timeline.Coroutine, "main()"), handleRegion)
	var order []int
	if err := json.Unmarshal(m.Result, &order); err != nil {
		order = nil // Nothing came: no claim about it holds.
	}
	return []Claim{
		claimOrderOfCompletion(m.Timeline, tasks, order, args.Int("tasks")),
		m.goOnly(claimHandledMeanwhile(args, m.Timeline, tasks, handled)),
		m.goOnly(claimHandledSoon(args, m.Timeline, tasks, handled)),
		claimOneThread(m.Timeline, tasks, args.Int("tasks")),
	}
}

// byEnd returns lanes in the order of their ends.
func byEnd(tl *timeline.Timeline, lanes []timeline.LaneID) []timeline.LaneID {
	return slices.SortedFunc(slices.Values(lanes), func(a, b timeline.LaneID) int { return cmp.Compare(tl.Lane(a).End, tl.Lane(b).End) })
}

// claimOrderOfCompletion compares the order of the results with that in which the
// tasks ended.
func claimOrderOfCompletion(tl *timeline.Timeline, tasks []timeline.LaneID, order []int, count int) Claim {
	var ended []int // by their first arguments
	for _, id := range byEnd(tl, tasks) {
		var n int
		fmt.Sscanf(tl.Lane(id).Name, "result(%d", &n)
		ended = append(ended, n)
	}
	return Claim{
		Text:     lang.T("Results come in the order in which the tasks end, not in that of the call"),
		Holds:    len(order) == count && slices.Equal(order, ended) && !slices.IsSorted(order),
		Measured: lang.T("tasks %s", shortList(order)),
	}
}

// claimHandledMeanwhile holds where all results but the last were handled while
// other tasks were still asleep.
func claimHandledMeanwhile(args Args, tl *timeline.Timeline, tasks []timeline.LaneID, handled []timeline.Span) Claim {
	meanwhile := 0
	if ends := byEnd(tl, tasks); len(ends) > 0 {
		last := tl.Lane(ends[len(ends)-1]).End
		for _, region := range handled {
			if region.End < last {
				meanwhile++
			}
		}
	}
	claim := Claim{
		Text:     lang.T("main() handles results while other tasks still wait"),
		Holds:    len(handled) > 1 && meanwhile == len(handled)-1,
		Measured: lang.T("%d of %d results before the last task had ended", meanwhile, len(handled)),
	}
	return unlessTogether(claim, args, tl, tasks, handled)
}

// unlessTogether returns the claim. If it fails, it is not judged where all was
// handled, but the machine woke the loop so late that tasks ended together.
func unlessTogether(claim Claim, args Args, tl *timeline.Timeline, tasks []timeline.LaneID, handled []timeline.Span) Claim {
	late := latenessOf(tl, tasks).machine
	return unlessLate(claim, late, len(handled) == args.Int("tasks") && late.Std() > nearest(resultTimes(args))/2)
}

// nearest returns the smallest difference between two of the times.
func nearest(times []time.Duration) time.Duration {
	times = slices.Sorted(slices.Values(times))
	apart := times[len(times)-1]
	for i := range len(times) - 1 {
		apart = min(apart, times[i+1]-times[i])
	}
	return apart
}

// claimHandledSoon compares how long results lay there with how long they would
// have had to wait for the last one, as gather's do.
func claimHandledSoon(args Args, tl *timeline.Timeline, tasks []timeline.LaneID, handled []timeline.Span) Claim {
	claim := Claim{
		Text:     lang.T("Each result is handled at once, not at the end as with gather"),
		Measured: lang.T("not every result was handled"),
	}
	ends := byEnd(tl, tasks)
	if len(ends) == 0 || len(ends) != len(handled) {
		return claim
	}
	last := tl.Lane(ends[len(ends)-1]).End
	var lay, gathered timeline.Duration
	for i, id := range ends {
		lay += max(0, handled[i].Start-tl.Lane(id).End)
		gathered += last - tl.Lane(id).End
	}
	claim.Holds = lay*10 < gathered
	claim.Measured = lang.T("they lay for %s in all; with gather it would be %s", lay, gathered)
	return unlessTogether(claim, args, tl, tasks, handled)
}

func answerAsCompleted(_ Args, m Measured) lang.Text {
	tasks := lanesNamed(m.Timeline, timeline.Coroutine, "result(")
	handled := regionsOn(m.Timeline, lanesNamed(m.Timeline, timeline.Coroutine, "main()"), handleRegion)
	if m.Python {
		return lang.Text{}
	}
	if len(tasks) == 0 || len(handled) == 0 {
		return lang.T("No result came.")
	}
	born := m.Timeline.Lane(tasks[0]).Start
	return lang.N(len(handled),
		"The first of %d result was handled after %s, the last after %s.",
		"The first of %d results was handled after %s, the last after %s.",
		handled[0].Start-born, handled[len(handled)-1].Start-born)
}
