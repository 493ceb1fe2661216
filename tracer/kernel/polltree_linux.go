package kernel

import (
	"bytes"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// How a poller finds the processes and threads of its tree. The kernel tells the
// newest id that it has given to any process or thread, and gives them in order:
// those since the round before are the candidates.

// maxCandidates is from how many candidates on a look at all processes is cheaper.
const maxCandidates = 512

// discover adds what is new in the tree.
func (p *poller) discover() {
	newest, known := newestID()
	before := p.newest
	p.newest = newest
	switch {
	case !p.begun:
		p.begin()
	case !known || newest < before || newest-before > maxCandidates:
		p.searchAll()
	default:
		for id := before + 1; id <= newest; id++ {
			p.consider(id)
		}
	}
}

// newestID reads the last number of /proc/loadavg.
func newestID() (int, bool) {
	text, err := readProc("/proc/loadavg", 128)
	if err != nil {
		return 0, false
	}
	text = bytes.TrimSpace(text)
	id, err := strconv.Atoi(string(text[bytes.LastIndexByte(text, ' ')+1:]))
	return id, err == nil && id > 0
}

// begin starts to follow the tree, once the root has executed its program. What
// its stub has run until then is not the program's.
func (p *poller) begin() {
	root := taskFiles{pid: p.root, tid: p.root}
	defer root.close(p.explainer.limit)
	stub := isStub(p.root)
	stat, err := p.explainer.stat(&root) // after that, lest it be the stub's
	if stub || err == nil && !stat.loaded && !p.hasEnded(stat) {
		p.lookBefore() // If that fails, it has ended, which is seen next time.
		return
	}
	p.begun = true
	if err == nil && stat.loaded {
		t := p.add(p.root, p.root, stat)
		t.seen, t.process.counted = p.before, p.total
		p.executes(t, stat, t.end)
	}
	p.searchAll()
}

// hasEnded reports whether the root has ended. While one of its threads takes the
// place of the first, to execute a program, only that one has.
func (p *poller) hasEnded(stat taskStat) bool {
	return stat.ended() && len(numbersIn(fmt.Sprintf("/proc/%d/task", p.root))) < 2
}

// lookBefore notes what the root has run before it executes its program.
func (p *poller) lookBefore() error {
	root := taskFiles{pid: p.root, tid: p.root}
	defer root.close(p.explainer.limit)
	counts, err := p.explainer.schedule(&root)
	if err != nil {
		return err
	}
	p.before = counts
	p.total, err = processTime(p.root)
	return err
}

// isStub reports whether a process is a stub of [Launch].
func isStub(pid int) bool {
	own, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return false
	}
	exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil || exe != own {
		return false
	}
	arguments, err := readProc(fmt.Sprintf("/proc/%d/cmdline", pid), len(stubName)+1)
	return err == nil && string(arguments) == stubName+"\x00"
}

// searchAll considers all processes, and all threads of those in the tree.
func (p *poller) searchAll() {
	for _, pid := range numbersIn("/proc") { // in the order of their ids, mostly parents first
		p.consider(pid)
	}
	for pid := range p.processes {
		for _, tid := range numbersIn(fmt.Sprintf("/proc/%d/task", pid)) {
			p.consider(tid)
		}
	}
}

// numbersIn returns the names in a folder that are numbers.
func numbersIn(folder string) (numbers []int) {
	file, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer file.Close()
	names, _ := file.Readdirnames(-1) // Some of them are better than none.
	for _, name := range names {
		if n, err := strconv.Atoi(name); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// consider adds the process or thread with an id if it belongs to the tree.
func (p *poller) consider(id int) {
	if p.known[id] {
		return
	}
	status, err := readProc(fmt.Sprintf("/proc/%d/status", id), len(p.explainer.buffer))
	if err != nil {
		return
	}
	pid, parent := statusNumber(status, "\nTgid:"), statusNumber(status, "\nPPid:")
	if pid != id {
		parent = pid
	}
	if p.processes[parent] == nil && !(pid == id && p.isOrphan(id)) {
		return
	}
	files := taskFiles{pid: pid, tid: id}
	defer files.close(p.explainer.limit)
	stat, err := p.explainer.stat(&files)
	if err != nil || stat.ended() {
		return
	}
	if process := p.processes[pid]; process != nil && process.threads == 1 && process.first != nil {
		p.lookForExec(process.first)
	}
	t := p.add(pid, id, stat)
	if starter := p.processes[parent]; starter != nil {
		t.process.stack = starter.stack // which it has inherited
	}
	p.forks(t, parent, stat)
}

// noteGroup notes the process group of a process of the tree, unless it is that of
// this process, too, and says nothing.
func (p *poller) noteGroup(pid int) {
	if group, err := unix.Getpgid(pid); err == nil && group != unix.Getpgrp() {
		p.groups[group] = true
	}
}

// isOrphan reports whether a process of the tree has ended, before it was seen,
// that started this one: then this one is in a group of the tree.
func (p *poller) isOrphan(pid int) bool {
	group, err := unix.Getpgid(pid)
	return err == nil && p.groups[group]
}

// statusNumber returns the number behind a name in /proc/PID/status, 0 if there
// is none.
func statusNumber(status []byte, name string) int {
	_, rest, _ := bytes.Cut(status, []byte(name))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	n, err := strconv.Atoi(string(bytes.TrimSpace(line)))
	if err != nil {
		return 0
	}
	return n
}

// add adds a thread, which began after the round before.
func (p *poller) add(pid, tid int, stat taskStat) *polledThread {
	process := p.processes[pid]
	if process == nil {
		process = &polledProcess{stack: stat.stack}
		p.processes[pid] = process
		p.noteGroup(pid)
	}
	process.threads++
	from := max(p.round, process.executed)
	t := &polledThread{
		polledLane: polledLane{pid: pid, tid: tid, cpu: stat.cpu, end: from, looked: from, changed: from},
		due:        from + longWait,
		process:    process,
		files:      taskFiles{pid: pid, tid: tid},
		name:       stat.name,
	}
	if tid == pid {
		process.first = t
	}
	p.known[tid] = true
	p.threads = append(p.threads, t)
	return t
}

// forks emits that a thread has begun, as late as what it has run since permits.
// A new process may have executed a program already. That is not known of an
// orphan, whose parent has the number 0.
func (p *poller) forks(t *polledThread, parent int, stat taskStat) {
	now := monotonic()
	if counts, err := p.explainer.schedule(&t.files); err == nil {
		t.end = max(t.end, now-counts.run-counts.delay)
	}
	if p.processes[parent] == nil {
		parent = 0
		p.arguments.executed(t.pid)
	}
	p.hold(Event{Kind: Fork, Time: t.end, PID: t.pid, TID: t.tid, ParentPID: parent, ParentTID: parent})
	if t.hasExecuted(stat) {
		p.executes(t, stat, t.end)
		return
	}
	p.hold(Event{Kind: Name, Time: t.end, PID: t.pid, TID: t.tid, Text: stat.name})
}

// lookForExec emits that a process has executed a program before it got a second
// thread, if it has.
func (p *poller) lookForExec(t *polledThread) {
	if stat, err := p.explainer.stat(&t.files); err == nil && t.hasExecuted(stat) {
		p.executes(t, stat, monotonic())
	}
}

// executes emits that a process has executed a program.
func (p *poller) executes(t *polledThread, stat taskStat, at int64) {
	t.name = stat.name
	t.process.stack, t.process.executed = stat.stack, at
	p.explainer.forget(t.pid)
	p.arguments.executed(t.pid)
	p.hold(Event{Kind: Name, Time: at, PID: t.pid, TID: t.tid, Exec: true, Text: stat.name})
}
