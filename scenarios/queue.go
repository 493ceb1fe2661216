package scenarios

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed queue.go
var queueSource string

var queue = &Scenario{
	Name:    "queue",
	Section: "2",
	Doc: lang.T(`A producer and a consumer process on a Queue
The producer puts numbers into a queue with few places, the consumer takes them
out. At first the producer is the slow one: the queue is empty, and the consumer
waits. Then the consumer is: the queue is full, and the producer waits.`),
	Call: "queue.put(item); item = queue.get()",
	Params: []Param{
		{Name: "items", Doc: lang.T("how many items of a slow producer, and then for a slow consumer"), Default: 5, Min: 1, Max: 200},
		{Name: "places", Doc: lang.T("how many items the queue takes"), Default: 2, Min: 1, Max: 100},
	},
	Source:  queueSource,
	Run:     runQueue,
	Drawing: drawQueue,
	Claims:  claimQueue,
	Answer:  answerQueue,
}

// The names of the two processes.
const (
	producerName = "producer"
	consumerName = "consumer"
)

// handOver is what the two processes are told.
type handOver struct {
	Items int           // of each half
	Pause time.Duration // of whoever is slow, for each item
	Queue *multiprocessing.Queue[int]
	Start *multiprocessing.Barrier // Both begin together.
	Taken *multiprocessing.Queue[[]int]
}

// String leaves the details out of the names of calls.
func (handOver) String() string { return "queue" }

var produce = multiprocessing.Func("produce", func(ctx context.Context, h handOver) (multiprocessing.None, error) {
	if err := h.Start.Wait(ctx); err != nil {
		return multiprocessing.None{}, err
	}
	for item := 1; item <= 2*h.Items; item++ {
		if item <= h.Items {
			if err := threading.Sleep(ctx, h.Pause); err != nil {
				return multiprocessing.None{}, err
			}
		}
		if err := h.Queue.Put(ctx, item); err != nil {
			return multiprocessing.None{}, err
		}
	}
	return multiprocessing.None{}, nil
})

var consume = multiprocessing.Func("consume", func(ctx context.Context, h handOver) (multiprocessing.None, error) {
	if err := h.Start.Wait(ctx); err != nil {
		return multiprocessing.None{}, err
	}
	var taken []int
	for len(taken) < 2*h.Items {
		item, err := h.Queue.Get(ctx)
		if err != nil {
			return multiprocessing.None{}, err
		}
		taken = append(taken, item)
		if len(taken) <= h.Items {
			continue
		}
		if err := threading.Sleep(ctx, h.Pause); err != nil {
			return multiprocessing.None{}, err
		}
	}
	return multiprocessing.None{}, h.Taken.Put(ctx, taken)
})

func runQueue(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	threading.MainThread(ctx)
	h, err := newHandOver(args)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	processes := []*multiprocessing.Process{
		multiprocessing.NewProcess(producerName, produce, h),
		multiprocessing.NewProcess(consumerName, consume, h),
	}
	if err := runTogether(ctx, processes, nil); err != nil {
		return nil, err
	}
	taken, err := h.Taken.Get(ctx)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "Consommés : %s\n", pythonList(taken))
	return taken, nil
}

func newHandOver(args Args) (handOver, error) {
	h := handOver{Items: args.Int("items"), Pause: queuePause(args)}
	var errs [3]error
	h.Queue, errs[0] = multiprocessing.NewQueue[int](args.Int("places"))
	h.Start, errs[1] = multiprocessing.NewBarrier(2)
	h.Taken, errs[2] = multiprocessing.NewQueue[[]int](1)
	if err := errors.Join(errs[:]...); err != nil {
		return h, errors.Join(err, h.close())
	}
	return h, nil
}

// close closes what was made.
func (h handOver) close() error {
	var errs []error
	if h.Queue != nil {
		errs = append(errs, h.Queue.Close())
	}
	if h.Start != nil {
		errs = append(errs, h.Start.Close())
	}
	if h.Taken != nil {
		errs = append(errs, h.Taken.Close())
	}
	return errors.Join(errs...)
}

func queuePause(args Args) time.Duration { return args.Seconds(0.3) }

// drawQueue draws when each item is put and taken if nothing but the pauses and
// the queue's places takes time.
func drawQueue(args Args) *timeline.Timeline {
	items, places, pause := args.Int("items"), args.Int("places"), queuePause(args)
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "queue")
	producer, consumer := d.drawPair(parent, producerName), d.drawPair(parent, consumerName)
	taken := make([]time.Duration, 2*items)
	var put, free time.Duration // when the producer put the last item, and when the consumer is free
	for i := range taken {
		made := put
		if i < items {
			made += pause
		}
		producer.bar(d, put, made, timeline.Sleep)
		put = made
		if i >= places {
			put = max(made, taken[i-places])
		}
		producer.bar(d, made, put, timeline.Queue)
		taken[i] = max(put, free)
		consumer.bar(d, free, taken[i], timeline.Queue)
		d.arrow(timeline.Send, producer.thread, put, consumer.thread, taken[i])
		free = taken[i]
		if i >= items {
			free += pause
		}
		consumer.bar(d, taken[i], free, timeline.Sleep)
	}
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, free, timeline.Waiting, timeline.Child)
	}
	return d.done()
}

func answerQueue(args Args, m Measured) lang.Text {
	producer, consumer, items := queueItems(m.Timeline)
	if m.Python {
		return lang.Text{}
	}
	if len(items) == 0 {
		return lang.T("No item went through the queue.")
	}
	waits := [2]timeline.Duration{}
	for i, id := range []timeline.LaneID{consumer, producer} {
		waits[i] = m.Timeline.LifeTotals(id).Waiting[timeline.Queue]
	}
	return lang.N(len(items),
		"%d item went through a queue with %s: the consumer waited %s for items, the producer %s for room.",
		"%d items went through a queue with %s: the consumer waited %s for items, the producer %s for room.",
		lang.N(args.Int("places"), "%d place", "%d places"), waits[0], waits[1])
}
