package threading

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestBarrierHoldsUntilAllHaveCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		barrier := NewBarrier(3)
		var threads []*Thread
		for i := range 3 {
			log.add("%d comes", i+1)
			thread := NewThread(t.Context(), DefaultName(i+1, "worker"), func(ctx context.Context) error {
				err := barrier.Wait(ctx)
				log.add("passed")
				return err
			})
			thread.Start()
			synctest.Wait() // it has passed, or waits
			threads = append(threads, thread)
		}
		for _, thread := range threads {
			if err := thread.Join(); err != nil {
				t.Error(err)
			}
		}
		log.check(t, "1 comes", "2 comes", "3 comes", "passed", "passed", "passed")
	})
}

func TestBarrierEndsWithItsContext(t *testing.T) {
	errOver := errors.New("over")
	ctx, cancel := context.WithCancelCause(t.Context())
	go cancel(errOver)
	if err := NewBarrier(2).Wait(ctx); !errors.Is(err, errOver) {
		t.Errorf("got %v, want %v", err, errOver)
	}
}
