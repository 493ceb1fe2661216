package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed processes_cpu.go
var processesCPUSource string

var processesCPU = &Scenario{
	Name:    "processes-cpu",
	Section: "4b",
	Doc: lang.T(`CPU-bound work on processes uses the cores that there are
Each process computes for the same amount of its own CPU time. No GIL stands between
them, since each has an interpreter of its own, so as many compute at once as there
are cores. With more processes than cores they share them.`),
	Call: "with Pool(4) as p: p.map(crunch, range(4))",
	Params: []Param{
		{Name: "processes", Doc: lang.T("how many processes"), Default: 4, Min: 1, Max: 64},
		{Name: "cpu", Doc: lang.T("CPU time that each process computes for, in ms"), Default: 500, Min: 10, Max: 10_000},
	},
	Source:  processesCPUSource,
	Run:     runProcessesCPU,
	Drawing: drawProcessesCPU,
	Claims:  claimProcessesCPU,
	Answer:  answerProcessesCPU,
}

// processesCPUResult is what the program found out about itself.
type processesCPUResult struct {
	CPU   []time.Duration `json:"cpu_ns"` // that each process spent
	Cores int             `json:"cores"`  // that the program could use
}

func runProcessesCPU(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	count := args.Int("processes")
	spent, err := mapOnPool(ctx, count, crunch, crunchings(count, workOf(args)))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%d processus terminés\n", len(spent))
	return processesCPUResult{CPU: spent, Cores: runtime.GOMAXPROCS(0)}, nil
}

// drawProcessesCPU draws all processes side by side, each on a core of its own.
func drawProcessesCPU(args Args) *timeline.Timeline {
	work := workOf(args)
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "processes-cpu")
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, work, timeline.Waiting, timeline.Queue)
	}
	for n := range args.Int("processes") {
		process, thread := d.drawProcess(0, parent, multiprocessing.WorkerName(n+1))
		for _, lane := range []timeline.LaneID{process, thread} {
			d.bar(lane, 0, work, timeline.Running, timeline.NoReason)
		}
	}
	return d.done()
}

// computingProcesses returns the main threads of the pool's processes, and their
// jobs.
func computingProcesses(tl *timeline.Timeline) ([]timeline.LaneID, []timeline.Span) {
	lanes := mainThreads(tl, lanesNamed(tl, timeline.Process, workerPrefix))
	return lanes, regionsOn(tl, lanes, jobRegion)
}

func claimProcessesCPU(args Args, m Measured) []Claim {
	lanes, jobs := computingProcesses(m.Timeline)
	var result processesCPUResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = processesCPUResult{} // No job was done: no claim about any holds.
	}
	p := newParallel(m.Timeline, jobs, result.CPU, result.Cores)
	return []Claim{
		claimOwnProcess(m.Timeline, lanes, jobs, args.Int("processes")),
		p.claimAtOnceOnCPU(m.Timeline, lanes, min(args.Int("processes"), result.Cores)),
		p.claimUsesCores(lang.T("The speed-up comes near the number of cores"), (1+float64(p.possible()))/2),
	}
}

func claimOwnProcess(tl *timeline.Timeline, lanes []timeline.LaneID, jobs []timeline.Span, count int) Claim {
	by := callsByProcess(tl, jobs)
	return Claim{
		Text:     lang.T("Each job is done by a process of its own"),
		Holds:    len(jobs) == count && len(by) == count && len(lanes) == count,
		Measured: lang.N(len(jobs), "%d job in %s", "%d jobs in %s", lang.N(len(by), "%d process", "%d processes")),
	}
}

// claimAtOnceOnCPU counts the processes that ran at once, as far as the recording
// can tell: without the kernel's own record, one that is ready counts as running. With
// it, a machine that did much else may have had no CPU for a second one.
func (p parallel) claimAtOnceOnCPU(tl *timeline.Timeline, lanes []timeline.LaneID, possible int) Claim {
	most, length := atOnce(tl, lanes, running)
	claim := Claim{
		Text:     lang.T("As many run at once as there are cores"),
		Holds:    possible > 0 && most >= possible,
		Measured: lang.N(possible, "%[2]d at once at most, for %[3]s; %[1]d job could", "%[2]d at once at most, for %[3]s; %[1]d jobs could", most, length),
	}
	if !claim.Holds && p.loaded() {
		return unjudged(claim.Text, lang.T("the CPUs did much else; %s", claim.Measured))
	}
	return claim
}

func answerProcessesCPU(_ Args, m Measured) lang.Text {
	_, jobs := computingProcesses(m.Timeline)
	var result processesCPUResult
	if err := json.Unmarshal(m.Result, &result); err != nil || len(jobs) == 0 {
		return lang.T("No process computed.")
	}
	took, cpu := spanOf(jobs), total(result.CPU)
	return lang.T("%s of computing took %s on %s and %s: a speed-up of %s.", cpu, took,
		lang.N(len(result.CPU), "%d process", "%d processes"), lang.N(result.Cores, "%d core", "%d cores"), lang.Ratio(ratio(cpu, took)))
}
