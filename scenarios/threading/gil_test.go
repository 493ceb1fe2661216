package threading

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The tests of the protocol run in a bubble whose clock moves only when every
// goroutine waits: what happens after the switch interval is exact.

const tick = time.Nanosecond

func TestAWaiterAsksForTheGILAfterTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGIL(SwitchInterval)
		first, second := &ThreadState{gil: g}, &ThreadState{gil: g}
		mustTake(t, g, first)
		taken := takeInBackground(t, g, second)

		time.Sleep(SwitchInterval - tick)
		synctest.Wait()
		if g.dropRequest.Load() {
			t.Error("requested before the interval was over")
		}
		time.Sleep(tick)
		synctest.Wait()
		if !g.dropRequest.Load() {
			t.Error("not requested after the interval")
		}
		g.dropOnRequest(t.Context(), first)
		<-taken
		if g.dropRequest.Load() {
			t.Error("still requested after it was taken")
		}
		g.drop()
	})
}

// A thread whose interval ends asks for nothing if the GIL changed hands
// meanwhile: the new holder has its own interval before it.
func TestAChangeOfHandsBeginsANewInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGIL(SwitchInterval)
		first, second, third := &ThreadState{gil: g}, &ThreadState{gil: g}, &ThreadState{gil: g}
		mustTake(t, g, first) // at 0 ms
		secondTook := takeInBackground(t, g, second)
		time.Sleep(time.Millisecond)
		thirdTook := takeInBackground(t, g, third) // waits from 1 ms on
		time.Sleep(2 * time.Millisecond)
		g.drop() // at 3 ms
		<-secondTook

		time.Sleep(4 * time.Millisecond) // 7 ms: the third's interval ended at 6 ms
		synctest.Wait()
		if g.dropRequest.Load() {
			t.Error("requested 3 ms after the GIL changed hands")
		}
		time.Sleep(4 * time.Millisecond) // 11 ms: and its next one now
		synctest.Wait()
		if !g.dropRequest.Load() {
			t.Error("not requested after an interval without a change")
		}
		g.dropOnRequest(t.Context(), second)
		<-thirdTook
		g.drop()
	})
}

func TestDropOnRequestWaitsForTheSwitch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGIL(SwitchInterval)
		first, second := &ThreadState{gil: g}, &ThreadState{gil: g}
		mustTake(t, g, first)
		taken := takeInBackground(t, g, second)
		time.Sleep(SwitchInterval)
		synctest.Wait()

		g.dropOnRequest(t.Context(), first)
		if !holds(g, second) {
			t.Error("it returned before the other thread had the GIL")
		}
		<-taken
		g.drop()
		if switches := g.switchCount(); switches != 2 {
			t.Errorf("%d switches, want 2: to the first thread and to the second", switches)
		}
	})
}

func TestWhoeverGivesUpTakesItsRequestBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGIL(SwitchInterval)
		first, second := &ThreadState{gil: g}, &ThreadState{gil: g}
		mustTake(t, g, first)
		ctx, cancel := context.WithCancel(t.Context())
		var err error
		gaveUp := make(chan struct{})
		go func() {
			defer close(gaveUp)
			err = g.take(ctx, second)
		}()
		time.Sleep(SwitchInterval)
		synctest.Wait()
		cancel()
		<-gaveUp
		if !errors.Is(err, context.Canceled) {
			t.Errorf("take returned %v", err)
		}
		if g.dropRequest.Load() {
			t.Error("the request of a thread that gave up still stands")
		}
		g.drop()
	})
}

// A thread that was asked for the GIL waits for the one that asked, until that
// one gives up.
func TestNobodyWaitsForAThreadThatGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGIL(SwitchInterval)
		first := &ThreadState{gil: g}
		mustTake(t, g, first)
		g.takers++ // another thread is inside take,
		g.dropRequest.Store(true)
		dropped := make(chan struct{})
		go func() {
			defer close(dropped)
			g.dropOnRequest(t.Context(), first)
		}()
		synctest.Wait()
		select {
		case <-dropped:
			t.Error("it did not wait for the thread that asked")
		default:
		}
		g.mu.Lock()
		g.takers-- // and leaves it without the GIL
		g.giveUp()
		g.mu.Unlock()
		<-dropped
	})
}

// Many threads, an interval so short that most turns are requested, and half of
// the waits given up: never two hold the GIL, and nobody waits forever.
func TestNeverTwoHolders(t *testing.T) {
	g := newGIL(20 * time.Microsecond)
	var inside atomic.Int32
	var threads sync.WaitGroup
	for i := range 16 {
		threads.Go(func() {
			self := &ThreadState{gil: g}
			for round := range 200 {
				ctx, cancel := context.WithCancel(t.Context())
				if (i+round)%2 == 0 {
					time.AfterFunc(time.Duration(round)*time.Microsecond, cancel)
				}
				if g.take(ctx, self) == nil {
					if n := inside.Add(1); n != 1 {
						t.Errorf("%d threads hold the GIL", n)
					}
					for range round % 4 * 10_000 { // long enough for requests in some turns
						if g.dropRequest.Load() {
							break
						}
					}
					inside.Add(-1)
					g.dropOnRequest(ctx, self)
				}
				cancel()
			}
		})
	}
	threads.Wait()
}

func mustTake(t *testing.T, g *gil, state *ThreadState) {
	t.Helper()
	if err := g.take(t.Context(), state); err != nil {
		t.Fatal(err)
	}
}

// takeInBackground returns when the thread waits for the GIL, and what it
// returns is closed when the thread has it.
func takeInBackground(t *testing.T, g *gil, state *ThreadState) <-chan struct{} {
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		if err := g.take(t.Context(), state); err != nil {
			t.Error(err)
		}
	}()
	synctest.Wait()
	return taken
}

func holds(g *gil, state *ThreadState) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.held && g.lastHolder == state
}
