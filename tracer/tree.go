package tracer

import (
	"context"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// tree is the observed process and everything that it starts.
//
// Usually the process leads a process group of its own. What leaves that group
// on purpose (setsid) is a daemon and no longer counts.
//
// A shared tree stays in this process's group, so that the terminal is the
// program's as much as it was this process's. It is every descendant of this
// process, daemons included.
type tree struct {
	leader int // pid, and process group unless it is shared
	shared bool
	gone   chan struct{} // closed when nothing of the tree is waited for any more

	mu      sync.Mutex
	ended   bool // the leader has ended: its pid may be another process's by now
	stopped bool // the leader is stopped, by job control; known of a shared tree only
}

// plant prepares for a tree, which starts when cmd does.
func plant(cmd *exec.Cmd, shared bool) *tree {
	if !shared {
		cmd.SysProcAttr = ownGroup()
	}
	adopt()
	return &tree{shared: shared, gone: make(chan struct{})}
}

// uproot undoes plant, where cmd did not start.
func (t *tree) uproot() { release() }

// waitForLeader waits for the leader, adds what it used, and returns how it
// ended.
func (t *tree) waitForLeader(cmd *exec.Cmd, usage *Usage) (syscall.WaitStatus, error) {
	status, err := t.awaitLeader(cmd, usage)
	t.mu.Lock()
	t.ended = true
	t.mu.Unlock()
	return status, err
}

// await waits for the leader as package exec does.
func await(cmd *exec.Cmd, usage *Usage) (syscall.WaitStatus, error) {
	err := cmd.Wait()
	var status syscall.WaitStatus
	if cmd.ProcessState != nil {
		usage.addProcess(cmd.ProcessState)
		status, _ = cmd.ProcessState.Sys().(syscall.WaitStatus)
	}
	return status, err
}

// signalLeader signals the leader, unless it has ended.
func (t *tree) signalLeader(sig syscall.Signal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		signalOne(t.leader, sig)
	}
}

func (t *tree) leaderEnded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

// waitForRest waits until nothing of the tree is left, once its leader has
// ended, or until enough is closed. It adds what the rest used.
func (t *tree) waitForRest(enough <-chan struct{}, usage *Usage) error {
	defer release()
	defer close(t.gone)
	var rest Usage
	reaped := make(chan error, 1)
	go func() { reaped <- t.reap(&rest) }()
	select {
	case err := <-reaped:
		usage.add(rest)
		return err
	case <-enough:
	}
	select {
	case err := <-reaped:
		usage.add(rest)
		return err
	case <-time.After(lingering):
		return nil // what is left lives on, and nobody looks
	}
}

// endings are the steps by which a tree is ended, and how long each may take:
// ask, have each tracer save what it has, kill, and kill what was started
// meanwhile.
var endings = []struct {
	signal syscall.Signal
	grace  time.Duration
}{
	{syscall.SIGINT, 3 * time.Second},
	{saveSignal, 500 * time.Millisecond},
	{syscall.SIGKILL, 50 * time.Millisecond},
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

// end ends the tree, step by step until it is gone. The last step is repeated.
func (t *tree) end() {
	for i := 0; ; i = min(i+1, len(endings)-1) {
		t.signal(endings[i].signal)
		timer := time.NewTimer(endings[i].grace)
		select {
		case <-t.gone:
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
