package kernel

import "time"

// polledLane makes switches of what the kernel has counted for a thread, as read
// from time to time. What it ran adds up exactly; when it ran is exact only to
// the time between two readings, or to that between two ticks of the kernel,
// which it takes to count the time of a thread that stays on its CPU.
type polledLane struct {
	pid, tid int
	cpu      int
	open     bool      // it is on its CPU, or was taken off without that having been noticed yet
	end      int64     // until when it is accounted for
	seen     schedstat // what is accounted for, but for debt
	debt     int64     // ns that it ran and that found no room before the time of the reading
	looked   int64     // when its counts were read last
	changed  int64     // when they were last found to have changed
}

// counted is what is known of a thread at a time.
type counted struct {
	schedstat
	time  int64
	ready bool // to run, or running
	cpu   int
}

// The kernel counts the time of a running thread 100 to 1,000 times a second.
const (
	longestTick = int64(12 * time.Millisecond) // it never takes longer
	usualTick   = int64(4 * time.Millisecond)
)

// update accounts for what has changed until c.
//
// A thread that got a CPU once more since the reading before may have left it
// already at l.end. It has, if it was ready ever since: then what it was ready
// for makes up the time. If not, it was away between the readings only. Where
// these are close, it counts as running on, else as away in the middle.
func (l *polledLane) update(c counted, emit func(Event)) {
	ran := l.owed(c.run - l.seen.run)
	delay := c.delay - l.seen.delay
	arrived := c.arrivals != l.seen.arrivals
	window := c.time - l.looked
	l.cpu = c.cpu
	switch {
	case !l.open && (ran > 0 || arrived):
		idle := max(window-ran, 0)
		l.enter(c.time-idle/2-ran, delay, emit)
	case arrived && delay > 0 && l.end+delay >= l.looked-window-longWait:
		before := min(max(l.looked-l.end-delay, 0), ran) // it ran on after l.end
		l.extend(before, c.time)
		ran -= before
		l.leave(true, emit)
		l.enter(min(l.end+delay, c.time-ran), 0, emit)
	case arrived && c.ready && c.time-l.end-ran > 2*longWait:
		l.extend(ran/2, c.time)
		ran -= ran / 2
		l.leave(delay > (c.time-l.end-ran)/2, emit)
		l.enter(c.time-ran, delay, emit)
	}
	l.extend(ran, c.time)
	l.seen, l.looked, l.changed = c.schedstat, c.time, c.time
	if !c.ready {
		l.leave(false, emit)
	}
}

// isOther reports whether counts cannot be those of the same thread, which was
// seen before. A thread that executes a program takes the id of its process's
// first, and keeps its own counts.
func (l *polledLane) isOther(counts schedstat, now int64) bool {
	return counts.run < l.seen.run || counts.delay < l.seen.delay || counts.arrivals < l.seen.arrivals ||
		counts.run-l.seen.run > now-l.looked+longestTick
}

// unchanged notes that a reading shows no change.
func (l *polledLane) unchanged(now int64, emit func(Event)) {
	l.looked = now
	if now-l.changed > longestTick {
		l.leave(true, emit)
	}
}

// exit ends the lane at some time after the last reading and until now. What the
// thread ran in the end is known from its process; unknown is less than 0. Then a
// thread that was on its CPU is taken to have run on from there, but for no longer
// than the kernel leaves uncounted.
func (l *polledLane) exit(now, ran int64, emit func(Event)) {
	end := l.looked + (now-l.looked)/2
	if ran < 0 && l.open {
		ran = min(max(end-l.end, 0), usualTick)
	}
	if ran > 0 && !l.open {
		l.enter(now-ran, 0, emit)
	}
	if l.open {
		l.extend(l.owed(ran), now)
		end = l.end
	}
	emit(Event{Kind: Exit, Time: max(end, l.end), PID: l.pid, TID: l.tid})
}

// settled returns the time before which the lane is known.
func (l *polledLane) settled() int64 {
	if l.open {
		return l.end
	}
	return l.looked
}

// enter puts the thread on its CPU, after it had been ready for delay.
func (l *polledLane) enter(at, delay int64, emit func(Event)) {
	at = max(at, l.end)
	emit(Event{Kind: SwitchIn, Time: at, CPU: l.cpu, PID: l.pid, TID: l.tid, Delay: min(delay, at-l.end)})
	l.open, l.end = true, at
}

// owed returns what the thread ran of late, with the debt, which it settles.
func (l *polledLane) owed(ran int64) int64 {
	ran += l.debt
	l.debt = 0
	return ran
}

// extend has the thread run on, until now at most. The rest becomes debt.
func (l *polledLane) extend(ran, now int64) {
	end := min(l.end+ran, max(now, l.end))
	l.debt += l.end + ran - end
	l.end = end
}

// leave takes the thread off its CPU, if it is on it.
func (l *polledLane) leave(preempted bool, emit func(Event)) {
	if l.open {
		emit(Event{Kind: SwitchOut, Time: l.end, CPU: l.cpu, PID: l.pid, TID: l.tid, Preempted: preempted})
	}
	l.open = false
}
