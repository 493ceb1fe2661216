package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed pool.go
var poolSource string

var pool = &Scenario{
	Name:    "pool",
	Section: "2b",
	Doc: lang.T(`A pool of processes applies one function to many items
The items fan out over the pool's processes, each of which takes the next one as
soon as it is free, and the results fan in, in the order of the items. The course's
carre only squares; this one computes for a while before, so that there is something
to see.`),
	Call: "with Pool(4) as p: p.map(carre, [1, 2, 3, 4, 5])",
	Params: []Param{
		{Name: "workers", Doc: lang.T("how many processes"), Default: 4, Min: 1, Max: 64},
		{Name: "items", Doc: lang.T("how many items"), Default: 5, Min: 1, Max: 500},
		{Name: "cpu", Doc: lang.T("CPU time that each item computes for, in ms"), Default: 250, Min: 0, Max: 10_000},
	},
	Source:  poolSource,
	Run:     runPool,
	Drawing: drawPool,
	Claims:  claimPool,
	Answer:  answerPool,
}

// carreName is the function that is applied.
const carreName = "carre"

// square is an item: the course's number, and for how long to compute.
type square struct {
	X   int
	CPU time.Duration
}

// String returns the item as the course writes it, so that its call reads
// "carre(3)".
func (s square) String() string { return fmt.Sprint(s.X) }

var carre = multiprocessing.Func(carreName, func(ctx context.Context, s square) (int, error) {
	if err := compute(ctx, s.CPU); err != nil {
		return 0, err
	}
	return s.X * s.X, nil
})

func runPool(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	items := make([]square, args.Int("items"))
	for i := range items {
		items[i] = square{X: i + 1, CPU: workOf(args)}
	}
	squares, err := mapOnPool(ctx, args.Int("workers"), carre, items)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(out, pythonList(squares))
	return squares, nil
}

// drawPool draws each item on the worker that is free first.
func drawPool(args Args) *timeline.Timeline {
	work, workers := workOf(args), args.Int("workers")
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "pool")
	lanes, free := make([][2]timeline.LaneID, workers), make([]time.Duration, workers)
	for n := range lanes {
		process, thread := d.drawProcess(0, parent, multiprocessing.WorkerName(n+1))
		lanes[n] = [2]timeline.LaneID{process, thread}
	}
	end := time.Duration(0)
	for i := range args.Int("items") {
		n := i % workers // All items take as long: the workers become free in turn.
		for _, lane := range lanes[n] {
			d.bar(lane, free[n], free[n]+work, timeline.Running, timeline.NoReason)
		}
		d.arrow(timeline.Send, main, free[n], lanes[n][1], free[n])
		free[n] += work
		d.arrow(timeline.Send, lanes[n][1], free[n], main, free[n])
		end = max(end, free[n])
	}
	for n := range lanes {
		for _, lane := range lanes[n] {
			d.bar(lane, free[n], end, timeline.Waiting, timeline.Queue)
		}
	}
	d.bar(parent, 0, end, timeline.Waiting, timeline.Queue)
	d.bar(main, 0, end, timeline.Waiting, timeline.Queue)
	return d.done()
}

func answerPool(args Args, m Measured) lang.Text {
	calls := callsOf(m.Timeline)
	if len(calls) == 0 {
		return lang.T("No item was worked on.")
	}
	work := timeline.Duration(args.Int("items")) * timeline.Duration(workOf(args))
	return lang.N(len(calls),
		"%d item with %s of computing took %s on %s.",
		"%d items with %s of computing took %s on %s.",
		work, spanOf(calls), lang.N(len(callsByProcess(m.Timeline, calls)), "%d process", "%d processes"))
}

func claimPool(args Args, m Measured) []Claim {
	calls := callsOf(m.Timeline)
	return []Claim{
		claimOrder(m, args.Int("items")),
		claimEveryItemOnce(calls, args.Int("items")),
		claimNeverMore(m.Timeline, calls, args.Int("workers")),
		m.goOnly(claimFirstFree(m.Timeline)),
	}
}

// claimOrder compares what map returned and what was printed with the squares.
func claimOrder(m Measured, items int) Claim {
	var got, want []int
	err := json.Unmarshal(m.Result, &got)
	for i := range items {
		want = append(want, (i+1)*(i+1))
	}
	claim := Claim{Text: lang.T("map returns the results in the order of the items"), Measured: lang.T("map returned nothing")}
	if err == nil {
		claim.Holds = slices.Equal(got, want) && countLines(m.Output, pythonList(want)) == 1
		claim.Measured = lang.Data(pythonList(got))
	}
	return claim
}
