package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed process.go
var processSource string

var process = &Scenario{
	Name:    "process",
	Section: "2a",
	Doc: lang.T(`One process starts another and waits for its end
The child runs the worker, in memory and with a pid of its own. The parent waits
in join() from the child's start to its end. The course's worker only prints; this
one computes for a while before, so that there is something to see.`),
	Call:    "p = Process(target=worker); p.start(); p.join()",
	Params:  []Param{{Name: "cpu", Doc: lang.T("CPU time that the worker computes for, in ms"), Default: 300, Min: 0, Max: 10_000}},
	Source:  processSource,
	Run:     runProcess,
	Drawing: drawOneProcess,
	Claims:  claimProcess,
	Answer:  answerProcess,
}

// processLine is what the worker prints.
const processLine = "Tâche du processus"

// printLine is the course's worker.
var printLine = multiprocessing.Func("worker", func(ctx context.Context, cpu time.Duration) (multiprocessing.None, error) {
	if err := compute(ctx, cpu); err != nil {
		return multiprocessing.None{}, err
	}
	_, err := fmt.Println(processLine)
	return multiprocessing.None{}, err
})

// processResult is what the program found out about itself.
type processResult struct {
	Parent   int `json:"parent"` // pid
	Child    int `json:"child"`  // pid
	Exitcode int `json:"exitcode"`
}

func runProcess(ctx context.Context, args Args, _ io.Writer) (any, error) {
	threading.MainThread(ctx)
	p := multiprocessing.NewProcess(multiprocessing.ProcessName(1), printLine, workOf(args))
	if err := p.Start(ctx); err != nil {
		return nil, err
	}
	if err := p.Join(ctx); err != nil {
		return nil, err
	}
	code, _ := p.Exitcode()
	return processResult{Parent: os.Getpid(), Child: p.PID(), Exitcode: code}, nil
}

func drawOneProcess(args Args) *timeline.Timeline {
	work := workOf(args)
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "process")
	child, worker := d.drawProcess(0, parent, multiprocessing.ProcessName(1))
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, work, timeline.Waiting, timeline.Child)
	}
	for _, lane := range []timeline.LaneID{child, worker} {
		d.bar(lane, 0, work, timeline.Running, timeline.NoReason)
	}
	d.arrow(timeline.Create, parent, 0, child, 0)
	return d.done()
}

// parentAndChild returns the lanes of the two processes, NoLane where there is
// none.
func parentAndChild(tl *timeline.Timeline) (parent, child timeline.LaneID) {
	children := lanesNamed(tl, timeline.Process, multiprocessing.ProcessName(1))
	if len(children) != 1 {
		return timeline.NoLane, timeline.NoLane
	}
	return tl.Lane(children[0]).Parent, children[0]
}

func claimProcess(_ Args, m Measured) []Claim {
	parent, child := parentAndChild(m.Timeline)
	return []Claim{
		claimTwoPIDs(m, parent, child),
		claimJoin(m.Timeline, parent, child),
		claimPrinted(m.Output),
	}
}

func claimTwoPIDs(m Measured, parent, child timeline.LaneID) Claim {
	claim := Claim{Text: lang.T("The worker runs in a process of its own, a child of the program's"), Measured: lang.T("no child process was recorded")}
	if parent == timeline.NoLane || child == timeline.NoLane {
		return claim
	}
	var result processResult
	err := json.Unmarshal(m.Result, &result)
	pids := processResult{Parent: m.Timeline.Lane(parent).PID, Child: m.Timeline.Lane(child).PID}
	claim.Holds = err == nil && pids == result && pids.Parent != pids.Child
	claim.Measured = lang.T("pid %d, child of %d", lang.ID(pids.Child), lang.ID(pids.Parent))
	return claim
}

// claimJoin compares the parent's wait with the child's life. Between the start
// and the wait, and between the end and its being noticed, the machine may do
// other things.
func claimJoin(tl *timeline.Timeline, parent, child timeline.LaneID) Claim {
	claim := Claim{Text: lang.T("join() waits from the child's start to its end"), Measured: lang.T("no wait for a child was recorded")}
	thread := mainThread(tl, parent)
	if thread == timeline.NoLane {
		return claim
	}
	life := tl.Lane(child)
	did := tl.Totals(thread, life.Start, life.End)
	waited := did.Waiting[timeline.Child]
	held := did.States[timeline.Runnable] + tl.LifeTotals(child).States[timeline.Runnable]
	holds := func(rest timeline.Duration) bool { return rest <= slack(life.Life()) }
	claim.Holds = waited > life.Life()/2 && holds(life.Life()-waited)
	claim.Measured = lang.T("waited for %s of the child's %s", waited, life.Life())
	if !claim.Holds && holds(life.Life()-waited-held) {
		return unjudged(claim.Text, lang.T("the machine kept parent and child from a CPU for %s; %s", held, claim.Measured))
	}
	return claim
}

func claimPrinted(output string) Claim {
	count := countLines(output, processLine)
	return Claim{
		Text:     lang.T("The worker prints its line"),
		Holds:    count == 1,
		Measured: lang.T("“%s” stands %s in the output", processLine, lang.N(count, "%d time", "%d times")),
	}
}

func answerProcess(_ Args, m Measured) lang.Text {
	parent, child := parentAndChild(m.Timeline)
	if parent == timeline.NoLane {
		return lang.T("No child process was recorded.")
	}
	lane := m.Timeline.Lane(child)
	ran := m.Timeline.LifeTotals(child).States[timeline.Running]
	return lang.T("Process %d waited in join() while its child %d lived for %s and ran for %s of it.",
		lang.ID(m.Timeline.Lane(parent).PID), lang.ID(lane.PID), lane.Life(), ran)
}
