package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime/trace"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed cpu_bound.go
var cpuBoundSource string

var cpuBound = &Scenario{
	Name:    "cpu-bound",
	Section: "4",
	Doc: lang.T(`The same computing sequentially, on threads, on processes and on coroutines
Each job computes for the same amount of CPU time. Threads take turns under the GIL,
and coroutines have one thread and nothing to await, so both take as long as one job
after the other. Only processes use more than one core.`),
	Call: "for run in (sequential, on_threads, on_processes, on_coroutines): run()",
	Params: []Param{
		{Name: "jobs", Doc: lang.T("how many jobs"), Default: 4, Min: 2, Max: 32},
		{Name: "cpu", Doc: lang.T("CPU time that each job computes for, in ms"), Default: 500, Min: 10, Max: 10_000},
	},
	Source:  cpuBoundSource,
	Run:     runCPUBound,
	Drawing: drawCPUBound,
	Claims:  claimCPUBound,
	Answer:  answerCPUBound,
	Panels:  partPanels,
}

// crunchName is what the threads and coroutines run.
const crunchName = "crunch"

func runCPUBound(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	return runParts(ctx, out, cpuBatch{count: args.Int("jobs"), work: workOf(args)})
}

// cpuBatch is jobs of computing. The result of each is its CPU time.
type cpuBatch struct {
	count int
	work  time.Duration // CPU time of each
}

// sequentially does one job after another on the calling thread.
func (b cpuBatch) sequentially(ctx context.Context) (spent []time.Duration, err error) {
	python := threading.NewInterpreter(threading.SwitchInterval)
	for range b.count {
		done, err := computeJob(ctx, python, b.work)
		if err != nil {
			return nil, err
		}
		spent = append(spent, done)
	}
	return spent, nil
}

// onThreads does each job on a thread of its own, all under one GIL.
func (b cpuBatch) onThreads(ctx context.Context) ([]time.Duration, error) {
	python, spent := threading.NewInterpreter(threading.SwitchInterval), make([]time.Duration, b.count)
	team := newTeam(ctx, 1, b.count, crunchName, func(ctx context.Context, n int) (err error) {
		spent[n-1], err = computeJob(ctx, python, b.work)
		return err
	})
	team.start()
	return spent, team.join()
}

// onProcesses does each job in a process of its own.
func (b cpuBatch) onProcesses(ctx context.Context) ([]time.Duration, error) {
	return mapOnPool(ctx, b.count, crunch, crunchings(b.count, b.work))
}

// onCoroutines does each job in a coroutine. The loop has a thread of its own,
// which holds the GIL for as long as no coroutine awaits anything.
func (b cpuBatch) onCoroutines(ctx context.Context) (spent []time.Duration, err error) {
	thread := threading.NewThread(ctx, eventLoop, func(ctx context.Context) error {
		python := threading.NewInterpreter(threading.SwitchInterval)
		return python.Run(ctx, func(thread *threading.ThreadState) (err error) {
			spent, err = asyncio.Run(ctx, b.gather(thread))
			return err
		})
	})
	thread.Start()
	err = thread.Join() // before the result is read
	return spent, err
}

func (b cpuBatch) gather(thread *threading.ThreadState) asyncio.Coroutine[[]time.Duration] {
	return asyncio.DefValue("main()", func(ctx context.Context) ([]time.Duration, error) {
		var jobs []asyncio.Awaitable[time.Duration]
		for n := range b.count {
			jobs = append(jobs, b.coroutine(thread, n+1))
		}
		return asyncio.Gather(ctx, jobs...)
	})
}

func (b cpuBatch) coroutine(thread *threading.ThreadState, n int) asyncio.Coroutine[time.Duration] {
	return asyncio.DefValue(crunchCall(n), func(ctx context.Context) (time.Duration, error) {
		defer trace.StartRegion(ctx, jobRegion).End()
		return spend(ctx, thread, b.work)
	})
}

// crunchCall returns what the nth coroutine is called.
func crunchCall(n int) string { return fmt.Sprintf("%s(%d)", crunchName, n) }

// drawCPUBound draws the four ways one after the other, the processes each on a
// core of its own.
func drawCPUBound(args Args) *timeline.Timeline {
	count, work := args.Int("jobs"), workOf(args)
	all := time.Duration(count) * work
	d := newDrawing()
	process, main := d.drawProcess(0, timeline.NoLane, "cpu-bound")
	d.bar(process, 0, 3*all+work, timeline.Running, timeline.NoReason)
	d.bar(main, 0, all, timeline.Running, timeline.NoReason)
	d.bar(main, all, 2*all, timeline.Waiting, timeline.Join)
	d.bar(main, 2*all, 2*all+work, timeline.Waiting, timeline.Queue)
	d.bar(main, 2*all+work, 3*all+work, timeline.Waiting, timeline.Join)
	d.drawTurns(process, crunchName, all, count, work)
	loop := d.laneFrom(2*all+work, process, timeline.Thread, eventLoop)
	for n := range count {
		start := 2*all + work + time.Duration(n)*work
		lane := d.laneFrom(2*all+work, loop, timeline.Coroutine, crunchCall(n+1))
		d.bar(lane, 2*all+work, start, timeline.Runnable, timeline.NoReason)
		for _, lane := range []timeline.LaneID{loop, lane} {
			d.bar(lane, start, start+work, timeline.Running, timeline.NoReason)
		}
	}
	for n := range count {
		worker, thread := d.drawProcess(2*all, process, multiprocessing.WorkerName(n+1))
		for _, lane := range []timeline.LaneID{worker, thread} {
			d.bar(lane, 2*all, 2*all+work, timeline.Running, timeline.NoReason)
		}
	}
	return d.done()
}

// cpuOf returns the CPU times of a part's jobs.
func cpuOf(p part) []time.Duration {
	var spent []time.Duration
	for _, result := range p.results {
		var cpu time.Duration
		if err := json.Unmarshal(result, &cpu); err != nil {
			return nil // No CPU time is known: no claim about it holds.
		}
		spent = append(spent, cpu)
	}
	return spent
}

func claimCPUBound(args Args, m Measured) []Claim {
	parts, cores := partsOf(m)
	var cpus []parallel
	for _, p := range parts {
		cpus = append(cpus, newParallel(m.Timeline, p.jobs, cpuOf(p), cores))
	}
	return []Claim{
		m.goOnly(claimJobsDone(parts, args.Int("jobs"))),
		m.underGIL(cpus[1].claimOneCore(lang.T("Threads do not beat sequential: under the GIL they are worth one core"))),
		cpus[2].claimUsesCores(lang.T("Processes, once started, beat it: they use more than one core"), 1+clockError),
		cpus[3].claimOneCore(lang.T("Coroutines do not beat it: they have one thread")),
	}
}

func answerCPUBound(_ Args, m Measured) lang.Text {
	parts, cores := partsOf(m)
	if m.Python { // Of the first way it does not tell where it begins.
		parts = parts[1:]
	}
	if len(parts[0].jobs) == 0 {
		return lang.T("Nothing was computed.")
	}
	return lang.T("%s of computing on %s: %s.", total(cpuOf(parts[0])), lang.N(cores, "%d core", "%d cores"), compareParts(parts))
}
