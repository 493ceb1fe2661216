package kernel

import "ctrace/tracer/timeline"

// Kind is the kind of an [Event].
type Kind uint8

// The kinds of events.
const (
	SwitchIn  Kind = iota + 1 // a thread got a CPU
	SwitchOut                 // a thread left its CPU
	Fork                      // a thread or a process began
	Exit                      // a thread ended
	Name                      // a thread got a name: by exec, or by prctl
	Args                      // the arguments of a process are known
	Wait                      // what a thread that is off its CPU waits for
	Ready                     // a thread that was waiting was seen ready, still without a CPU
	Lost                      // records were lost
	Dropped                   // a process executes a program with other rights: it lives on, but nothing more is seen of it
	End                       // the recorder stopped: what it saw until then is complete
	numKinds
)

// Event is one thing that happened to a thread. Lost and End belong to none.
//
// What a recorder promises, as far as no records were lost:
//
//   - The times of a file go back by some milliseconds at most, and those of one
//     CPU only for Wait, Ready and Args, which are older than their places.
//   - A thread begins with its Fork, the root with its first Name, and ends with
//     its Exit or Dropped. Its SwitchIn and SwitchOut alternate, beginning with
//     SwitchIn. Its end can leave the last SwitchIn open.
//   - A Name with Exec ends the other threads of its process, each with an Exit.
//     If it was another one than the first that executed the program, the first
//     has an Exit, too, but its id goes on: the other has taken it over.
//   - Lost says that records are missing between it and the event before it on
//     the same CPU. What was open there then is open no longer once another
//     thread gets the CPU.
type Event struct {
	Kind Kind
	Time int64 // CLOCK_MONOTONIC in ns; of Wait, Ready and Args, when it was seen
	CPU  int   // of SwitchIn, SwitchOut and Lost
	PID  int   // the process of the thread
	TID  int   // the thread

	Delay     int64           // of SwitchIn: for how many ns it had been ready before, at the end of its wait; 0 where unknown
	Preempted bool            // of SwitchOut: it could have gone on
	Exec      bool            // of Name: the process executes another program from here on
	ParentPID int             // of Fork: the process of the thread that called it, 0 if that is unknown
	ParentTID int             // of Fork: the thread that called it
	Count     uint64          // of Lost: how many
	Reason    timeline.Reason // of Wait
	Text      string          // of Name: the name; of Args: the arguments, with a NUL between; of Wait: for what exactly ("/etc/hosts", "127.0.0.1:80", "futex")
}

// Mode is how the kernel is observed.
type Mode uint8

// The modes.
const (
	Auto Mode = iota // Perf where it is permitted, else Poll, else Off
	Perf             // every context switch, exactly
	Poll             // /proc, about 1,000 times a second: approximate
	Off              // not at all
	numModes
)

// Header begins a file of events.
type Header struct {
	Schema    string `json:"schema"` // "ctrace.kernel/1"
	Mode      Mode   `json:"mode"`   // Perf or Poll, as a word
	CPUs      int    `json:"cpus"`   // that were online
	PID       int    `json:"pid"`    // the root of the tree
	StartMono int64  `json:"start_mono_ns"`
}
