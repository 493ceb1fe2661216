package tracer

import (
	"context"
	"os/exec"
	"syscall"
	"time"
)

// tree is the observed process, the leader of a process group of its own, and
// everything that it starts. What leaves the group on purpose (setsid) is a
// daemon and no longer counts.
type tree struct {
	leader int           // pid and process group
	gone   chan struct{} // closed when nothing of the tree is left
}

// startTree starts cmd as the leader of a tree.
func startTree(cmd *exec.Cmd) (*tree, error) {
	cmd.SysProcAttr = ownGroup()
	adopt()
	if err := cmd.Start(); err != nil {
		release()
		return nil, err
	}
	return &tree{leader: cmd.Process.Pid, gone: make(chan struct{})}, nil
}

// waitForRest waits until nothing of the tree is left, once its leader has
// ended and been waited for, and adds what the rest used.
func (t *tree) waitForRest(usage *Usage) error {
	defer release()
	defer close(t.gone)
	return t.reap(usage)
}

// endings are the steps by which a tree is ended, and how long each may take:
// ask, have each tracer save what it has, kill.
var endings = []struct {
	signal syscall.Signal
	grace  time.Duration
}{
	{syscall.SIGINT, 3 * time.Second},
	{saveSignal, 500 * time.Millisecond},
	{syscall.SIGKILL, 0},
}

// endWhenDone ends the tree when ctx is done. The function that it returns must
// be called when the tree is gone, and reports whether the tree was ended.
func (t *tree) endWhenDone(ctx context.Context) (ended func() bool) {
	result := make(chan bool)
	go func() {
		select {
		case <-t.gone:
			result <- false
		case <-ctx.Done():
			t.end()
			result <- true
		}
	}()
	return func() bool { return <-result }
}

// end ends the tree, step by step until it is gone.
func (t *tree) end() {
	for _, step := range endings {
		t.signal(step.signal)
		if step.grace == 0 {
			return
		}
		timer := time.NewTimer(step.grace)
		select {
		case <-t.gone:
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
