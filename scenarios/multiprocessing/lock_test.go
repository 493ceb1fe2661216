//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
)

// adding is what the processes share that count together.
type adding struct {
	Value *Value
	Lock  *Lock
	Owner *Value // 0 while nobody holds the lock
	Times int
}

var add = Func("add", func(ctx context.Context, a adding) (None, error) {
	for range a.Times {
		if err := a.Lock.Acquire(ctx); err != nil {
			return None{}, err
		}
		if owner := a.Owner.Get(); owner != 0 {
			return None{}, fmt.Errorf("%d holds the lock, too", owner)
		}
		a.Owner.Set(int64(os.Getpid()))
		a.Value.Set(a.Value.Get() + 1)
		a.Owner.Set(0)
		if err := a.Lock.Release(); err != nil {
			return None{}, err
		}
	}
	return None{}, nil
})

func TestLockUnderContention(t *testing.T) {
	ctx := testContext(t)
	a := adding{Value: ok(NewValue(-5)), Lock: ok(NewLock()), Owner: ok(NewValue(0)), Times: 5000}
	defer a.Value.Close()
	defer a.Lock.Close()
	defer a.Owner.Close()
	const processes = 4
	must(t, a.Lock.Acquire(ctx)) // All of them wait for it first.
	var adders []*Process
	for range processes {
		adders = append(adders, start(t, ctx, "add", add, a))
	}
	must(t, a.Lock.Release())
	joinAll(t, ctx, adders)
	if got := a.Value.Get(); got != processes*int64(a.Times)-5 {
		t.Errorf("the sum is %d, want %d", got, processes*a.Times-5)
	}
}

func TestCancelAnAcquire(t *testing.T) {
	background := testContext(t)
	lock := ok(NewLock())
	defer lock.Close()
	must(t, lock.Acquire(background))
	ctx, cancel := context.WithCancel(background)
	go cancel()
	if err := lock.Acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("acquire: %v", err)
	}
	must(t, lock.Release())
	must(t, lock.Acquire(background))
	must(t, lock.Release())
}

func BenchmarkLock(b *testing.B) {
	ctx := testContext(b)
	lock := ok(NewLock())
	defer lock.Close()
	for b.Loop() {
		must(b, lock.Acquire(ctx))
		must(b, lock.Release())
	}
}
