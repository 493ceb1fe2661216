package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed memory.go
var memorySource string

var memory = &Scenario{
	Name:    "memory",
	Section: "1",
	Doc: lang.T(`The same counter raised by processes, then by threads
Every process has memory of its own: each child raises its own counter, and the
parent's stays 0. The threads of a process share its memory: all of them raise
the one counter. Between two steps each waits for a moment, so that they overlap.`),
	Call: "Process(target=raise_counter); Thread(target=raise_counter)",
	Params: []Param{
		{Name: "workers", Doc: lang.T("how many processes, and how many threads"), Default: 2, Min: 1, Max: 32},
		{Name: "rounds", Doc: lang.T("how often each raises the counter"), Default: 3, Min: 1, Max: 100},
	},
	Source:  memorySource,
	Run:     runMemory,
	Drawing: drawMemory,
	Claims:  claimMemory,
	Answer:  answerMemory,

	Memories: memoryBoxes,
}

// raiseName is the function that processes and threads run.
const raiseName = "raise_counter"

// memoryCounter is the variable that the scenario is about: every process of
// this program has one, in its own memory.
var memoryCounter atomic.Int64

// raising is how often the counter is raised, and what follows each time.
type raising struct {
	Rounds int
	Pause  time.Duration
}

func (r raising) run(ctx context.Context) error {
	for range r.Rounds {
		memoryCounter.Add(1)
		if err := threading.Sleep(ctx, r.Pause); err != nil {
			return err
		}
	}
	return nil
}

// raiseArgs are the arguments of a child process.
type raiseArgs struct {
	Raising raising
	Counts  *multiprocessing.Queue[int]
}

// raiseCounter raises the counter of the process that it runs in, and reports
// what it reads then.
var raiseCounter = multiprocessing.Func(raiseName, func(ctx context.Context, args raiseArgs) (multiprocessing.None, error) {
	if err := args.Raising.run(ctx); err != nil {
		return multiprocessing.None{}, err
	}
	return multiprocessing.None{}, args.Counts.Put(ctx, int(memoryCounter.Load()))
})

// memoryResult is what the counters read.
type memoryResult struct {
	InChildren     []int `json:"in_children"`     // each child's own, in the end
	AfterProcesses int   `json:"after_processes"` // the parent's
	AfterThreads   int   `json:"after_threads"`   // the parent's
}

func runMemory(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	memoryCounter.Store(0)
	work := raising{Rounds: args.Int("rounds"), Pause: args.Seconds(0.1)}
	var result memoryResult

	counts, err := raiseInProcesses(ctx, args.Int("workers"), work)
	if err != nil {
		return nil, err
	}
	result.InChildren, result.AfterProcesses = counts, int(memoryCounter.Load())
	fmt.Fprintf(out, "Processus : les enfants lisent %s, le parent lit %d\n", pythonList(counts), result.AfterProcesses)

	team := newTeam(ctx, 1, args.Int("workers"), raiseName, func(ctx context.Context, _ int) error { return work.run(ctx) })
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}
	result.AfterThreads = int(memoryCounter.Load())
	fmt.Fprintf(out, "Threads : le parent lit %d\n", result.AfterThreads)
	return result, nil
}

// raiseInProcesses returns what the counter reads in each of the child processes
// that it starts.
func raiseInProcesses(ctx context.Context, workers int, work raising) (counts []int, err error) {
	queue, err := multiprocessing.NewQueue[int](workers) // Room for all: no child waits in Put.
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, queue.Close()) }()
	processes := make([]*multiprocessing.Process, workers)
	for n := range processes {
		processes[n] = multiprocessing.NewProcess(multiprocessing.ProcessName(n+1), raiseCounter, raiseArgs{work, queue})
	}
	if err := runTogether(ctx, processes, nil); err != nil {
		return nil, err
	}
	for range workers {
		count, err := queue.Get(ctx)
		if err != nil {
			return nil, err
		}
		counts = append(counts, count)
	}
	return counts, nil
}

func drawMemory(args Args) *timeline.Timeline {
	workers, half := args.Int("workers"), time.Duration(args.Int("rounds"))*args.Seconds(0.1)
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "memory")
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, half, timeline.Waiting, timeline.Child)
		d.bar(lane, half, 2*half, timeline.Waiting, timeline.Join)
	}
	for n := range workers {
		thread := d.laneFrom(half, parent, timeline.Thread, threading.DefaultName(n+1, raiseName))
		d.bar(thread, half, 2*half, timeline.Waiting, timeline.Sleep)
	}
	for n := range workers {
		child, thread := d.drawProcess(0, parent, multiprocessing.ProcessName(n+1))
		for _, lane := range []timeline.LaneID{child, thread} {
			d.bar(lane, 0, half, timeline.Waiting, timeline.Sleep)
		}
	}
	return d.done()
}

func claimMemory(args Args, m Measured) []Claim {
	processes := lanesNamed(m.Timeline, timeline.Process, "Process-")
	threads := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	workers, rounds := args.Int("workers"), args.Int("rounds")
	var result memoryResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = memoryResult{AfterProcesses: notCounted, AfterThreads: notCounted}
	}
	return []Claim{
		claimIsolated(m.Timeline, processes, result, workers, rounds),
		claimShared(m.Timeline, threads, result, workers, rounds),
		claimSideBySide(m.Timeline, processes, threads, workers),
	}
}

// notCounted stands for what a counter reads if nobody read it.
const notCounted = -1

// claimIsolated says that no process saw what another one counted.
func claimIsolated(tl *timeline.Timeline, processes []timeline.LaneID, result memoryResult, workers, rounds int) Claim {
	pids := pidsOf(tl, processes)
	distinct := len(slices.Compact(slices.Sorted(slices.Values(pids))))
	own := len(result.InChildren) == workers && !slices.ContainsFunc(result.InChildren, func(n int) bool { return n != rounds })
	return Claim{
		Text:     lang.T("Each process has its own memory: its counter counts its own steps, and the parent still reads 0"),
		Holds:    distinct == workers && own && result.AfterProcesses == 0,
		Measured: lang.T("the processes %s read %s, the parent %s", joined(pids), pythonList(result.InChildren), read(result.AfterProcesses)),
	}
}

// claimShared says that all threads raised one counter, that of their process.
func claimShared(tl *timeline.Timeline, threads []timeline.LaneID, result memoryResult, workers, rounds int) Claim {
	pids := slices.Compact(slices.Sorted(slices.Values(pidsOf(tl, threads))))
	return Claim{
		Text:     lang.T("Threads share the memory of their process: the counter counts the steps of all"),
		Holds:    len(threads) == workers && len(pids) == 1 && result.AfterThreads == workers*rounds,
		Measured: lang.N(len(threads), "%d thread of process %s read %s", "%d threads of process %s read %s", joined(pids), read(result.AfterThreads)),
	}
}

// read says what a counter reads, if it was read.
func read(n int) lang.Text {
	if n == notCounted {
		return lang.T("nothing")
	}
	return lang.T("%d", n)
}

func claimSideBySide(tl *timeline.Timeline, processes, threads []timeline.LaneID, workers int) Claim {
	children := mainThreads(tl, processes)
	asProcesses, _ := atOnce(tl, children, waitingFor(timeline.Sleep))
	asThreads, _ := atOnce(tl, threads, waitingFor(timeline.Sleep))
	claim := Claim{
		Text:     lang.T("Processes and threads alike are side by side, not one after the other"),
		Holds:    asProcesses == workers && asThreads == workers,
		Measured: lang.T("%s and %s at once", lang.N(asProcesses, "%d process", "%d processes"), lang.N(asThreads, "%d thread", "%d threads")),
	}
	for _, lanes := range [][]timeline.LaneID{children, threads} {
		if held, apart := keptApart(tl, lanes); !claim.Holds && len(lanes) == workers && held > apart && apart > 0 {
			return unjudged(claim.Text, lang.T("the machine kept one of them from a CPU for %s; %s", held, claim.Measured))
		}
	}
	return claim
}

// keptApart returns how much too late the last of lanes began to sleep for being
// side by side with all the others, and for how long at most one of them, or a
// main thread, which starts them, had been kept from a CPU until then.
func keptApart(tl *timeline.Timeline, lanes []timeline.LaneID) (held, apart timeline.Duration) {
	begun, ended := -timeline.Forever, timeline.Forever
	for _, id := range lanes {
		first, last := timeline.Forever, -timeline.Forever
		for iv := range tl.Life(id) {
			if waitingFor(timeline.Sleep)(id, iv) {
				first, last = min(first, iv.Start), iv.End
			}
		}
		begun, ended = max(begun, first), min(ended, last)
	}
	for _, id := range append(lanesNamed(tl, timeline.Thread, mainThreadName), lanes...) {
		did := tl.Totals(id, -timeline.Forever, begun).States
		held = max(held, did[timeline.Runnable]+did[timeline.Unknown])
	}
	return held, begun - ended
}

func answerMemory(args Args, m Measured) lang.Text {
	var result memoryResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		return lang.T("The program ended before it had counted.")
	}
	steps := args.Int("workers") * args.Int("rounds")
	return lang.T("Of %d steps in other processes the parent saw %d, of %d in its own threads %d.",
		steps, result.AfterProcesses, steps, result.AfterThreads)
}
