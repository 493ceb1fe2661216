package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed gil.go
var gilSource string

var gil = &Scenario{
	Name:    "gil",
	Section: "1b",
	Doc: lang.T(`CPU-bound threads take turns under the GIL
Each thread computes for the same amount of its own CPU time. Only the thread
that holds the global interpreter lock runs bytecode; the others wait for it,
and after the switch interval of 5 ms they ask for it. However many cores there
are, the threads take as long as one after the other.`),
	Call: "threading.Thread(target=compute).start()",
	Params: []Param{
		{Name: "threads", Doc: lang.T("how many threads"), Default: 4, Min: 1, Max: 32},
		{Name: "cpu", Doc: lang.T("CPU time that each thread computes for, in ms"), Default: 500, Min: 10, Max: 10_000},
	},
	Source:  gilSource,
	Run:     runGIL,
	Drawing: drawGIL,
	Claims:  claimGIL,
	Answer:  answerGIL,
}

// gilResult is what the program found out about itself.
type gilResult struct {
	CPU      []time.Duration `json:"cpu_ns"`   // that each thread spent on bytecode
	Switches int             `json:"switches"` // how often the GIL went to another thread
	Cores    int             `json:"cores"`    // that the program could have used
}

func runGIL(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	python := threading.NewInterpreter(threading.SwitchInterval)
	cpu := make([]time.Duration, args.Int("threads"))

	compute := func(ctx context.Context, n int) error {
		return python.Run(ctx, func(thread *threading.ThreadState) (err error) {
			if err := thread.Compute(ctx, workOf(args)); err != nil {
				return err
			}
			cpu[n-1], err = thread.CPUTime()
			return err
		})
	}

	team := newTeam(ctx, 1, args.Int("threads"), "compute", compute)
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%d threads terminés\n", len(team))
	return gilResult{CPU: cpu, Switches: python.Switches(), Cores: runtime.GOMAXPROCS(0)}, nil
}

// workOf returns the CPU time that each thread computes for.
func workOf(args Args) time.Duration { return args.Seconds(float64(args.Int("cpu")) / 1000) }

// drawGIL draws the threads in turns of one switch interval each.
func drawGIL(args Args) *timeline.Timeline {
	count, work := args.Int("threads"), workOf(args)
	d, process := teamDrawing("gil", time.Duration(count)*work)
	d.bar(process, 0, time.Duration(count)*work, timeline.Running, timeline.NoReason)
	d.drawTurns(process, "compute", 0, count, work)
	return d.done()
}

// drawTurns adds threads that compute for work each from start on, in turns.
func (d *drawing) drawTurns(process timeline.LaneID, target string, start time.Duration, count int, work time.Duration) {
	lanes, reached := make([]timeline.LaneID, count), make([]time.Duration, count)
	for i := range lanes {
		lanes[i] = d.laneFrom(start, process, timeline.Thread, threading.DefaultName(i+1, target))
		reached[i] = start
	}
	now := start
	for done := time.Duration(0); done < work; done += threading.SwitchInterval {
		turn := min(threading.SwitchInterval, work-done)
		for i, lane := range lanes {
			d.bar(lane, reached[i], now, timeline.Waiting, timeline.GIL)
			d.bar(lane, now, now+turn, timeline.Running, timeline.NoReason)
			now += turn
			reached[i] = now
		}
	}
}

func claimGIL(_ Args, m Measured) []Claim {
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	if m.Python {
		return claimRealGIL(m, lanes)
	}
	turns := regionsOn(m.Timeline, lanes, threading.BytecodeRegion)
	var result gilResult
	resultErr := json.Unmarshal(m.Result, &result)
	return []Claim{
		claimOneAtATime(turns),
		claimNoSpeedUp(turns, result, resultErr),
		claimSwitchInterval(turns, result.CPU),
	}
}

func claimOneAtATime(turns []timeline.Span) Claim {
	most := openAtOnce(turns)
	return Claim{
		Text:     lang.T("At most one thread runs bytecode at any instant"),
		Holds:    most == 1,
		Measured: lang.T("%d at most, in %s", most, lang.N(len(turns), "%d turn", "%d turns")),
	}
}

// claimNoSpeedUp compares the makespan with the CPU time that was spent in it.
// It cannot be shorter, up to what two clocks differ by, if one computes at a
// time. It is longer by what the machine gave to others while a thread held the
// GIL, which says nothing about the threads and may be any amount, and by the
// time in which nobody held it: the hand-overs, which must stay a small part, and
// the starts of the threads, which may take some milliseconds on a busy machine.
func claimNoSpeedUp(turns []timeline.Span, result gilResult, err error) Claim {
	claim := Claim{Text: lang.T("Threads make CPU-bound work no faster: the makespan is the sum of their CPU times")}
	if err != nil || len(turns) == 0 {
		claim.Measured = lang.T("no CPU time was recorded")
		return claim
	}
	span, held := spanOf(turns), totalLength(turns)
	var cpu timeline.Duration
	for _, d := range result.CPU {
		cpu += timeline.Duration(d)
	}
	claim.Holds = cpu > 0 && span >= cpu-cpu/50 && span-held <= span/5+timeline.Duration(20*time.Millisecond)
	claim.Measured = lang.T("%s for %s of CPU on %s (%s while its holder was off the CPU, %s in nobody's hands)",
		span, cpu, lang.N(result.Cores, "%d core", "%d cores"), max(held-cpu, 0), max(span-held, 0))
	return claim
}

// spanOf returns the time from the start of the first region to the last end.
func spanOf(regions []timeline.Span) timeline.Duration {
	end := regions[0].End
	for _, r := range regions {
		end = max(end, r.End)
	}
	return end - regions[0].Start
}

// claimSwitchInterval looks at the turns that ended because another thread
// asked for the GIL: all but the last of each thread. Their median, because a
// thread may be taken off its CPU between taking the GIL and saying so.
// Where no thread computed for two intervals, none had to be cut short.
func claimSwitchInterval(turns []timeline.Span, cpu []time.Duration) Claim {
	claim := Claim{
		Text:     lang.T("A thread keeps the GIL for the switch interval, %s, before another one takes it", timeline.Duration(threading.SwitchInterval)),
		Measured: lang.T("no turn was cut short"),
	}
	lengths := forcedTurns(turns)
	switch alone := len(cpu) < 2; {
	case len(turns) > 0 && len(cpu) > 0 && (alone || slices.Max(cpu) < 2*threading.SwitchInterval):
		return unjudged(claim.Text, lang.T("the work is too short for that, or a thread is alone"))
	case len(lengths) == 0:
		return claim
	}
	median := lengths[len(lengths)/2]
	claim.Holds = median.Std() >= threading.SwitchInterval-threading.SwitchInterval/50
	claim.Measured = lang.N(len(lengths),
		"%d turn cut short, after %s in the median",
		"%d turns cut short, after %s in the median", median)
	return claim
}

// forcedTurns returns the lengths of all turns but the last of each lane, the
// shortest first.
func forcedTurns(turns []timeline.Span) []timeline.Duration {
	var lengths []timeline.Duration
	last := map[timeline.LaneID]timeline.Duration{}
	for _, turn := range turns {
		if length, ok := last[turn.Lane]; ok {
			lengths = append(lengths, length)
		}
		last[turn.Lane] = turn.End - turn.Start
	}
	slices.Sort(lengths)
	return lengths
}

func answerGIL(args Args, m Measured) lang.Text {
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	if m.Python {
		return answerRealGIL(args, m, lanes)
	}
	turns := regionsOn(m.Timeline, lanes, threading.BytecodeRegion)
	if len(turns) == 0 {
		return lang.T("No thread ran bytecode.")
	}
	work := timeline.Duration(workOf(args))
	return lang.N(len(lanes),
		"%d thread that computes for %s took turns under the GIL: %s, not %s.",
		"%d threads that compute for %s each took turns under the GIL: %s, not %s.", work, spanOf(turns), work)
}
