package scenarios

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed gather.go
var gatherSource string

var gather = &Scenario{
	Name:    "gather",
	Section: "3b",
	Doc: lang.T(`Coroutines that wait at the same time, on one thread
asyncio.gather runs task(1, 2), task(2, 3) and task(3, 1): each prints, sleeps
for so many seconds and prints again. They wait side by side, so the whole takes
as long as the longest of them, although one thread runs them all.`),
	Call: "asyncio.gather(task(1, 2), task(2, 3), task(3, 1))",
	Params: []Param{
		{Name: "tasks", Doc: lang.T("how many tasks; they sleep for 2, 3 and 1 s in turn"), Default: 3, Min: 2, Max: 300},
	},
	Source:  gatherSource,
	Run:     runGather,
	Drawing: drawGather,
	Claims:  claimGather,
	Answer:  answerGather,
}

func runGather(ctx context.Context, args Args, out io.Writer) (any, error) {
	task := func(id, seconds int) asyncio.Coroutine[asyncio.None] {
		return asyncio.Def(taskName(id, seconds), func(ctx context.Context) error {
			fmt.Fprintf(out, "Tâche %d démarrée\n", id)
			if err := asyncio.Sleep(ctx, args.Seconds(float64(seconds))); err != nil {
				return err
			}
			fmt.Fprintf(out, "Tâche %d terminée après %d secondes\n", id, seconds)
			return nil
		})
	}

	main := asyncio.Def("main()", func(ctx context.Context) error {
		var tasks []asyncio.Awaitable[asyncio.None]
		for i, seconds := range taskSeconds(args) {
			tasks = append(tasks, task(i+1, seconds))
		}
		_, err := asyncio.Gather(ctx, tasks...)
		return err
	})

	return asyncio.Run(ctx, main)
}

func taskName(id, seconds int) string { return fmt.Sprintf("task(%d, %d)", id, seconds) }

// taskSeconds returns for how many of the course's seconds each task sleeps.
func taskSeconds(args Args) []int {
	course := []int{2, 3, 1}
	seconds := make([]int, args.Int("tasks"))
	for i := range seconds {
		seconds[i] = course[i%len(course)]
	}
	return seconds
}

// drawGather draws bars that start together and end after their seconds.
func drawGather(args Args) *timeline.Timeline {
	d, thread := loopDrawing("gather")
	for i, seconds := range taskSeconds(args) {
		lane := d.lane(thread, timeline.Coroutine, taskName(i+1, seconds))
		d.bar(lane, 0, args.Seconds(float64(seconds)), timeline.Waiting, timeline.Sleep)
	}
	return d.done()
}

func claimGather(args Args, m Measured) []Claim {
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "task(")
	return []Claim{
		claimOverlap(args, m.Timeline, lanes),
		claimLongest(args, m.Timeline, lanes),
		claimOneThread(m.Timeline, lanes, args.Int("tasks")),
		claimPrints(args, m.Output),
	}
}

func claimOverlap(args Args, tl *timeline.Timeline, lanes []timeline.LaneID) Claim {
	count, length := atOnce(tl, lanes, waitingFor(timeline.Sleep))
	return Claim{
		Text:     lang.T("All tasks overlap: none waits for another"),
		Holds:    count == args.Int("tasks"),
		Measured: lang.T("%d of %d asleep at once, for %s", count, args.Int("tasks"), length),
	}
}

// claimLongest holds where the whole took what the longest task should take,
// which is nearer to that than to the sum.
func claimLongest(args Args, tl *timeline.Timeline, lanes []timeline.LaneID) Claim {
	longest, sum := time.Duration(0), time.Duration(0)
	for _, seconds := range taskSeconds(args) {
		d := args.Seconds(float64(seconds))
		longest, sum = max(longest, d), sum+d
	}
	took, late := makespan(tl, lanes), latenessOf(tl, lanes).machine
	holds := func(took timeline.Duration) bool { return lasted(took, longest) && took.Std()-longest < sum-took.Std() }
	claim := Claim{
		Text:     lang.T("The whole takes as long as the longest task, not as the sum"),
		Holds:    holds(took),
		Measured: lang.T("%s; longest %s, sum %s", took, timeline.Duration(longest), timeline.Duration(sum)),
	}
	return unlessLate(claim, late, holds(took-late))
}

// claimPrints compares the output with the lines that the course prints: tasks
// start in the order of the call and end in the order of their seconds.
func claimPrints(args Args, output string) Claim {
	type task struct{ id, seconds int }
	var tasks []task
	var want strings.Builder
	for i, seconds := range taskSeconds(args) {
		tasks = append(tasks, task{i + 1, seconds})
		fmt.Fprintf(&want, "Tâche %d démarrée\n", i+1)
	}
	slices.SortStableFunc(tasks, func(a, b task) int { return cmp.Compare(a.seconds, b.seconds) })
	for _, t := range tasks {
		fmt.Fprintf(&want, "Tâche %d terminée après %d secondes\n", t.id, t.seconds)
	}
	return Claim{
		Text:     lang.T("Tasks start in the order of the call and end in the order of their seconds"),
		Holds:    output == want.String(),
		Measured: lang.T("ended in the order %s", endings(output)),
	}
}

// endings returns the ids of the tasks in the order in which output says that
// they ended. Of many it returns the first ones.
func endings(output string) string {
	const most = 12
	var ids []string
	for line := range strings.Lines(output) {
		if head, _, found := strings.Cut(line, " terminée"); found {
			ids = append(ids, strings.TrimPrefix(head, "Tâche "))
		}
	}
	if len(ids) > most {
		ids = append(ids[:most], "…")
	}
	return strings.Join(ids, ", ")
}

func answerGather(_ Args, m Measured) lang.Text {
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "task(")
	count, _ := atOnce(m.Timeline, lanes, waitingFor(timeline.Sleep))
	return lang.N(count,
		"%d coroutine waited at the same time on %s: %s, where one after another would take %s.",
		"%d coroutines waited at the same time on %s: %s, where one after another would take %s.",
		lang.N(len(executors(m.Timeline, lanes)), "%d thread", "%d threads"),
		makespan(m.Timeline, lanes), oneAfterAnother(m.Timeline, lanes))
}
