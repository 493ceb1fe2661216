package asyncio

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// TestExecutorIsBounded asks for more blocking calls at once than there may be
// threads: all of them are made, in order, by as many threads as there may be.
func TestExecutorIsBounded(t *testing.T) {
	calls := 3 * maxWorkers()
	begun, goOn := make(chan int, calls), make(chan None)
	var workers int
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		var tasks []Awaitable[int]
		for i := range calls {
			tasks = append(tasks, DefValue(fmt.Sprintf("task(%d)", i), func(ctx context.Context) (int, error) {
				return ToThread(ctx, "blocks()", func(context.Context) (int, error) {
					begun <- i
					<-goOn
					return i, nil
				})
			}))
		}
		go func() {
			for range calls {
				goOn <- None{}
			}
		}()
		results, err := Gather(ctx, tasks...)
		if !slices.IsSorted(results) || len(results) != calls {
			t.Errorf("results %v", results)
		}
		workers = current(ctx).loop.threads.workers
		return err
	}))
	if err != nil {
		t.Error(err)
	}
	if workers != maxWorkers() {
		t.Errorf("%d threads, want %d", workers, maxWorkers())
	}
	if len(begun) != calls {
		t.Errorf("%d of %d calls were made", len(begun), calls)
	}
}
