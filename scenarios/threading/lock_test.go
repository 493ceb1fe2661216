package threading

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestLockGoesToWhoeverCameFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		lock := NewLock("lock")
		if err := lock.Acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		var threads []*Thread
		for i := range 5 {
			thread := NewThread(t.Context(), DefaultName(i+1, "worker"), func(ctx context.Context) error {
				return lock.With(ctx, func() error { log.add("%d", i+1); return nil })
			})
			thread.Start()
			synctest.Wait() // it waits for the lock
			threads = append(threads, thread)
		}
		log.add("released")
		lock.Release()
		for _, thread := range threads {
			if err := thread.Join(); err != nil {
				t.Error(err)
			}
		}
		log.check(t, "released", "1", "2", "3", "4", "5")
	})
}

// The counter is a plain variable: the race detector, too, checks the lock.
func TestLockExcludes(t *testing.T) {
	const rounds = 1000
	lock, counter := NewLock("counter"), 0
	var threads []*Thread
	for i := range 8 {
		thread := NewThread(t.Context(), DefaultName(i+1, "add"), func(ctx context.Context) error {
			for range rounds {
				if err := lock.With(ctx, func() error { counter++; return nil }); err != nil {
					return err
				}
			}
			return nil
		})
		thread.Start()
		threads = append(threads, thread)
	}
	for _, thread := range threads {
		if err := thread.Join(); err != nil {
			t.Error(err)
		}
	}
	if want := len(threads) * rounds; counter != want {
		t.Errorf("counted %d, want %d", counter, want)
	}
}

func TestWithReleasesWhenItsFunctionPanics(t *testing.T) {
	lock := NewLock("lock")
	thread := NewThread(t.Context(), "Thread-1", func(ctx context.Context) error {
		return lock.With(ctx, func() error { panic("boom") })
	})
	thread.Start()
	if err := thread.Join(); err == nil {
		t.Error("the panic is lost")
	}
	if !lock.tryAcquire() {
		t.Error("the lock is still held")
	}
}

func TestReleaseNeedsAHeldLock(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NewLock("free").Release()
}
