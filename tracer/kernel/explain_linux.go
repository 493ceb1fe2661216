package kernel

import (
	"ctrace/tracer/timeline"
)

// explainer looks up in /proc what threads wait for. It never guesses: what it
// is refused, or does not know, stays unexplained.
type explainer struct {
	limit   *fileLimit
	refused uint64 // lookups that were not permitted
	buffer  [4096]byte
}

// answer is what a thread was found to do.
type answer struct {
	kind   Kind  // Wait or Ready
	time   int64 // when it was found
	reason timeline.Reason
	text   string
}

func newExplainer() *explainer {
	return &explainer{limit: newFileLimit()}
}

// explain looks up what a thread that is off its CPU waits for.
func (x *explainer) explain(f *taskFiles) (answer, bool) {
	line, err := f.read(syscallFile, x.buffer[:], x.limit)
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
	a := answer{kind: Wait, time: monotonic()}
	if call.running {
		a.kind = Ready
		return a, true
	}
	return a, false
}

// schedule reads what the scheduler has counted for a thread.
func (x *explainer) schedule(f *taskFiles) (schedstat, error) {
	line, err := f.read(schedstatFile, x.buffer[:], x.limit)
	if err != nil {
		return schedstat{}, err
	}
	return parseSchedstat(line)
}

// forget drops what is known about a process, which executes another program
// from here on, or has ended.
func (x *explainer) forget(pid int) {}
