package asyncio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	. "ctrace/scenarios/asyncio"
)

// TestWaitForCancelledTwice cancels a task that waits in WaitFor for what it has
// cancelled: it does not wait any longer, and what it left behind goes on.
func TestWaitForCancelledTwice(t *testing.T) {
	release, cleaned := false, false
	cleansUp := Def("cleans_up()", func(ctx context.Context) error {
		err := Sleep(ctx, time.Minute)
		for !release {
			if turned := turn(ctx); turned != nil {
				return turned
			}
		}
		cleaned = true
		return err
	})
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		task := CreateTask(ctx, Def("waits()", func(ctx context.Context) error {
			_, err := WaitFor(ctx, cleansUp, time.Minute)
			return err
		}))
		err := turns(ctx, 2)
		task.Cancel()
		err = errors.Join(err, turns(ctx, 2))
		task.Cancel()
		if _, cancelled := Await(ctx, task); !errors.Is(cancelled, ErrCancelled) || errors.Is(cancelled, ErrTimeout) {
			t.Errorf("waits() ended with %v, want %v", cancelled, ErrCancelled)
		}
		if cleaned {
			t.Error("waits() waited for the end of what it had cancelled")
		}
		release = true
		return errors.Join(err, turns(ctx, 2))
	}))
	if err != nil {
		t.Error(err)
	}
	if !cleaned {
		t.Error("what was cancelled did not get to clean up")
	}
}

func TestTimeoutSaysForWhat(t *testing.T) {
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		_, err := WaitFor(ctx, forever("slow()"), time.Millisecond)
		return err
	}))
	const want = "asyncio: timeout after 1ms: slow()"
	if !errors.Is(err, ErrTimeout) || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
}
