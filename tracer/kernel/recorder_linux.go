package kernel

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// Recorder follows a tree of processes and writes what happens to a file.
type Recorder struct {
	mode    Mode
	refused error
	file    *os.File

	stopping chan struct{}
	stop     sync.Once
	gone     chan struct{}
	done     chan struct{} // closed when stats and failure can be read
	stats    Stats
	failure  error
}

// observer is a way to follow a tree. It is for one goroutine.
type observer interface {
	// wait waits until the given time of CLOCK_MONOTONIC, or until there is
	// much to do.
	wait(until int64)
	// poll emits what happened until now, nearly in order, and returns when it
	// wants to be called again.
	poll(now int64, emit func(Event)) (next int64)
	// gone reports whether nothing of the tree is left.
	gone() bool
	// finish emits what poll has held back.
	finish(now int64, emit func(Event))
	// refused counts the threads' waits that it was not permitted to look into.
	refused() uint64
	close()
}

// Start records the tree of process root into the file path. Root is a process
// that [Launch] has started: in mode Perf it is followed from the program on
// that it executes next.
//
// In mode Auto the tree is followed as exactly as is permitted.
// [Recorder.Mode] tells how.
func Start(root int, mode Mode, path string) (*Recorder, error) {
	return startWith(kernelCalls, root, mode, path)
}

func startWith(calls perfCalls, root int, mode Mode, path string) (*Recorder, error) {
	r := &Recorder{stopping: make(chan struct{}), gone: make(chan struct{}), done: make(chan struct{})}
	o, err := r.observe(calls, root, mode)
	if err != nil {
		return nil, lang.Errorf("kernel: %w", err)
	}
	r.file, err = os.Create(path)
	if err != nil {
		o.close()
		return nil, lang.Errorf("kernel: %w", err)
	}
	header := Header{Mode: r.mode, CPUs: runtime.NumCPU(), PID: root, StartMono: monotonic()}
	if cpus, err := onlineCPUs(); err == nil {
		header.CPUs = len(cpus)
	}
	w := NewWriter(r.file, header)
	w.Flush() // Whenever the recorder is killed, the file opens. The error comes again.
	go r.run(o, w)
	return r, nil
}

// observe returns an observer for the mode, and notes which one it is and why
// it is not a better one.
func (r *Recorder) observe(calls perfCalls, root int, mode Mode) (observer, error) {
	if mode == Perf || mode == Auto {
		p, err := newPerf(calls, root)
		if err == nil {
			r.mode = Perf
			return p, nil
		}
		if mode == Perf {
			return nil, err
		}
		r.refused = err
	}
	if mode == Poll || mode == Auto {
		p, err := newPoller(root)
		if err == nil {
			r.mode = Poll
			return pacedPoller{p}, nil
		}
		return nil, errors.Join(r.refused, err)
	}
	return nil, lang.Errorf("in mode %v there is nothing to record", mode)
}

// pacedPoller is a poller that can wait.
type pacedPoller struct{ *poller }

func (pacedPoller) wait(until int64) { pollUntil(until, nil) }

// Mode returns how the tree is followed. The error says why it is not followed
// more exactly, if Start was to find out.
func (r *Recorder) Mode() (Mode, error) { return r.mode, r.refused }

// Gone returns a channel that is closed when the tree is gone, background
// processes included, or the recorder was stopped.
func (r *Recorder) Gone() <-chan struct{} { return r.gone }

// Stop ends the recording, whether the tree is gone or not, and returns what was
// recorded. It can be called more than once.
func (r *Recorder) Stop() (Stats, error) {
	r.stop.Do(func() { close(r.stopping) })
	<-r.done
	return r.stats, r.failure
}

// flushTime is how much of a recording may be lost, in ns, if its recorder is
// killed.
const flushTime = int64(20 * time.Millisecond)

// run follows the tree until it is gone or the recorder is stopped.
func (r *Recorder) run(o observer, w *Writer) {
	defer close(r.done)
	runtime.LockOSThread() // for good: the thread is not as others are
	askForShortSlices()
	began := threadTime()
	r.stats.Mode = r.mode
	emit := func(e Event) {
		w.Append(e)
		r.stats.count(&e)
	}
	now := monotonic()
	for flushed := now; !o.gone() && !r.stopped(); {
		o.wait(o.poll(now, emit))
		if now = monotonic(); now-flushed >= flushTime {
			w.Flush() // the error comes again
			flushed = now
		}
	}
	o.finish(now, emit)
	emit(Event{Kind: End, Time: now})
	r.stats.Refused = o.refused()
	o.close()
	r.stats.CPU = threadTime() - began
	r.failure = errors.Join(w.Flush(), r.file.Close())
	close(r.gone)
}

func (r *Recorder) stopped() bool {
	select {
	case <-r.stopping:
		return true
	default:
		return false
	}
}

// threadTime returns the CPU time of this thread.
func threadTime() time.Duration {
	var used unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used) != nil {
		return 0 // It cannot fail on any kernel that Go runs on.
	}
	return time.Duration(used.Nano())
}
