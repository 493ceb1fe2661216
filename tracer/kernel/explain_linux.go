package kernel

import (
	"fmt"
	"maps"

	"ctrace/tracer/timeline"
)

// explainer looks up in /proc what threads wait for. It never guesses: what it
// is refused, or does not know, stays unexplained.
type explainer struct {
	rules     map[int64]rule
	limit     *fileLimit
	processes map[int]*process
	sockets   socketTable
	pythons   pythonFiles
	refused   uint64 // lookups that were not permitted
	buffer    [4096]byte
}

// answer is what a thread was found to do.
type answer struct {
	kind   Kind  // Wait or Ready
	time   int64 // when everything about it had been read
	reason timeline.Reason
	text   string
	again  int64 // when more can be found out about it, 0 if this is all
}

// inquiry is about one wait of one thread.
type inquiry struct {
	*explainer
	task  *taskFiles
	call  systemCall
	again int64 // when to ask again, as in answer
}

// rule tells from the arguments of one system call what its caller waits for.
// NoReason says that it cannot be known.
type rule func(*inquiry) (timeline.Reason, string)

func newExplainer() *explainer {
	rules := map[int64]rule{}
	maps.Copy(rules, systemCalls)
	maps.Copy(rules, systemCallsHere)
	return &explainer{rules: rules, limit: newFileLimit(), processes: map[int]*process{}}
}

// explain looks up what a thread that is off its CPU waits for.
func (x *explainer) explain(task *taskFiles) (answer, bool) {
	line, err := task.read(syscallFile, x.buffer[:], x.limit)
	if err != nil {
		if refused(err) {
			x.refused++
		}
		return answer{}, false
	}
	call, err := parseSyscall(line)
	if err != nil {
		return answer{}, false
	}
	if call.running {
		return answer{kind: Ready, time: monotonic()}, true
	}
	q := &inquiry{explainer: x, task: task, call: call}
	reason, text := x.reason(q)
	a := answer{kind: Wait, time: monotonic(), reason: reason, text: text, again: q.again}
	return a, reason != timeline.NoReason
}

// reason tells what a thread waits for that is neither on a CPU nor ready.
func (x *explainer) reason(q *inquiry) (timeline.Reason, string) {
	stat, err := x.stat(q.task)
	if err != nil {
		return timeline.NoReason, ""
	}
	const noCall = -1
	switch rule, known := x.rules[q.call.number]; {
	case stat.state == 'T':
		return timeline.Other, "stopped by a signal"
	case stat.state == 't':
		return timeline.Other, "stopped by a debugger"
	case q.call.number == noCall && stat.state == 'D':
		return timeline.File, "page fault"
	case q.call.number == noCall || stat.state == 'R' || x.foreign(q):
		return timeline.NoReason, ""
	case q.call.sp == 0 && q.call.pc == 0: // It never was in user space.
		return timeline.Other, "work for the kernel"
	case !known:
		return timeline.Other, fmt.Sprintf("system call %d", q.call.number)
	default:
		return rule(q)
	}
}

// close closes what is kept open, but for the files of threads.
func (x *explainer) close() { x.sockets.peers.close() }

// schedule reads what the scheduler has counted for a thread.
func (x *explainer) schedule(task *taskFiles) (schedstat, error) {
	line, err := task.read(schedstatFile, x.buffer[:], x.limit)
	if err != nil {
		return schedstat{}, err
	}
	return parseSchedstat(line)
}

// stat reads a thread's name and state.
func (x *explainer) stat(task *taskFiles) (taskStat, error) {
	line, err := task.read(statFile, x.buffer[:], x.limit)
	if err != nil {
		return taskStat{}, err
	}
	return parseStat(line)
}
