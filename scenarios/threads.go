package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed threads.go
var threadsSource string

var threads = &Scenario{
	Name:    "threads",
	Section: "1b",
	Doc: lang.T(`Threads of one process share a list
Each thread waits for a second, as for an answer from outside, and appends its
number to a list. The threads wait side by side, and there is only one list,
because all threads of a process live in the same memory.`),
	Call:    "threading.Thread(target=worker, args=(1,)).start()",
	Params:  []Param{{Name: "threads", Doc: lang.T("how many threads"), Default: 3, Min: 1, Max: 64}},
	Source:  threadsSource,
	Run:     runThreads,
	Drawing: drawThreads,
	Claims:  claimThreads,
	Answer:  answerThreads,
}

// threadsResult is what the program found out about itself.
type threadsResult struct {
	NativeIDs []int64 `json:"native_ids"` // of the threads; 0 where the system does not tell
	List      []int   `json:"list"`       // the one that all threads appended to
}

func runThreads(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	var result threadsResult
	guard := threading.NewLock("list")

	worker := func(ctx context.Context, n int) error {
		if err := threading.Sleep(ctx, args.Seconds(1)); err != nil {
			return err
		}
		return guard.With(ctx, func() error { result.List = append(result.List, n); return nil })
	}

	team := newTeam(ctx, 1, args.Int("threads"), "worker", worker)
	team.start()
	for _, t := range team {
		result.NativeIDs = append(result.NativeIDs, t.NativeID())
	}
	if err := team.join(); err != nil {
		return nil, err
	}
	fmt.Fprintln(out, pythonList(result.List))
	return result, nil
}

// pythonList writes numbers as Python prints a list: [1, 2, 3].
func pythonList(numbers []int) string {
	return strings.ReplaceAll(fmt.Sprint(numbers), " ", ", ")
}

func drawThreads(args Args) *timeline.Timeline {
	second := args.Seconds(1)
	d, process := teamDrawing("threads", second)
	d.bar(process, 0, second, timeline.Waiting, timeline.Join)
	for i := range args.Int("threads") {
		lane := d.lane(process, timeline.Thread, threading.DefaultName(i+1, "worker"))
		d.bar(lane, 0, second, timeline.Waiting, timeline.Sleep)
	}
	return d.done()
}

func claimThreads(args Args, m Measured) []Claim {
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	count := args.Int("threads")
	var result threadsResult
	resultErr := json.Unmarshal(m.Result, &result)
	return []Claim{
		claimOneProcess(m.Timeline, lanes, count),
		claimDistinctThreads(m.Timeline, lanes, result.NativeIDs),
		claimSharedList(result.List, resultErr, count),
		claimSleepTogether(m.Timeline, lanes, count),
	}
}

func claimOneProcess(tl *timeline.Timeline, lanes []timeline.LaneID, count int) Claim {
	var pids []int
	for _, id := range lanes {
		pids = append(pids, tl.Lane(id).PID)
	}
	slices.Sort(pids)
	pids = slices.Compact(pids)
	return Claim{
		Text:     lang.T("All threads belong to one process"),
		Holds:    len(lanes) == count && len(pids) == 1,
		Measured: lang.T("%s, pid %s", lang.N(len(lanes), "%d thread", "%d threads"), joined(pids)),
	}
}

// claimDistinctThreads compares the ids that were measured with those that the
// threads saw themselves, where the system told them.
func claimDistinctThreads(tl *timeline.Timeline, lanes []timeline.LaneID, own []int64) Claim {
	var ids []int64
	for _, id := range lanes {
		ids = append(ids, tl.Lane(id).ID)
	}
	slices.Sort(ids)
	distinct := len(slices.Compact(slices.Clone(ids))) == len(ids)
	own = slices.Sorted(slices.Values(own))
	told := len(own) > 0 && own[0] != 0
	return Claim{
		Text:     lang.T("Each is a thread of its own for the operating system"),
		Holds:    len(ids) > 0 && distinct && (!told || slices.Equal(ids, own)),
		Measured: lang.T("thread ids %s", joined(ids)),
	}
}

func claimSharedList(list []int, err error, count int) Claim {
	claim := Claim{Text: lang.T("They share one memory: all append to the same list")}
	if err != nil {
		claim.Measured = lang.T("the program did not return its list")
		return claim
	}
	var all []int
	for i := range count {
		all = append(all, i+1)
	}
	claim.Holds = slices.Equal(slices.Sorted(slices.Values(list)), all)
	claim.Measured = lang.Data(pythonList(list))
	return claim
}

func claimSleepTogether(tl *timeline.Timeline, lanes []timeline.LaneID, count int) Claim {
	together, length := atOnce(tl, lanes, waitingFor(timeline.Sleep))
	return Claim{
		Text:     lang.T("They wait at the same time, not one after the other"),
		Holds:    together == count,
		Measured: lang.N(together, "%d thread slept at once for %s", "%d threads slept at once for %s", length),
	}
}

// joined writes numbers with commas between them.
func joined[N int | int64](numbers []N) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
}

func answerThreads(_ Args, m Measured) lang.Text {
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	return lang.N(len(lanes),
		"%d thread of one process waited side by side: %s, not %s.",
		"%d threads of one process waited side by side: %s, not %s.",
		makespan(m.Timeline, lanes), oneAfterAnother(m.Timeline, lanes))
}
