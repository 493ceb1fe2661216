//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// load is what a producer puts on a queue.
type load struct {
	Queue       *Queue[string]
	First, Last int
	Padding     int    // bytes that make an item longer
	Taken       *Value // how many items the consumer has begun to take, or nil
	Full        *Connection
	Bound       int
}

var producer = Func("producer", func(ctx context.Context, l load) (None, error) {
	padding := strings.Repeat(".", l.Padding)
	for i := l.First; i <= l.Last; i++ {
		if err := l.Queue.Put(ctx, fmt.Sprint(i, padding)); err != nil {
			return None{}, err
		}
		if l.Taken == nil {
			continue
		}
		put := i - l.First + 1
		if taken := int(l.Taken.Get()); put-taken > l.Bound {
			return None{}, fmt.Errorf("%d items were put and %d taken: the bound is %d", put, taken, l.Bound)
		}
		if put == l.Bound {
			if err := l.Full.Send(ctx, "full"); err != nil {
				return None{}, err
			}
		}
	}
	return None{}, nil
})

// The producer checks after every Put that it is never further ahead than the
// bound. The consumer begins only when the queue is full.
func TestQueueBound(t *testing.T) {
	ctx := testContext(t)
	const bound, items = 3, 50
	queue, taken := ok(NewQueue[string](bound)), ok(NewValue(0))
	defer queue.Close()
	defer taken.Close()
	ours, theirs := ok2(Pipe())
	defer ours.Close()
	p := start(t, ctx, "producer", producer, load{Queue: queue, First: 1, Last: items, Taken: taken, Full: theirs, Bound: bound})
	must(t, theirs.Close())
	var message string
	must(t, ours.Recv(ctx, &message))
	for i := 1; i <= items; i++ {
		taken.Set(int64(i))
		if got, err := queue.Get(ctx); err != nil || got != fmt.Sprint(i) {
			t.Fatalf("item %d is %q, %v", i, got, err)
		}
	}
	must(t, p.Join(ctx))
}

// consumer takes items until it gets an empty one, and reports them.
type consumerArgs struct {
	Queue  *Queue[string]
	Report *Queue[string]
}

var consumer = Func("consumer", func(ctx context.Context, args consumerArgs) (None, error) {
	for {
		item, err := args.Queue.Get(ctx)
		if err != nil {
			return None{}, err
		}
		if item == "" {
			return None{}, nil
		}
		if err := args.Report.Put(ctx, strings.TrimRight(item, ".")); err != nil {
			return None{}, err
		}
	}
})

func TestQueueLosesAndDoublesNothing(t *testing.T) {
	for _, padding := range []int{0, 200_000} { // The latter is longer than a pipe holds.
		t.Run(fmt.Sprint("padding ", padding), func(t *testing.T) {
			ctx := testContext(t)
			const producers, consumers, each = 2, 2, 30
			queue, report := ok(NewQueue[string](4)), ok(NewQueue[string](producers*each))
			defer queue.Close()
			defer report.Close()
			var makers, takers []*Process
			for n := range producers {
				makers = append(makers, start(t, ctx, "producer", producer, load{Queue: queue, First: n * each, Last: n*each + each - 1, Padding: padding}))
			}
			for range consumers {
				takers = append(takers, start(t, ctx, "consumer", consumer, consumerArgs{queue, report}))
			}
			joinAll(t, ctx, makers)
			for range consumers {
				must(t, queue.Put(ctx, ""))
			}
			joinAll(t, ctx, takers)
			var got, want []string
			for i := range producers * each {
				got, want = append(got, ok(report.Get(ctx))), append(want, fmt.Sprint(i))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("taken: %v", got)
			}
		})
	}
}

// A consumer that is killed while it waits takes nothing with it.
func TestQueueSurvivesItsConsumer(t *testing.T) {
	ctx := testContext(t)
	queue, report := ok(NewQueue[string](1)), ok(NewQueue[string](1))
	defer queue.Close()
	defer report.Close()
	p := start(t, ctx, "consumer", consumer, consumerArgs{queue, report})
	must(t, queue.Put(ctx, "first"))
	if got := ok(report.Get(ctx)); got != "first" { // Now it waits for the next one, or is about to.
		t.Errorf("reported %q", got)
	}
	must(t, p.child.Kill())
	if err := p.Join(ctx); err == nil {
		t.Error("the killed consumer ended well")
	}
	must(t, queue.Put(ctx, "second"))
	if got := ok(queue.Get(ctx)); got != "second" {
		t.Errorf("got %q", got)
	}
}

func TestQueueMisuse(t *testing.T) {
	ctx := testContext(t)
	for _, bound := range []int{0, -1, maxTokens + 1} {
		if _, err := NewQueue[int](bound); err == nil {
			t.Errorf("a queue of %d places was made", bound)
		}
	}
	queue := ok(NewQueue[func()](1))
	defer queue.Close()
	if err := queue.Put(ctx, func() {}); err == nil {
		t.Error("a function was put")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := queue.Get(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v", err)
	}
}
