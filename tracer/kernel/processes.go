package kernel

import (
	"strconv"
	"strings"

	"ctrace/tracer/timeline"
)

// processLane is a process, whose lane is derived from those of its threads.
type processLane struct {
	lane    timeline.LaneID
	pid     int
	name    string
	start   timeline.Time
	end     timeline.Time // of the last of its threads, while none lives
	main    timeline.LaneID
	threads []timeline.LaneID // all that it has had
	living  []*threadLane
	goesOn  bool // beyond what was seen of it
}

// lifeKey is the identity of processes and threads that live one after the other.
type lifeKey struct {
	kind    timeline.Kind
	pid, id int
}

// identity returns the ID of a new lane: a system gives the ids of the dead away
// again.
func (r *reading) identity(kind timeline.Kind, pid, id int) int64 {
	key := lifeKey{kind, pid, id}
	before := r.lives[key]
	r.lives[key]++
	return timeline.Reborn(int64(id), before)
}

// process returns the process with that id, a new one that is older than what was
// seen of it if it is not known.
func (r *reading) process(pid int) *processLane {
	if p := r.processes[pid]; p != nil && p.lives(r.now) {
		return p
	}
	return r.newProcess(pid, timeline.NoLane, "", true)
}

func (r *reading) newProcess(pid int, parent timeline.LaneID, name string, older bool) *processLane {
	p := &processLane{pid: pid, name: name, start: r.now, end: r.now, main: timeline.NoLane}
	p.lane = r.b.Lane(timeline.Lane{
		Kind: timeline.Process, PID: pid, ID: r.identity(timeline.Process, pid, pid), Name: name,
		Parent: parent, Start: r.now, BornBefore: older,
	})
	r.processes[pid] = p
	r.family = append(r.family, p)
	return p
}

// lives reports whether a process has threads, or had until now: the last one may
// become the first one.
func (p *processLane) lives(now timeline.Time) bool { return len(p.living) > 0 || p.end == now }

func (p *processLane) add(t *threadLane) {
	t.index = len(p.living)
	p.living = append(p.living, t)
}

func (p *processLane) remove(t *threadLane) {
	last := len(p.living) - 1
	p.living[t.index] = p.living[last]
	p.living[t.index].index = t.index
	p.living = p.living[:last]
}

// endAll ends all threads of p but one now, or all.
func (r *reading) endAll(p *processLane, but *threadLane) {
	for i := len(p.living) - 1; i >= 0; i-- {
		if t := p.living[i]; t != but {
			r.end(t)
		}
	}
}

// fork handles the birth of a thread, or of a process with its first thread. It is
// ready from then on.
func (r *reading) fork(e *Event) {
	// The ends of others with these ids were lost.
	if old := r.threads[e.TID]; old != nil {
		r.end(old)
	}
	var p *processLane
	if e.TID == e.PID {
		if old := r.processes[e.PID]; old != nil {
			r.endAll(old, nil)
		}
		parent, name := timeline.NoLane, ""
		if caller := r.processes[e.ParentPID]; caller != nil && e.ParentPID != e.PID {
			parent, name = caller.lane, caller.name
		}
		p = r.newProcess(e.PID, parent, name, false)
	} else {
		p = r.process(e.PID)
	}
	t := r.newThread(p, e.TID, false)
	if caller := r.threads[e.ParentTID]; caller != nil {
		r.rename(t, caller.name)
	}
	t.state = timeline.Runnable
}

func (r *reading) exit(e *Event) {
	if t := r.threads[e.TID]; t != nil {
		r.end(t)
	}
}

// drop handles that nothing more is seen of a process, which goes on.
func (r *reading) drop(e *Event) {
	t := r.threads[e.TID]
	if t == nil {
		return
	}
	r.counts.dropped++
	t.process.goesOn = true
	r.b.Edit(t.lane, func(l *timeline.Lane) { l.Alive = true })
	r.end(t)
}

// name handles that a thread has got a name. By an exec its process gets it, too,
// and has no other threads from then on.
func (r *reading) name(e *Event) {
	if !e.Exec {
		if t := r.threads[e.TID]; t != nil {
			r.rename(t, e.Text)
		}
		return
	}
	t := r.threads[e.TID]
	if t == nil {
		t = r.executes(e)
	}
	p := t.process
	r.endAll(p, t)
	r.rename(t, e.Text)
	p.name = e.Text
	r.b.Edit(p.lane, func(l *timeline.Lane) { l.Name = e.Text })
}

// executes returns the thread of an exec that is not known to live: the root's, with
// which its recording begins, or that of a process whose first thread has ended. Then
// another one has taken over its id, and its lane.
func (r *reading) executes(e *Event) *threadLane {
	p := r.processes[e.PID]
	if p == nil || !p.lives(r.now) {
		p = r.newProcess(e.PID, timeline.NoLane, "", e.PID != r.header.PID)
	}
	if p.main == timeline.NoLane {
		return r.newThread(p, e.TID, e.PID != r.header.PID)
	}
	t := &threadLane{lane: p.main, process: p, tid: e.TID, since: r.now}
	r.threads[e.TID] = t
	p.add(t)
	return t
}

func (r *reading) rename(t *threadLane, name string) {
	t.name = name
	r.b.Edit(t.lane, func(l *timeline.Lane) { l.Name = name })
	if p := t.process; p.name == "" && t.tid == p.pid {
		p.name = name
		r.b.Edit(p.lane, func(l *timeline.Lane) { l.Name = name })
	}
}

// arguments handles that the arguments of a process are known.
func (r *reading) arguments(e *Event) {
	if p := r.processes[e.PID]; p != nil {
		doc := timeline.Message{Format: commandLine(e.Text)}
		r.b.Edit(p.lane, func(l *timeline.Lane) { l.Doc = doc })
	}
}

// commandLine returns arguments as one would type them, those with spaces and the
// like in quotes.
func commandLine(arguments string) string {
	words := strings.Split(strings.TrimSuffix(arguments, "\x00"), "\x00")
	for i, word := range words {
		if quoted := strconv.Quote(word); word == "" || strings.Contains(word, " ") || len(quoted) != len(word)+2 {
			words[i] = quoted
		}
	}
	return strings.Join(words, " ")
}

func (r *reading) finishProcesses() {
	for _, p := range r.family {
		r.b.Summarize(p.lane, p.threads, p.main)
		if alive := len(p.living) > 0; alive {
			p.end, p.goesOn = r.now, true
		}
		r.b.Live(p.lane, p.start, p.end)
		if p.goesOn {
			r.b.Edit(p.lane, func(l *timeline.Lane) { l.Alive = true })
		}
	}
}
