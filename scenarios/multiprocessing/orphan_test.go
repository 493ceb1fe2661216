//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// ownerArgs are the arguments of a process that owns a pool.
type ownerArgs struct {
	PIDs *Connection // where it tells the pids of its workers
	FIFO string      // for busyForever
}

// owner owns a pool whose workers are busy, but for one.
var owner = Func("owner", func(ctx context.Context, args ownerArgs) (None, error) {
	pool, err := NewPool(ctx, 3)
	if err != nil {
		return None{}, err
	}
	for _, w := range pool.workers {
		if err := args.PIDs.Send(ctx, w.process.PID()); err != nil {
			return None{}, err
		}
	}
	_, err = Map(ctx, pool, busyForever, []string{args.FIFO, args.FIFO})
	return None{}, errors.Join(err, pool.Close(ctx))
})

// busyForever says that it runs by opening a named pipe, and then computes
// without end.
var busyForever = Func("busyForever", func(_ context.Context, fifo string) (None, error) {
	file, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		return None{}, err
	}
	file.Close()
	spin()
	return None{}, nil
})

func TestWorkersEndWithTheirOwner(t *testing.T) {
	ctx := testContext(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	ours, theirs := ok2(Pipe())
	defer ours.Close()
	p := start(t, ctx, "owner", owner, ownerArgs{theirs, fifo})
	must(t, theirs.Close())
	var ends []func() error
	for range 3 {
		var pid int
		must(t, ours.Recv(ctx, &pid))
		ends = append(ends, watch(t, pid))
	}
	ok(os.Open(fifo)).Close() // At least one is busy now.
	must(t, p.child.Kill())
	var exit *ExitError
	if err := p.Join(ctx); !errors.As(err, &exit) || exit.Exitcode != -int(syscall.SIGKILL) {
		t.Errorf("the owner: %v", err)
	}
	for _, end := range ends {
		must(t, end())
	}
}
