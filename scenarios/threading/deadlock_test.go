package threading

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// circle starts threads of which each holds a lock and wants the next one's, and
// returns once all wait.
func circle(ctx context.Context, watch *LockWatch, locks []*Lock) []*Thread {
	var threads []*Thread
	barrier := NewBarrier(len(locks))
	for i := range locks {
		name := DefaultName(i+1, "transfer")
		thread := NewThread(ctx, name, func(ctx context.Context) error {
			return watch.With(ctx, name, locks[i], func() error {
				if err := barrier.Wait(ctx); err != nil {
					return err
				}
				return watch.With(ctx, name, locks[(i+1)%len(locks)], func() error { return nil })
			})
		})
		thread.Start()
		threads = append(threads, thread)
	}
	synctest.Wait()
	return threads
}

func TestLockWatchFindsTheCycle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		watch := NewLockWatch()
		threads := circle(ctx, watch, []*Lock{NewLock("A"), NewLock("B"), NewLock("C")})
		cycle, err := watch.Await(ctx)
		if err != nil {
			t.Fatal(err)
		}
		want := []Blocked{
			{"Thread-1 (transfer)", "A", "B"}, {"Thread-2 (transfer)", "B", "C"}, {"Thread-3 (transfer)", "C", "A"},
		}
		for range cycle { // It may begin with any of the threads.
			if cycle[0] != want[0] {
				cycle = append(cycle[1:], cycle[0])
			}
		}
		if !slices.Equal(cycle, want) {
			t.Errorf("cycle %v, want %v", cycle, want)
		}
		deadlock := &DeadlockError{Cycle: want[:2]}
		cancel(deadlock)
		for _, thread := range threads {
			if err := thread.Join(); !errors.Is(err, deadlock) {
				t.Errorf("%s: %v, want %v", thread.Name(), err, deadlock)
			}
		}
		const text = "deadlock: Thread-1 (transfer) holds A and waits for B, Thread-2 (transfer) holds B and waits for C"
		if deadlock.Error() != text {
			t.Errorf("it reads %q, want %q", deadlock, text)
		}
	})
}

// A thread that waits for one in a cycle is in none itself, and a chain of waits is
// none.
func TestLockWatchFollowsWhoWaits(t *testing.T) {
	a, b, c := NewLock("A"), NewLock("B"), NewLock("C")
	for _, test := range []struct {
		name   string
		holder map[*Lock]string
		wanted map[string]*Lock
		want   []Blocked
	}{
		{"nobody holds it", nil, map[string]*Lock{"me": a}, nil},
		{"a chain", map[*Lock]string{a: "1", b: "2"}, map[string]*Lock{"me": a, "1": b}, nil},
		{"a cycle of others", map[*Lock]string{a: "1", b: "2", c: "3"}, map[string]*Lock{"me": a, "1": b, "2": a}, nil},
		{"a cycle of two", map[*Lock]string{a: "1", c: "me"}, map[string]*Lock{"me": a, "1": c},
			[]Blocked{{"me", "C", "A"}, {"1", "A", "C"}}},
		{"a lock that one has already", map[*Lock]string{a: "me"}, map[string]*Lock{"me": a}, []Blocked{{"me", "A", "A"}}},
	} {
		watch := LockWatch{holder: test.holder, wanted: test.wanted}
		if got := watch.cycle("me"); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestLockWatchForgetsWhatIsGivenBack(t *testing.T) {
	watch, a, b := NewLockWatch(), NewLock("A"), NewLock("B")
	nothing := func() error { return nil }
	for _, order := range [][2]*Lock{{a, b}, {b, a}} {
		err := watch.With(t.Context(), "me", order[0], func() error { return watch.With(t.Context(), "me", order[1], nothing) })
		if err != nil {
			t.Error(err)
		}
	}
	if len(watch.holder)+len(watch.wanted)+len(watch.found) != 0 {
		t.Errorf("held %v, wanted %v", watch.holder, watch.wanted)
	}
}

func TestLockWatchAwaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if cycle, err := NewLockWatch().Await(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want %v", cycle, err, context.Canceled)
	}
}
