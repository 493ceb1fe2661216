package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// The pages of data of each CPU's ring. With kernel.perf_event_mlock_kb as it is
// by default, mostPages are what an unprivileged user gets. A record of a switch
// takes 32 bytes.
const (
	mostPages  = 128
	leastPages = 4
)

// perf follows a tree exactly, by the records of perf_event_open.
type perf struct {
	rings     []*ring // of each CPU that was online
	files     []unix.PollFd
	following int // rings that have not hung up
	waits     *waits
	arguments arguments
	running   map[int]thread // on each CPU
	fresh     map[int]bool   // processes that have executed a program and forked nothing since
	merging   []*ring        // those with an event, during a round
	emit      func(Event)    // of the round
}

type thread struct{ pid, tid int }

// newPerf follows what descends from the first thread of process root, from the
// next program on that it executes.
func newPerf(calls perfCalls, root int) (*perf, error) {
	cpus, err := onlineCPUs()
	if err != nil {
		return nil, err
	}
	rings, err := openRings(calls, root, cpus)
	if err != nil {
		return nil, err
	}
	p := &perf{
		rings:     rings,
		following: len(rings),
		waits:     newWaits(),
		running:   map[int]thread{},
		fresh:     map[int]bool{},
	}
	for _, r := range rings {
		p.files = append(p.files, unix.PollFd{Fd: int32(r.fd), Events: unix.POLLIN})
	}
	return p, nil
}

// openRings opens a ring for each CPU, smaller ones where the kernel does not
// lock as much memory for this user.
func openRings(calls perfCalls, pid int, cpus []int) ([]*ring, error) {
	for pages := mostPages; ; pages /= 2 {
		rings, err := openRingsOf(pages, calls, pid, cpus)
		if !errors.Is(err, errMemory) || pages == leastPages {
			return rings, err
		}
	}
}

// errMemory says that the kernel locks no more memory for this user.
var errMemory = lang.Errorf("no memory for the rings of perf_event_open, which others may use up: " +
	"a larger sysctl kernel.perf_event_mlock_kb permits more")

func openRingsOf(pages int, calls perfCalls, pid int, cpus []int) (rings []*ring, err error) {
	defer func() {
		if err != nil {
			closeRings(rings)
			rings = nil
		}
	}()
	attr := attributes(pages * os.Getpagesize() / 4)
	for _, cpu := range cpus {
		fd, err := calls.openEvent(attr, pid, cpu)
		switch {
		case offline(err):
			continue
		case err != nil:
			return rings, refusal(err, pid)
		}
		r, err := newRing(calls, cpu, fd, pages)
		if err != nil {
			unix.Close(fd)
			if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOMEM) {
				err = lang.Errorf("%w: %w", errMemory, err)
			}
			return rings, err
		}
		rings = append(rings, r)
	}
	if len(rings) == 0 {
		return nil, lang.Errorf("perf_event_open: no CPU is online")
	}
	return rings, nil
}

func closeRings(rings []*ring) {
	for _, r := range rings {
		r.close() // nothing is lost if it fails
	}
}

// wait waits until the given time, or until a ring has filled to a quarter or
// has hung up: its event, and all that inherited it, are gone.
func (p *perf) wait(until int64) {
	pollUntil(until, p.files)
	for i := range p.files {
		f := &p.files[i]
		if f.Fd >= 0 && f.Revents&(unix.POLLHUP|unix.POLLERR) != 0 {
			f.Fd = -1
			p.following--
		}
		f.Revents = 0
	}
}

// gone reports whether every thread that was followed has ended.
func (p *perf) gone() bool { return p.following == 0 }

// poll emits what happened until now and what is known of threads that wait. An
// event that a CPU is just writing comes with the next round, late.
func (p *perf) poll(now int64, emit func(Event)) (next int64) {
	p.round(now, emit)
	p.waits.sample(now, emit)
	p.arguments.sample(emit)
	if p.waits.settled() {
		return now + calmTime
	}
	return now + roundTime
}

// finish emits what is left.
func (p *perf) finish(now int64, emit func(Event)) {
	p.round(now, emit)
	p.arguments.sample(emit)
	for _, r := range p.rings {
		if lost := r.lostAtEnd(); lost > 0 {
			emit(Event{Kind: Lost, Time: now, CPU: r.cpu, Count: lost})
		}
	}
}

// round merges the rings by time, up to now.
func (p *perf) round(now int64, emit func(Event)) {
	p.emit = emit
	p.merging = p.merging[:0]
	for _, r := range p.rings {
		r.look()
		if r.peek() != nil {
			p.merging = append(p.merging, r)
		}
	}
	for {
		r := p.earliest(now)
		if r == nil {
			break
		}
		p.event(*r.peek())
		r.take()
	}
	for _, r := range p.rings {
		r.free()
	}
}

// earliest returns the ring whose next event is the first of all, nil if none
// has one until now.
func (p *perf) earliest(now int64) *ring {
	var first *ring
	soonest := int64(math.MaxInt64)
	for _, r := range p.merging {
		if e := r.peek(); e != nil && e.Time <= now && e.Time < soonest {
			first, soonest = r, e.Time
		}
	}
	return first
}

// event emits an event, and what follows from it.
func (p *perf) event(e Event) {
	switch e.Kind {
	case SwitchIn:
		p.running[e.CPU] = thread{e.PID, e.TID}
	case SwitchOut:
		p.takeOver(e)
		delete(p.running, e.CPU)
	case Lost:
		delete(p.running, e.CPU)
	case Fork:
		delete(p.fresh, e.ParentPID)
	case Name:
		if e.Exec {
			p.executes(e)
			return
		}
	case Exit:
		if e.TID == e.PID {
			p.ends(&e)
		}
	}
	p.show(e)
}

// takeOver notes that a thread is on a CPU under another id than it got it with.
// A thread that executes a program becomes the first of its process and takes
// over its id, and the one that it had ends.
func (p *perf) takeOver(e Event) {
	before := p.running[e.CPU]
	if before.pid != e.PID || before.tid == e.TID || e.TID != e.PID {
		return
	}
	p.show(Event{Kind: Exit, Time: e.Time, PID: before.pid, TID: before.tid})
	p.getsCPU(e)
}

// getsCPU notes that a thread is on a CPU although no record says so.
func (p *perf) getsCPU(e Event) {
	p.show(Event{Kind: SwitchIn, Time: e.Time, CPU: e.CPU, PID: e.PID, TID: e.TID})
	p.running[e.CPU] = thread{e.PID, e.TID}
}

// executes emits an exec. It is the first that is seen of the root.
func (p *perf) executes(e Event) {
	p.takeOver(e)
	p.show(e)
	if p.running[e.CPU].tid != e.TID {
		p.getsCPU(e)
	}
	p.fresh[e.PID] = true
	p.arguments.executed(e.PID)
}

// ends notes that a process has ended, or that the kernel only stops following
// it, which it does within the exec.
func (p *perf) ends(e *Event) {
	if p.fresh[e.PID] && livesOn(e.PID) {
		e.Kind = Dropped
	}
	delete(p.fresh, e.PID)
	p.arguments.ended(e.PID)
}

// show emits an event after what waits knows about it.
func (p *perf) show(e Event) {
	p.waits.observe(&e, p.emit)
	p.emit(e)
}

func (p *perf) refused() uint64 { return p.waits.explainer.refused }

func (p *perf) close() {
	p.waits.close()
	closeRings(p.rings)
}

// livesOn reports whether a process has not ended although the kernel says so.
// That it says, too, when a process executes a program with other rights than
// the user's, or one that the user may not read: it must not be followed.
func livesOn(pid int) bool {
	stat, err := readProc(fmt.Sprintf("/proc/%d/stat", pid), 512)
	if err != nil {
		return false
	}
	const flagsField = 9 - 3 // as proc(5) counts the fields, of which the name is the second
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) <= flagsField {
		return false
	}
	flags, err := strconv.ParseUint(string(fields[flagsField]), 10, 64)
	const exiting = 0x4 // PF_EXITING in the kernel's sched.h; set before it says that a thread ends
	return err == nil && flags&exiting == 0
}
