package timeline

import "fmt"

// State is what a lane does during an interval. The zero value is Unknown:
// whatever was not recorded is unknown, never a guess.
type State uint8

// The states, in the order in which summaries list them.
const (
	Unknown  State = iota // not recorded
	Running               // executing on a CPU, as far as the source can tell
	Runnable              // ready, but waiting for a CPU, a P or its turn
	Waiting               // blocked; Reason says for what
	Syscall               // inside a system call; it may run or wait there
	NumStates
)

var stateWords = [NumStates]string{"unknown", "running", "runnable", "waiting", "syscall"}

// String returns the state's word as JSON and CSV spell it.
func (s State) String() string { return word(stateWords[:], int(s), "State") }

// ParseState is the inverse of [State.String].
func ParseState(text string) (State, error) { return parse[State](stateWords[:], text, "state") }

// Reason is why a lane is in its state. Each source maps its native words to
// reasons in one table; a word that is in no table becomes Other with a warning.
type Reason uint8

// The reasons. Preempted and GC also explain Runnable; the rest explain Waiting.
const (
	NoReason       Reason = iota
	Sleep                 // a timer
	Network               // a socket
	File                  // a file on disk
	Pipe                  // a pipe, a terminal or another pollable file
	ChannelSend           // a Go channel without room
	ChannelReceive        // a Go channel without a value
	Select                // several channels at once
	Lock                  // a mutex held by another
	Condition             // a condition variable
	GIL                   // CPython's global interpreter lock, or the model of it
	Await                 // a coroutine, future or task
	Join                  // the end of threads or goroutines
	Child                 // the end of a child process
	Queue                 // a queue that is empty or full
	GC                    // the garbage collector
	Preempted             // taken off its CPU or P
	Other                 // a reason of none of these kinds; the detail names it
	NumReasons
)

var reasonWords = [NumReasons]string{
	"", "sleep", "network", "file", "pipe", "channel send", "channel receive", "select", "lock",
	"condition", "gil", "await", "join", "child", "queue", "gc", "preempted", "other",
}

// String returns the reason's word as JSON and CSV spell it, "" for NoReason.
func (r Reason) String() string { return word(reasonWords[:], int(r), "Reason") }

// ParseReason is the inverse of [Reason.String].
func ParseReason(text string) (Reason, error) { return parse[Reason](reasonWords[:], text, "reason") }

// Family groups reasons by what the lane depends on; charts give each family a hue.
type Family uint8

// The families of reasons.
const (
	NoFamily        Family = iota
	FamilyTime             // only a clock has to advance
	FamilyOutside          // the world outside the program: network, files, pipes, children
	FamilyEachOther        // another lane of the program
	FamilyMachine          // the runtime or the kernel
)

var families = [NumReasons]Family{
	Sleep:   FamilyTime,
	Network: FamilyOutside, File: FamilyOutside, Pipe: FamilyOutside, Child: FamilyOutside,
	ChannelSend: FamilyEachOther, ChannelReceive: FamilyEachOther, Select: FamilyEachOther, Lock: FamilyEachOther,
	Condition: FamilyEachOther, GIL: FamilyEachOther, Await: FamilyEachOther, Join: FamilyEachOther, Queue: FamilyEachOther,
	GC: FamilyMachine, Preempted: FamilyMachine, Other: FamilyMachine,
}

// Family returns the family that r belongs to.
func (r Reason) Family() Family {
	if r >= NumReasons {
		return NoFamily
	}
	return families[r]
}

// transitions[a] is the set of states that may follow a on a lane that is
// executed by something else (goroutine, coroutine, task). Whoever waits must
// be made ready before it runs, unless a coroutine switch hands it the thread
// directly, and only who runs can enter a system call. Processes, threads and
// CPUs summarise others and may follow any state with any other.
var transitions = [NumStates]stateSet{
	Unknown:  all,
	Running:  all,
	Runnable: set(Unknown, Runnable, Running),
	Waiting:  set(Unknown, Waiting, Runnable, Running),
	Syscall:  all,
}

// mayFollow reports whether next may follow s on a scheduled lane.
func (s State) mayFollow(next State) bool { return s < NumStates && transitions[s].has(next) }

const all = stateSet(1<<NumStates - 1)

type stateSet uint8

func set(states ...State) stateSet {
	var s stateSet
	for _, state := range states {
		s |= 1 << state
	}
	return s
}

func (s stateSet) has(state State) bool { return s>>state&1 == 1 }

// word returns words[i], or a visible placeholder for a value out of range.
func word(words []string, i int, typ string) string {
	if i < len(words) {
		return words[i]
	}
	return fmt.Sprintf("%s(%d)", typ, i)
}

func parse[T ~uint8](words []string, text, what string) (T, error) {
	for i, w := range words {
		if w == text {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("timeline: unknown %s %q", what, text)
}
