package kernel

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

// arguments reads the arguments of processes that have executed a program.
//
// They are read after the exec was seen, when the process may already have
// executed another program that is yet to be seen. So they are held back until
// the next round has shown that it had not.
type arguments struct {
	due  map[int]int // by process: how often they may still be read
	read []Event
}

// argumentReads is how often they are read: there are none until some time after
// the exec, while the kernel sets up the program.
const argumentReads = 8

// executed notes that a process executes a program.
func (a *arguments) executed(pid int) {
	if a.due == nil {
		a.due = map[int]int{}
	}
	a.due[pid] = argumentReads
}

// ended notes that a process has ended.
func (a *arguments) ended(pid int) { delete(a.due, pid) }

// sample emits what was read in the round before, and reads what is due. All
// events until now have been noted.
func (a *arguments) sample(emit func(Event)) {
	for _, e := range a.read {
		if _, again := a.due[e.PID]; !again {
			emit(e)
		}
	}
	a.read = a.read[:0]
	for pid, reads := range a.due {
		switch text := readArguments(pid); {
		case text != "":
			a.read = append(a.read, Event{Kind: Args, Time: monotonic(), PID: pid, TID: pid, Text: text})
			delete(a.due, pid)
		case reads > 1:
			a.due[pid]--
		default:
			delete(a.due, pid)
		}
	}
}

// readArguments returns the beginning of a process's arguments, with a NUL
// between, or "" if it has none or is gone.
func readArguments(pid int) string {
	text, err := readProc(fmt.Sprintf("/proc/%d/cmdline", pid), maxText)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\x00")
}

// readProc returns the beginning of a file.
func readProc(path string, most int) ([]byte, error) {
	fd, err := openProc(path)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	return pread(fd, make([]byte, most))
}
