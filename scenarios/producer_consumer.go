package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed producer_consumer.go
var producerConsumerSource string

var producerConsumer = &Scenario{
	Name:    "producer-consumer",
	Section: beyond,
	Doc: lang.T(`A bounded queue between a fast producer and a slow consumer
The producer would be three times as fast, but an asyncio.Queue(maxsize=2) holds it
back: put() waits while the queue is full. So the consumer sets the pace, and no more
than two items ever lie there. At the beginning the consumer waits for the first.`),
	Call: "await queue.put(item), item = await queue.get()",
	Params: []Param{
		{Name: "items", Doc: lang.T("how many items"), Default: 10, Min: 10, Max: 200},
		{Name: "maxsize", Doc: lang.T("how many the queue holds at most"), Default: 2, Min: 1, Max: 4},
	},
	Source:  producerConsumerSource,
	Run:     runProducerConsumer,
	Drawing: drawProducerConsumer,
	Claims:  claimProducerConsumer,
	Answer:  answerProducerConsumer,
}

// The two coroutines.
const (
	asyncProducer = "producer()"
	asyncConsumer = "consumer()"
)

// produceTime and consumeTime are how long each works on one item.
func produceTime(args Args) time.Duration { return args.Seconds(0.1) }
func consumeTime(args Args) time.Duration { return args.Seconds(0.3) }

// producerConsumerResult is what went through the queue.
type producerConsumerResult struct {
	Consumed []int `json:"consumed"`
	Most     int   `json:"most"` // that the queue held after a put
}

func runProducerConsumer(ctx context.Context, args Args, out io.Writer) (any, error) {
	items := args.Int("items")
	queue := asyncio.NewQueue[int]("items", args.Int("maxsize"))
	var result producerConsumerResult

	producer := asyncio.Def(asyncProducer, func(ctx context.Context) error {
		for item := range items {
			if err := asyncio.Sleep(ctx, produceTime(args)); err != nil {
				return err
			}
			if err := queue.Put(ctx, item+1); err != nil {
				return err
			}
			tracer.Sent(ctx, itemKey(item+1))
			result.Most = max(result.Most, queue.Len())
		}
		return nil
	})

	consumer := asyncio.Def(asyncConsumer, func(ctx context.Context) error {
		for range items {
			item, err := queue.Get(ctx)
			if err != nil {
				return err
			}
			tracer.Received(ctx, itemKey(item))
			if err := asyncio.Sleep(ctx, consumeTime(args)); err != nil {
				return err
			}
			result.Consumed = append(result.Consumed, item)
		}
		fmt.Fprintf(out, "%d éléments consommés\n", len(result.Consumed))
		return nil
	})

	main := asyncio.DefValue("main()", func(ctx context.Context) (producerConsumerResult, error) {
		_, err := asyncio.Gather(ctx, producer, consumer)
		return result, err
	})

	return asyncio.Run(ctx, main)
}

// itemKey is the key of the message that an item is.
func itemKey(item int) string { return "asyncio.Queue item " + strconv.Itoa(item) }

// drawProducerConsumer draws each item's way: it is made, put once there is room,
// taken once the consumer is free, and consumed.
func drawProducerConsumer(args Args) *timeline.Timeline {
	d, thread := loopDrawing("producer-consumer")
	producer := d.lane(thread, timeline.Coroutine, asyncProducer)
	consumer := d.lane(thread, timeline.Coroutine, asyncConsumer)
	var put, free time.Duration // When the latest item was put, and the consumer will be free.
	var taken []time.Duration
	for item := range args.Int("items") {
		made := put + produceTime(args)
		d.bar(producer, put, made, timeline.Waiting, timeline.Sleep)
		put = made
		if before := item - args.Int("maxsize"); before >= 0 {
			put = max(made, taken[before])
		}
		d.bar(producer, made, put, timeline.Waiting, timeline.Queue)
		take := max(put, free)
		taken = append(taken, take)
		d.arrow(timeline.Send, producer, put, consumer, take)
		d.bar(consumer, free, take, timeline.Waiting, timeline.Queue)
		free = take + consumeTime(args)
		d.bar(consumer, take, free, timeline.Waiting, timeline.Sleep)
	}
	return d.done()
}

func claimProducerConsumer(args Args, m Measured) []Claim {
	var result producerConsumerResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = producerConsumerResult{} // Nothing went through: no claim about it holds.
	}
	producers, consumers := asyncPair(m.Timeline)
	return []Claim{
		m.goOnly(claimAllConsumed(result, args.Int("items"))),
		m.goOnly(claimBound(result, args.Int("maxsize"))),
		claimBackPressure(m.Timeline, producers, consumers),
		claimPace(m.Timeline, producers, consumers),
		claimOneThread(m.Timeline, slices.Concat(producers, consumers), 2),
	}
}

// asyncPair returns the lanes of the producer and of the consumer. Python writes them
// with their queue.
func asyncPair(tl *timeline.Timeline) (producers, consumers []timeline.LaneID) {
	return lanesNamed(tl, timeline.Coroutine, strings.TrimSuffix(asyncProducer, ")")),
		lanesNamed(tl, timeline.Coroutine, strings.TrimSuffix(asyncConsumer, ")"))
}

func claimAllConsumed(result producerConsumerResult, items int) Claim {
	var want []int
	for item := range items {
		want = append(want, item+1)
	}
	return Claim{
		Text:     lang.T("Nothing is lost or doubled, and all keeps its order"),
		Holds:    slices.Equal(result.Consumed, want),
		Measured: lang.T("%d of %d items: %s", len(result.Consumed), items, shortList(result.Consumed)),
	}
}

func claimBound(result producerConsumerResult, maxsize int) Claim {
	return Claim{
		Text:     lang.N(maxsize, "The queue never holds more than %d item, and it does fill up", "The queue never holds more than %d items, and it does fill up"),
		Holds:    result.Most == maxsize,
		Measured: lang.N(result.Most, "%d item at most", "%d items at most"),
	}
}

func claimBackPressure(tl *timeline.Timeline, producers, consumers []timeline.LaneID) Claim {
	full, empty := waitsOf(tl, producers, timeline.Queue), waitsOf(tl, consumers, timeline.Queue)
	return Claim{
		Text:  lang.T("Back pressure: the producer waits while the queue is full, the consumer only for the first item"),
		Holds: len(full) > 0 && len(empty) == 1,
		Measured: lang.T("waits of the producer for room: %d, %s in all; of the consumer for an item: %d, %s in all",
			len(full), waitedFor(tl, producers, timeline.Queue), len(empty), waitedFor(tl, consumers, timeline.Queue)),
	}
}

// claimPace looks at the consumer's time from the first item on. Had the two worked
// in turn, it would have waited for items for as long as the producer works.
func claimPace(tl *timeline.Timeline, producers, consumers []timeline.LaneID) Claim {
	made, consumed := waitedFor(tl, producers, timeline.Sleep), waitedFor(tl, consumers, timeline.Sleep)
	var idle timeline.Duration
	for i, wait := range waitsOf(tl, consumers, timeline.Queue) {
		if i > 0 {
			idle += wait.Length()
		}
	}
	return Claim{
		Text:     lang.T("The slower of the two sets the pace: once it has begun, it never lacks work"),
		Holds:    made > 0 && consumed > 0 && 2*idle < made,
		Measured: lang.T("consuming took %s, producing %s; the consumer then waited %s for items", consumed, made, idle),
	}
}

func answerProducerConsumer(_ Args, m Measured) lang.Text {
	producers, consumers := asyncPair(m.Timeline)
	return lang.T("The queue held the producer back for %s; the consumer waited %s for items in its %s.",
		waitedFor(m.Timeline, producers, timeline.Queue), waitedFor(m.Timeline, consumers, timeline.Queue), makespan(m.Timeline, consumers))
}
