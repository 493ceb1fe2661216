package scenarios

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"runtime/trace"
	"slices"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed io_bound.go
var ioBoundSource string

var ioBound = &Scenario{
	Name:    "io-bound",
	Section: "4",
	Doc: lang.T(`The same requests sequentially, on threads, on processes and on coroutines
A real HTTP server, another process on this machine, answers each request after a
second. Waiting needs no CPU and no GIL, so all three ways to wait at the same time
beat one request after the other. Coroutines need one thread for it.`),
	Call:    "for run in (sequential, on_threads, on_processes, on_coroutines): run(port)",
	Params:  []Param{{Name: "requests", Doc: lang.T("how many requests"), Default: 4, Min: 2, Max: 32}},
	Source:  ioBoundSource,
	Run:     runIOBound,
	Drawing: drawIOBound,
	Claims:  claimIOBound,
	Answer:  answerIOBound,
	Panels:  partPanels,
}

func runIOBound(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	threading.MainThread(ctx)
	count := args.Int("requests")
	s, err := newServer(ctx, slices.Repeat([]time.Duration{args.Seconds(1)}, count)...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	return runParts(ctx, out, ioBatch{count, s})
}

// ioBatch is requests. The result of each is the answer's text.
type ioBatch struct {
	count  int
	server *server
}

// fetchJob is a request on a thread, which blocks it.
func (b ioBatch) fetchJob(ctx context.Context, n int) (string, error) {
	defer trace.StartRegion(ctx, jobRegion).End()
	return b.server.fetch(ctx, n)
}

func (b ioBatch) sequentially(ctx context.Context) (answers []string, err error) {
	for n := range b.count {
		answer, err := b.fetchJob(ctx, n)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// onThreads makes each request on a thread of its own.
func (b ioBatch) onThreads(ctx context.Context) ([]string, error) {
	answers := make([]string, b.count)
	team := newTeam(ctx, 1, b.count, downloadName, func(ctx context.Context, n int) (err error) {
		answers[n-1], err = b.fetchJob(ctx, n-1)
		return err
	})
	team.start()
	return answers, team.join()
}

// asking is a request for a process of a pool.
type asking struct {
	Address string // of the server
	N       int
}

// String returns the path alone, so that the call reads "ask(/3)".
func (a asking) String() string { return path(a.N) }

// ask makes a request in a process of its own.
var ask = multiprocessing.Func("ask", func(ctx context.Context, a asking) (string, error) {
	defer trace.StartRegion(ctx, jobRegion).End()
	return blockFor(ctx, a.Address, a.N)
})

// onProcesses makes each request in a process of its own.
func (b ioBatch) onProcesses(ctx context.Context) ([]string, error) {
	requests := make([]asking, b.count)
	for n := range requests {
		requests[n] = asking{b.server.address, n}
	}
	answers, err := mapOnPool(ctx, b.count, ask, requests)
	if err != nil {
		return nil, lang.Errorf("asking the %s (pid %d): %w", serverName, b.server.process.PID(), err)
	}
	return answers, nil
}

// onCoroutines makes each request in a coroutine. The loop has a thread of its own.
func (b ioBatch) onCoroutines(ctx context.Context) (answers []string, err error) {
	main := asyncio.DefValue("main()", func(ctx context.Context) ([]string, error) {
		var requests []asyncio.Awaitable[string]
		for n := range b.count {
			requests = append(requests, b.getJob(n))
		}
		return asyncio.Gather(ctx, requests...)
	})
	thread := threading.NewThread(ctx, eventLoop, func(ctx context.Context) (err error) {
		answers, err = asyncio.Run(ctx, main)
		return err
	})
	thread.Start()
	err = thread.Join() // before the result is read
	return answers, err
}

// getJob is a request in a coroutine.
func (b ioBatch) getJob(n int) asyncio.Coroutine[string] {
	return asyncio.DefValue(getName(n), func(ctx context.Context) (string, error) {
		defer trace.StartRegion(ctx, jobRegion).End()
		answer, err := b.server.exchange(ctx, n)
		if err != nil {
			return "", b.server.failed(n, err)
		}
		return answer, nil
	})
}

// drawIOBound draws the four ways one after the other.
func drawIOBound(args Args) *timeline.Timeline {
	count, wait := args.Int("requests"), args.Seconds(1)
	all := time.Duration(count) * wait
	d := newDrawing()
	process, main := d.drawProcess(0, timeline.NoLane, "io-bound")
	d.bar(main, 0, all, timeline.Waiting, timeline.Network)
	d.bar(main, all, all+wait, timeline.Waiting, timeline.Join)
	d.bar(main, all+wait, all+2*wait, timeline.Waiting, timeline.Queue)
	d.bar(main, all+2*wait, all+3*wait, timeline.Waiting, timeline.Join)
	d.bar(process, 0, all+3*wait, timeline.Waiting, timeline.Network)
	for n := range count {
		lane := d.laneFrom(all, process, timeline.Thread, threading.DefaultName(n+1, downloadName))
		d.bar(lane, all, all+wait, timeline.Waiting, timeline.Network)
	}
	loop := d.laneFrom(all+2*wait, process, timeline.Thread, eventLoop)
	d.bar(loop, all+2*wait, all+3*wait, timeline.Waiting, timeline.Network)
	for n := range count {
		lane := d.laneFrom(all+2*wait, loop, timeline.Coroutine, getName(n))
		d.bar(lane, all+2*wait, all+3*wait, timeline.Waiting, timeline.Network)
	}
	for n := range count {
		worker, thread := d.drawProcess(all+wait, process, multiprocessing.WorkerName(n+1))
		for _, lane := range []timeline.LaneID{worker, thread} {
			d.bar(lane, all+wait, all+2*wait, timeline.Waiting, timeline.Network)
		}
	}
	return d.done()
}

func claimIOBound(args Args, m Measured) []Claim {
	parts, _ := partsOf(m)
	count := args.Int("requests")
	return []Claim{
		claimJobsDone(parts, count),
		m.goOnly(claimSameAnswers(parts)),
		claimAllUnderWay(parts, count, args.Seconds(1)),
		claimAllBeat(parts, args.Seconds(1)),
		claimLoopThread(m.Timeline, parts[3], count),
	}
}

func claimSameAnswers(parts []part) Claim {
	same := 0
	for _, p := range parts {
		if len(p.results) > 0 && p.sameResults(parts[0]) {
			same++
		}
	}
	return Claim{
		Text:     lang.T("Every way gets the same answers"),
		Holds:    same == len(parts),
		Measured: lang.T("%d of %d did", same, len(parts)),
	}
}

// claimAllUnderWay counts the requests that were under way at once. Where some were
// and the others began late, because the machine did much else, it cannot be judged.
func claimAllUnderWay(parts []part, count int, latency time.Duration) Claim {
	claim := Claim{Text: lang.T("One request at a time sequentially, all at once in each other way"), Holds: true}
	var texts []lang.Text
	late := true
	for i, p := range parts {
		most, want := openAtOnce(p.jobs), count
		if i == 0 {
			want = 1
		}
		if most != want {
			claim.Holds = false
			late = late && i > 0 && most > 1 && beganLate(startsOf(p.jobs), latency)
		}
		texts = append(texts, lang.T("%s %d", p.title(), most))
	}
	claim.Measured = lang.Join(", ", texts...)
	if !claim.Holds && late {
		return unjudged(claim.Text, lang.T("some began so late that others had their answers; %s", claim.Measured))
	}
	return claim
}

func startsOf(regions []timeline.Span) []timeline.Time {
	var starts []timeline.Time
	for _, r := range regions {
		starts = append(starts, r.Start)
	}
	return starts
}

// beganLate reports whether some began so much later than others that the machine
// must have done much else: by half of the latency that they all wait for.
func beganLate(begins []timeline.Time, latency time.Duration) bool {
	return len(begins) > 0 && (slices.Max(begins)-slices.Min(begins)).Std() > latency/2
}

// claimAllBeat holds where the requests of each of the other ways took less than
// those of the first, and less than one after another. It leaves out how long the
// threads and processes took to start. Where answers came so late that the machine
// must have done much else, it cannot be judged.
func claimAllBeat(parts []part, latency time.Duration) Claim {
	claim := Claim{
		Text:     lang.T("Threads, processes and coroutines, once started, all beat sequential"),
		Holds:    true,
		Measured: compareParts(parts),
	}
	slowest := timeline.Duration(0)
	for _, p := range parts[1:] {
		took := spanOfAny(p.jobs)
		claim.Holds = claim.Holds && took > 0 && took < spanOfAny(parts[0].jobs) && took < totalLength(p.jobs)
		for _, job := range p.jobs {
			slowest = max(slowest, job.End-job.Start)
		}
	}
	if !claim.Holds && tooLate(slowest, latency) {
		return unjudged(claim.Text, lang.T("one answer after %s took %s; %s", timeline.Duration(latency), slowest, claim.Measured))
	}
	return claim
}

// tooLate reports whether an answer came so much later than the server sent it
// that the machine must have done much else: by half of its latency.
func tooLate(took timeline.Duration, latency time.Duration) bool {
	return took.Std() > latency+latency/2
}

func claimLoopThread(tl *timeline.Timeline, coroutines part, count int) Claim {
	lanes := coroutines.lanes()
	threads := executors(tl, lanes)
	return Claim{
		Text:     lang.T("Coroutines need one thread for it"),
		Holds:    len(lanes) == count && len(threads) == 1,
		Measured: lang.N(len(lanes), "%d coroutine on %s", "%d coroutines on %s", lang.N(len(threads), "%d thread", "%d threads")),
	}
}

func answerIOBound(_ Args, m Measured) lang.Text {
	parts, _ := partsOf(m)
	if len(parts[0].jobs) == 0 {
		return lang.T("No request was made.")
	}
	return lang.N(len(parts[0].jobs), "%d request: %s.", "%d requests: %s.", compareParts(parts))
}
