package multiprocessing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// grace is how long a process that is asked to end may take before it is
// killed.
const grace = 2 * time.Second

// Process is a child process that runs one function. Whoever starts it joins
// it.
type Process struct {
	name string
	job  job
	args []*os.File // that the arguments share
	err  error      // why it cannot be started

	child  *os.Process
	line   *os.File      // the child reads it; its end tells the child to end
	stop   func() bool   // stops waiting for the end of Start's context
	ending sync.Once     // asks the child to end
	join   sync.Once     // waits for the child
	ended  chan struct{} // closed once exit is known
	exit   int
}

// ProcessName returns the name that Python gives the nth process that a program
// starts, from 1.
func ProcessName(n int) string { return fmt.Sprintf("Process-%d", n) }

// NewProcess returns a process that will run target. Its name is the one that
// charts show.
func NewProcess[A, R any](name string, target *Function[A, R], args A) *Process {
	p := &Process{name: name, args: filesOf(args), ended: make(chan struct{})}
	data, err := json.Marshal(args)
	if err != nil {
		p.err = fmt.Errorf("multiprocessing: arguments of %s: %w", target.name, err)
	}
	p.job = job{Process: name, Function: target.name, Call: callText(target.name, args, data), Args: data, Files: len(p.args)}
	return p
}

// Start starts the process. When ctx ends, the process is asked to end, and is
// killed if it does not. What the target prints goes to this process's own
// standard output.
func (p *Process) Start(ctx context.Context) error {
	if p.err != nil {
		return p.err
	}
	if p.child != nil {
		return fmt.Errorf("multiprocessing: %s was started before", p.name)
	}
	if err := p.spawn(ctx); err != nil {
		return lang.Errorf("multiprocessing: starting %s: %w", p.name, err)
	}
	noted := tracer.ChildStarted(ctx, p.PID())
	p.stop = p.endWith(ctx)
	if err := errors.Join(noted, p.sendJob(ctx)); err != nil {
		p.end()
		return errors.Join(lang.Errorf("multiprocessing: starting %s: %w", p.name, err), p.Join(ctx))
	}
	return nil
}

// spawn runs this executable again as a child of this package.
func (p *Process) spawn(ctx context.Context) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	stdin, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer stdin.Close()
	line, writeEnd, err := newPipe()
	if err != nil {
		return err
	}
	defer line.Close()
	p.child, err = os.StartProcess(executable, []string{executable, p.name}, &os.ProcAttr{
		Env:   append(tracer.Environ(ctx, os.Environ()), childVar+"=1"),
		Files: append([]*os.File{stdin, os.Stdout, os.Stderr, line}, p.args...),
	})
	if err != nil {
		writeEnd.Close()
		return err
	}
	p.line = writeEnd
	return nil
}

// sendJob tells the child what to run.
func (p *Process) sendJob(ctx context.Context) error {
	frame, key, err := encodeMessage(newKeys("process"), p.job)
	if err != nil {
		return err
	}
	tracer.Sent(ctx, key)
	err = newWriter(p.line).sendFrame(ctx, frame)
	if errors.Is(err, syscall.EPIPE) {
		return nil // The child is gone already; Join says how it ended.
	}
	return err
}

// Name returns the process's name.
func (p *Process) Name() string { return p.name }

// PID returns the process's id, 0 before Start.
func (p *Process) PID() int {
	if p.child == nil {
		return 0
	}
	return p.child.Pid
}

// Join waits until the process has ended. It returns an [*ExitError] if it did
// not end well. When ctx ends, so does the process, and Join returns ctx's error.
func (p *Process) Join(ctx context.Context) error {
	if p.child == nil {
		return fmt.Errorf("multiprocessing: cannot join %s before it is started", p.name)
	}
	defer p.endWith(ctx)()
	var err error
	p.join.Do(func() { err = p.wait(ctx) })
	switch {
	case err != nil:
		return lang.Errorf("multiprocessing: joining %s: %w", p.name, err)
	case p.exit != 0 && ctx.Err() != nil:
		return lang.Errorf("multiprocessing: %s was ended: %w", p.name, ctx.Err())
	case p.exit != 0:
		return &ExitError{Name: p.name, PID: p.PID(), Exitcode: p.exit}
	}
	return nil
}

// wait waits for the child and cleans up after it.
func (p *Process) wait(ctx context.Context) error {
	done := tracer.Await(ctx, timeline.Child, p.name)
	state, err := p.child.Wait()
	done()
	p.stop()
	closed := p.line.Close()
	if errors.Is(closed, os.ErrClosed) {
		closed = nil // by end
	}
	if err != nil {
		p.exit = -1
		close(p.ended)
		return err
	}
	p.exit = exitcode(state)
	close(p.ended)
	return errors.Join(closed, tracer.ChildExited(ctx, p.PID(), p.exit))
}

// Exitcode returns the exit status, or minus the number of the signal that
// killed the process. It is known once Join has returned.
func (p *Process) Exitcode() (code int, known bool) {
	select {
	case <-p.ended:
		return p.exit, true
	default:
		return 0, false
	}
}

// end asks the process to end, and has it killed if it has not done so after
// grace. It does not wait.
func (p *Process) end() {
	p.ending.Do(func() {
		p.line.Close()
		time.AfterFunc(grace, func() { p.child.Kill() }) // Does nothing to a process that was joined.
	})
}

// endWith ends the process when ctx ends, until stop is called.
func (p *Process) endWith(ctx context.Context) (stop func() bool) {
	if ctx.Err() != nil {
		p.end()
		return func() bool { return false }
	}
	return context.AfterFunc(ctx, p.end)
}

// exitcode returns how a process ended, as Python counts it.
func exitcode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return -int(status.Signal())
	}
	return state.ExitCode()
}
