//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

var carre = Func("carre", func(ctx context.Context, x int) (int, error) { return x * x, nil })

func TestMapKeepsOrder(t *testing.T) {
	ctx := testContext(t)
	pool := ok(NewPool(ctx, 4))
	for _, n := range []int{5, 0, 100} {
		items, want := make([]int, n), make([]int, n)
		for i := range items {
			items[i], want[i] = i+1, (i+1)*(i+1)
		}
		if got, err := Map(ctx, pool, carre, items); err != nil || !slices.Equal(got, want) {
			t.Errorf("map of %d items: %v, %v", n, got, err)
		}
	}
	must(t, pool.Close(ctx))
}

// meeting is an item of work that waits for a named pipe, or lets the one who
// waits there go.
type meeting struct{ Await, Release string }

// meet returns the pid of the worker.
var meet = Func("meet", func(ctx context.Context, m meeting) (int, error) {
	if m.Await != "" {
		file, err := os.OpenFile(m.Await, os.O_RDONLY, 0) // Blocks until somebody opens it for writing.
		if err != nil {
			return 0, err
		}
		file.Close()
	}
	if m.Release != "" {
		file, err := os.OpenFile(m.Release, os.O_WRONLY, 0)
		if err != nil {
			return 0, err
		}
		file.Close()
	}
	return os.Getpid(), nil
})

// The first item keeps its worker busy until the last one is done. Only if each
// item goes to the worker that is free does the map end at all.
func TestFirstFreeWorkerTakesTheNextItem(t *testing.T) {
	ctx := testContext(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	pool := ok(NewPool(ctx, 2))
	pids, err := Map(ctx, pool, meet, []meeting{{Await: fifo}, {}, {}, {}, {Release: fifo}})
	must(t, err)
	for _, pid := range pids[1:] {
		if pid != pids[1] || pid == pids[0] {
			t.Errorf("the items ran on %v, want the first on one worker and all others on the other", pids)
		}
	}
	must(t, pool.Close(ctx))
}

// fragile is a square that may end otherwise, for items of a map.
var fragile = Func("fragile", func(ctx context.Context, how string) (string, error) {
	_, err := invoke(ctx, endings.name, fmt.Appendf(nil, "%q", how), nil)
	return "done: " + how, err
})

func TestFailuresInAPool(t *testing.T) {
	for _, test := range []struct {
		name  string
		items []string
		want  string
		left  int // workers
	}{
		{"error", []string{"", "error", ""}, `fragile("error") failed on ForkPoolWorker-N: no more stones`, 2},
		{"panic", []string{"", "panic", ""}, `fragile("panic") panicked on ForkPoolWorker-N: dropped a stone`, 2},
		{"death", []string{"", "signal", "", ""}, `fragile("signal") was lost: ForkPoolWorker-N (pid PID) was killed by signal 9 (killed)`, 1},
		{"exit", []string{"status", ""}, `fragile("status") was lost: ForkPoolWorker-N (pid PID) ended with exit status 3`, 1},
		{"all die", []string{"signal", "signal", ""}, `fragile("signal") was lost: ForkPoolWorker-N (pid PID) was killed by signal 9 (killed)`, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx := testContext(t)
			pool := ok(NewPool(ctx, 2))
			results, err := Map(ctx, pool, fragile, test.items)
			if err == nil || anonymous(err.Error()) != "multiprocessing: map: "+test.want {
				t.Errorf("results %q, error %v, want %s", results, err, test.want)
			}
			if len(pool.workers) != test.left {
				t.Errorf("%d workers are left, want %d", len(pool.workers), test.left)
			}
			if test.left == 0 {
				_, err := Map(ctx, pool, carre, []int{1})
				if !errors.Is(err, ErrNoWorkers) {
					t.Errorf("map without workers: %v", err)
				}
			} else if again, err := Map(ctx, pool, carre, []int{1, 2, 3}); err != nil || !slices.Equal(again, []int{1, 4, 9}) {
				t.Errorf("the next map: %v, %v", again, err)
			}
			must(t, pool.Close(ctx))
		})
	}
}

// anonymous replaces what differs from run to run in an error's text: which
// worker it was, and its pid.
func anonymous(text string) string {
	var words []string
	for word := range strings.SplitSeq(text, " ") {
		var n int
		if _, err := fmt.Sscanf(word, "ForkPoolWorker-%d", &n); err == nil {
			word = strings.Replace(word, fmt.Sprint("-", n), "-N", 1)
		}
		if _, err := fmt.Sscanf(word, "%d)", &n); err == nil && slices.Contains(words, "(pid") {
			word = strings.Replace(word, fmt.Sprint(n), "PID", 1)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// An item whose failure came first is the one that is reported, whatever its
// position.
func TestFirstFailureIsReported(t *testing.T) {
	ctx := testContext(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	pool := ok(NewPool(ctx, 2))
	// The first item fails only after the second has, which then lets it go.
	_, err := Map(ctx, pool, meet, []meeting{{Await: fifo, Release: "/none/late"}, {Release: "/none/early"}, {Release: fifo}})
	if err == nil || !strings.Contains(err.Error(), "/none/early") {
		t.Errorf("error %v, want the one of /none/early", err)
	}
	var remote *RemoteError
	if !errors.As(err, &remote) || remote.Call != `meet({"Await":"","Release":"/none/early"})` {
		t.Errorf("%#v", remote)
	}
	must(t, pool.Close(ctx))
}

// forever says that it runs by opening a named pipe, and then does so until it
// is told to end.
var forever = Func("forever", func(ctx context.Context, fifo string) (None, error) {
	file, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		return None{}, err
	}
	file.Close()
	<-ctx.Done()
	return None{}, ctx.Err()
})

func TestCancelAMap(t *testing.T) {
	background := testContext(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	pool := ok(NewPool(background, 3))
	ctx, cancel := context.WithCancel(background)
	go func() {
		defer cancel()
		if file, err := os.Open(fifo); err == nil {
			file.Close()
		}
	}()
	if _, err := Map(ctx, pool, forever, []string{fifo}); !errors.Is(err, context.Canceled) {
		t.Errorf("map: %v", err)
	}
	if err := pool.Close(ctx); err != nil && !errors.Is(err, context.Canceled) && !errors.As(err, new(*ExitError)) {
		t.Errorf("close: %v", err)
	}
}

// Who wants a map to end with the first worker that is lost ends its context.
func TestOnLoss(t *testing.T) {
	ctx, lost := context.WithCancelCause(testContext(t))
	pool := ok(NewPool(ctx, 2))
	pool.OnLoss(lost)
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	victim := pool.workers[0].process.PID()
	go func() {
		if file, err := os.Open(fifo); err == nil { // The one worker runs, and would for ever.
			file.Close()
			syscall.Kill(victim, syscall.SIGKILL)
		}
	}()
	if _, err := Map(ctx, pool, forever, []string{fifo}); !errors.Is(err, context.Canceled) {
		t.Errorf("map: %v, want %v", err, context.Canceled)
	}
	if exit := new(ExitError); !errors.As(context.Cause(ctx), &exit) || exit.Exitcode != -int(syscall.SIGKILL) {
		t.Errorf("lost: %v, want that a worker was killed", context.Cause(ctx))
	}
	pool.Close(ctx)
}

var usesLock = Func("usesLock", func(context.Context, *Lock) (None, error) { return None{}, nil })

func TestMisuseOfAPool(t *testing.T) {
	ctx := testContext(t)
	if _, err := NewPool(ctx, 0); err == nil {
		t.Error("a pool of 0 workers was made")
	}
	lock := ok(NewLock())
	defer lock.Close()
	pool := ok(NewPool(ctx, 1))
	if _, err := Map(ctx, pool, usesLock, []*Lock{lock}); err == nil || !strings.Contains(err.Error(), "as an argument of NewProcess") {
		t.Errorf("map over locks: %v", err)
	}
	if _, err := Map(ctx, pool, &Function[int, int]{"unknown"}, []int{1}); err == nil || !strings.Contains(err.Error(), "not registered") {
		t.Errorf("map of a function that the workers do not have: %v", err)
	}
	must(t, pool.Close(ctx))
	if _, err := Map(ctx, pool, carre, []int{1}); !errors.Is(err, ErrNoWorkers) {
		t.Errorf("map after Close: %v", err)
	}
}

func BenchmarkPoolItem(b *testing.B) {
	ctx := testContext(b)
	pool := ok(NewPool(ctx, 1))
	items := make([]int, b.N)
	b.ResetTimer()
	if _, err := Map(ctx, pool, carre, items); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	must(b, pool.Close(ctx))
}

func BenchmarkProcess(b *testing.B) {
	ctx := testContext(b)
	for b.Loop() {
		p := NewProcess("Process-1", endings, "return")
		must(b, p.Start(ctx))
		must(b, p.Join(ctx))
	}
}
