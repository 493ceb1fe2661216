package kernel

import (
	"container/heap"
	"math"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// poller follows a tree of processes by polling /proc, and makes of what it sees
// the events that the kernel would have reported. It is for one goroutine on a
// thread of its own:
//
//	p, err := newPoller(root) // before the root executes its program
//	for !p.gone() {
//		next := p.poll(monotonic(), emit)
//		// wait until next
//	}
//	p.finish(monotonic(), emit)
//	p.close()
//
// Processes and threads that begin and end between two rounds are not seen.
type poller struct {
	explainer *explainer
	root      int
	begun     bool      // the root has executed its program
	before    schedstat // what the root's first thread had run before that
	total     int64     // ns that the root had run before that, in all
	empty     int       // rounds at the end of which nothing was left
	processes map[int]*polledProcess
	threads   []*polledThread // of all processes
	known     map[int]bool    // their ids
	groups    map[int]bool    // process groups that were seen in the tree
	newest    int             // id of the newest process or thread of the machine
	arguments arguments
	held      eventHeap
	released  int64         // until when events have been emitted
	round     int64         // when the last one began
	used      time.Duration // CPU time of the thread at its end
}

// polledProcess is a process of the tree.
type polledProcess struct {
	first    *polledThread // nil if it has ended before others
	threads  int
	stack    uint64 // where its stack starts: by chance, for each program that it executes
	executed int64  // when it did that last
	counted  int64  // ns that its threads ran, as far as was seen
}

// polledThread is a thread of the tree.
type polledThread struct {
	polledLane
	process *polledProcess
	files   taskFiles
	name    string
	ended   bool  // though its process has other threads: one of these may take its place
	due     int64 // when to ask what it waits for
}

// pollShare is how much of the time rounds take at most, as a divisor.
const pollShare = 10

var errNoCounts = lang.Errorf("this kernel does not count what threads run (CONFIG_SCHED_INFO), or /proc is not its own")

// newPoller starts at root, a process that exists. It fails where the kernel
// does not count what it needs.
func newPoller(root int) (*poller, error) {
	if err := canPoll(); err != nil {
		return nil, err
	}
	p := &poller{
		explainer: newExplainer(),
		root:      root,
		processes: map[int]*polledProcess{},
		known:     map[int]bool{},
		groups:    map[int]bool{},
		round:     monotonic(),
	}
	if err := p.lookBefore(); err != nil {
		return nil, lang.Errorf("process %d: %w", root, err)
	}
	p.noteGroup(root)
	return p, nil
}

// canPoll returns why polling is not possible here, or nil.
func canPoll() error {
	self := taskFiles{pid: unix.Getpid(), tid: unix.Gettid()}
	x := newExplainer()
	defer self.close(x.limit)
	counted, err := x.schedule(&self)
	if err != nil {
		return lang.Errorf("polling /proc: %w", err)
	}
	if counted.run == 0 {
		return lang.Errorf("polling /proc: %w", errNoCounts)
	}
	return nil
}

// poll looks at the whole tree, and returns when it wants to do so next: in a
// millisecond, or later where the tree is so large that this would cost the
// machine too much. Events are emitted in the order of their times, some 10 ms
// late, since the kernel updates what it counts by its own ticks.
func (p *poller) poll(now int64, emit func(Event)) (next int64) {
	if p.used == 0 {
		p.used = threadTime()
	}
	p.discover()
	p.look()
	if p.empty++; !p.begun || len(p.threads) > 0 {
		p.empty = 0
	}
	p.arguments.sample(p.hold)
	p.round = now
	p.release(p.settled(now), emit)
	before := p.used
	p.used = threadTime()
	return now + max(roundTime, pollShare*int64(p.used-before))
}

// look reads the counts of all threads.
func (p *poller) look() {
	var ended []*polledThread
	asks, most := 0, asksPerRound+len(p.threads)/4 // of many threads, rounds are rare
	alive := p.threads[:0]
	for _, t := range p.threads {
		if !p.lookAt(t) {
			ended = append(ended, t)
			continue
		}
		alive = append(alive, t)
		if !t.open && t.looked >= t.due && asks < most {
			p.ask(t)
			asks++
		}
	}
	clear(p.threads[len(alive):])
	p.threads = alive
	for _, t := range ended {
		p.end(t)
	}
}

// lookAt reads the counts of a thread, and the rest if they have changed. It
// returns false if the thread is no more. The first of a process is there until its
// last one has ended.
func (p *poller) lookAt(t *polledThread) bool {
	counts, err := p.explainer.schedule(&t.files)
	now := monotonic()
	switch {
	case err != nil:
		return !gone(err)
	case counts == t.seen && !t.ended:
		t.unchanged(now, p.hold)
		return true
	}
	stat, err := p.explainer.stat(&t.files)
	if err != nil {
		return !gone(err)
	}
	if t.tid == t.pid && t.isOther(counts, now) {
		t.seen = counts
	}
	t.process.counted += max(counts.run-t.seen.run, 0)
	t.update(counted{counts, now, stat.state == 'R', stat.cpu}, p.hold)
	t.due = now + longWait
	t.ended = stat.ended()
	if t.ended {
		t.due = math.MaxInt64
		return t.tid == t.pid && t.process.threads > 1
	}
	p.renamed(t, stat, now)
	return true
}

// renamed emits a new name, or the execution of a program.
func (p *poller) renamed(t *polledThread, stat taskStat, now int64) {
	switch {
	case t.hasExecuted(stat):
		p.executes(t, stat, now)
	case stat.name != t.name:
		p.hold(Event{Kind: Name, Time: now, PID: t.pid, TID: t.tid, Text: stat.name})
	}
	t.name = stat.name
}

// hasExecuted reports whether the process of its first thread has executed another
// program.
func (t *polledThread) hasExecuted(stat taskStat) bool {
	return t.tid == t.pid && stat.loaded && stat.stack != t.process.stack
}

// ask looks up what a thread waits for that has not got a CPU since it was looked
// at, which is looked at once more.
func (p *poller) ask(t *polledThread) {
	t.due = math.MaxInt64
	found, ok := p.explainer.explain(&t.files)
	if found.again != 0 {
		t.due = found.again
	}
	counts, err := p.explainer.schedule(&t.files)
	if ok && err == nil && counts == t.seen {
		p.hold(Event{Kind: found.kind, Time: found.time, PID: t.pid, TID: t.tid, Reason: found.reason, Text: found.text})
	}
}

// end ends a thread that was not found any more. What it ran in the end is what
// its process has run and was not seen.
func (p *poller) end(t *polledThread) {
	now, left := monotonic(), int64(-1)
	if total, err := processTime(t.pid); err == nil {
		left = min(max(total-t.process.counted, 0), now-t.end)
		t.process.counted += left
	}
	t.exit(now, left, p.hold)
	p.drop(t)
}

// drop forgets a thread, and its process after the last one.
func (p *poller) drop(t *polledThread) {
	t.files.close(p.explainer.limit)
	delete(p.known, t.tid)
	t.process.threads--
	if t.process.first == t {
		t.process.first = nil
	}
	if t.process.threads == 0 {
		delete(p.processes, t.pid)
		p.explainer.forget(t.pid)
		p.arguments.ended(t.pid)
	}
}

// processTime returns the CPU time of a process, as of the last tick, its ended
// threads included.
func processTime(pid int) (int64, error) {
	const perProcess = 2 // CPUCLOCK_SCHED of the kernel's posix-timers
	var used unix.Timespec
	err := unix.ClockGettime(int32(^pid<<3|perProcess), &used)
	return used.Nano(), err
}

// gone reports whether no process of the tree is left. One round may find no
// thread because the last ones have just started others.
func (p *poller) gone() bool { return p.empty >= 2 }

// finish emits what poll still holds back.
func (p *poller) finish(now int64, emit func(Event)) {
	p.release(now, emit)
}

func (p *poller) refused() uint64 { return p.explainer.refused }

// close closes the files that are kept open.
func (p *poller) close() {
	for _, t := range p.threads {
		t.files.close(p.explainer.limit)
	}
	p.explainer.close()
}

// settled returns the time before which no event can come any more.
func (p *poller) settled(now int64) int64 {
	for _, t := range p.threads {
		now = min(now, t.settled())
	}
	return now
}

// hold holds an event back until no older one can come.
func (p *poller) hold(e Event) {
	e.Time = max(e.Time, p.released)
	heap.Push(&p.held, e)
}

// release emits the events before end.
func (p *poller) release(end int64, emit func(Event)) {
	for len(p.held.events) > 0 && p.held.events[0].Time <= end {
		emit(heap.Pop(&p.held).(Event))
	}
	p.released = max(p.released, end)
}
