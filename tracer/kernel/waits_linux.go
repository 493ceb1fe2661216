package kernel

import "time"

const (
	// longWait is from when on it is worth looking up what a thread waits for.
	longWait = int64(time.Millisecond)
	// asksPerRound bounds how long a round of sample takes, at some 10 µs each.
	asksPerRound = 64
)

// waits finds out what threads wait for while they are off their CPUs.
//
// The drain loop shows it each event with observe, in order and before it writes
// it, and calls sample after each round. It is for one goroutine.
//
// An answer belongs to the wait in which it was read. Whether the thread got a
// CPU before that is known only from the events of the next round, so an answer
// is held back until then.
type waits struct {
	explainer *explainer
	threads   map[int]*waiter
	queue     []offCPU  // who left a CPU, in that order; those that are back stay in it until their turn
	asked     []*waiter // whose answers are held back
	again     []later   // who is to be asked once more
	lost      int64     // when switches were lost last
}

// waiter is a thread that has waited at least once.
type waiter struct {
	files taskFiles
	since int64 // when it left its CPU to wait; 0 while it is on one or could be

	answer   *answer // what it waits for, until that is emitted
	schedule schedstat
	measured bool // schedule was read during this wait
}

// offCPU is a wait.
type offCPU struct {
	thread *waiter
	since  int64
}

// goesOn reports whether it is not over.
func (o offCPU) goesOn() bool { return o.thread.since == o.since }

// later is a wait of which more can be found out from some time on.
type later struct {
	offCPU
	at int64
}

func newWaits() *waits {
	return &waits{explainer: newExplainer(), threads: map[int]*waiter{}}
}

// observe follows the threads through e. It emits what is now known about the
// wait that e ends, and sets e.Delay.
func (w *waits) observe(e *Event, emit func(Event)) {
	switch e.Kind {
	case SwitchOut:
		if !e.Preempted {
			w.left(e)
		}
	case SwitchIn:
		if t := w.threads[e.TID]; t != nil && t.since != 0 {
			t.emitAnswer(e.Time, emit)
			e.Delay = w.delay(t, e.Time)
			t.back()
		}
	case Fork, Exit: // An id that is forked again belongs to a new thread, its end was lost.
		w.forget(e.TID)
		if e.TID == e.PID {
			w.explainer.forget(e.PID)
		}
	case Name:
		if e.Exec {
			w.explainer.forget(e.PID)
		}
	case Lost:
		w.lost = e.Time
	}
}

// left begins a wait.
func (w *waits) left(e *Event) {
	t := w.threads[e.TID]
	if t == nil {
		t = &waiter{files: taskFiles{pid: e.PID, tid: e.TID}}
		w.threads[e.TID] = t
	}
	t.back() // Its way in was lost if it was out.
	t.since = e.Time
	w.queue = append(w.queue, offCPU{t, e.Time})
}

// sample emits the answers of the round before, and asks what the threads wait
// for that have waited long. All events until now have been observed.
func (w *waits) sample(now int64, emit func(Event)) {
	for _, t := range w.asked {
		t.emitAnswer(now, emit)
	}
	w.asked = w.asked[:0]
	asks := w.askAgain(now)
	done := 0
	for ; done < len(w.queue) && asks < asksPerRound; done++ {
		next := w.queue[done]
		if next.since > now-longWait {
			break
		}
		if next.goesOn() {
			w.ask(next.thread)
			asks++
		}
	}
	w.queue = append(w.queue[:0], w.queue[done:]...)
}

// settled reports whether every wait is explained, as far as it can be.
func (w *waits) settled() bool { return len(w.queue)+len(w.asked)+len(w.again) == 0 }

// askAgain asks those for whom it is time, and returns how many.
func (w *waits) askAgain(now int64) (asks int) {
	due := w.again
	w.again = nil
	for _, l := range due {
		switch {
		case !l.goesOn():
		case l.at > now:
			w.again = append(w.again, l)
		default:
			w.ask(l.thread)
			asks++
		}
	}
	return asks
}

// ask looks up what t waits for.
func (w *waits) ask(t *waiter) {
	schedule, err := w.explainer.schedule(&t.files)
	t.schedule, t.measured = schedule, err == nil
	found, ok := w.explainer.explain(&t.files)
	if !ok || found.kind == Ready && t.since <= w.lost {
		return // With switches lost it may well be on a CPU.
	}
	t.answer = &found
	w.asked = append(w.asked, t)
	if found.again != 0 && len(w.again) < asksPerRound {
		w.again = append(w.again, later{offCPU{t, t.since}, found.again})
	}
}

// emitAnswer emits the answer if it was read before end, until which the thread
// has waited; a later one may belong to another wait.
func (t *waiter) emitAnswer(end int64, emit func(Event)) {
	if a := t.answer; a != nil && a.time < end {
		emit(Event{Kind: a.kind, Time: a.time, PID: t.files.pid, TID: t.files.tid, Reason: a.reason, Text: a.text})
	}
	t.answer = nil
}

// delay returns for how long before now, when it got a CPU, t had been ready. It
// is known if t has not got one again since, which the kernel counts.
func (w *waits) delay(t *waiter, now int64) int64 {
	if !t.measured {
		return 0
	}
	schedule, err := w.explainer.schedule(&t.files)
	if err != nil || schedule.arrivals != t.schedule.arrivals+1 {
		return 0
	}
	return min(max(schedule.delay-t.schedule.delay, 0), now-t.since)
}

// back ends a wait.
func (t *waiter) back() {
	t.since, t.answer, t.measured = 0, nil, false
}

func (w *waits) forget(tid int) {
	if t := w.threads[tid]; t != nil {
		t.back()
		t.files.close(w.explainer.limit)
		delete(w.threads, tid)
	}
}

// close closes the files that are kept open.
func (w *waits) close() {
	for tid := range w.threads {
		w.forget(tid)
	}
	w.explainer.close()
}
