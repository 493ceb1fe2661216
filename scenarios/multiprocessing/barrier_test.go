//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// rendezvous is what processes share that meet at a barrier.
type rendezvous struct {
	Barrier *Barrier
	Lock    *Lock
	Come    *Value // how many have come
	Parties int
}

// comeAndPass checks that nobody passes before all have come.
var comeAndPass = Func("come and pass", func(ctx context.Context, m rendezvous) (None, error) {
	if err := m.Lock.Acquire(ctx); err != nil {
		return None{}, err
	}
	m.Come.Set(m.Come.Get() + 1)
	if err := errors.Join(m.Lock.Release(), m.Barrier.Wait(ctx)); err != nil {
		return None{}, err
	}
	if come := m.Come.Get(); come != int64(m.Parties) {
		return None{}, fmt.Errorf("passed when %d of %d had come", come, m.Parties)
	}
	return None{}, nil
})

func TestBarrierHoldsUntilAllHaveCome(t *testing.T) {
	ctx := testContext(t)
	const parties = 4
	m := rendezvous{Barrier: ok(NewBarrier(parties)), Lock: ok(NewLock()), Come: ok(NewValue(0)), Parties: parties}
	defer m.Barrier.Close()
	defer m.Lock.Close()
	defer m.Come.Close()
	var processes []*Process
	for n := range parties {
		processes = append(processes, start(t, ctx, ProcessName(n+1), comeAndPass, m))
	}
	joinAll(t, ctx, processes)
}

func TestBarrierEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(testContext(t))
	b := ok(NewBarrier(2))
	defer b.Close()
	go cancel()
	if err := b.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: %v, want %v", err, context.Canceled)
	}
}

func TestBarrierForNobody(t *testing.T) {
	if _, err := NewBarrier(0); err == nil {
		t.Error("no error")
	}
}
