package tracer

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// saveSignal asks the tracer in a process to save what it has. It is the last
// of the real-time signals, which programs leave alone; it ends those that do.
const saveSignal = syscall.Signal(64)

// adopter counts the recorders of this process that adopt orphans. Adopting is
// an attribute of the whole process, hence the one variable for all of them.
var adopter struct {
	sync.Mutex
	recorders int
}

// adopt makes this process the parent of descendants whose own parent ends, so
// that [tree.reap] can wait for them.
func adopt() { countAdopters(1) }

// release undoes adopt.
func release() { countAdopters(-1) }

func countAdopters(change int) {
	adopter.Lock()
	defer adopter.Unlock()
	adopter.recorders += change
	on := uintptr(min(adopter.recorders, 1))
	// It cannot fail on any kernel that Go runs on.
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, on, 0, 0, 0)
}

// awaitLeader implements waitForLeader. In a shared tree the orphans are reaped
// meanwhile: a program that runs for days may leave any number of them.
func (t *tree) awaitLeader(cmd *exec.Cmd, usage *Usage) (syscall.WaitStatus, error) {
	if !t.shared {
		return await(cmd, usage)
	}
	status, err := t.reapUntilLeader(usage)
	cmd.Wait() // nothing is left to wait for but what package exec does itself
	return status, err
}

func (t *tree) reapUntilLeader(usage *Usage) (syscall.WaitStatus, error) {
	goesOn := func() {} // cancels that this process follows the leader's stop
	for {
		pid, status, err := t.next(syscall.WUNTRACED|syscall.WCONTINUED, usage)
		switch {
		case err != nil:
			return status, err
		case pid != t.leader:
		case status.Stopped():
			t.setStopped(true)
			goesOn()
			goesOn = followStop()
		case status.Continued():
			t.setStopped(false)
			goesOn()
		default:
			goesOn()
			return status, nil
		}
	}
}

// reap waits for every child in the tree's process group, or every child at all
// if that is shared: those whose parents have ended become children of this
// process, so that when there is none left the whole tree has ended. Children of
// other groups are none of its business.
func (t *tree) reap(usage *Usage) error {
	for {
		switch _, _, err := t.next(0, usage); {
		case errors.Is(err, syscall.ECHILD):
			return nil
		case err != nil:
			return err
		}
	}
}

// next waits for a child of the tree that ended, or did what the options ask
// for, and adds what it used.
func (t *tree) next(options int, usage *Usage) (int, syscall.WaitStatus, error) {
	which := -t.leader
	if t.shared {
		which = -1
	}
	for {
		var status syscall.WaitStatus
		var used syscall.Rusage
		pid, err := syscall.Wait4(which, &status, options, &used)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err == nil && (status.Exited() || status.Signaled()) {
			usage.addRusage(&used)
		}
		return pid, status, err
	}
}

// members returns the processes of a shared tree, parents before their children
// as a rule. It may miss some that are just being started.
func members() []int {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	for _, path := range stats {
		if pid, parent, ok := parentOf(path); ok {
			children[parent] = append(children[parent], pid)
		}
	}
	list := slices.Clone(children[os.Getpid()])
	for i := 0; i < len(list); i++ {
		list = append(list, children[list[i]]...)
		delete(children, list[i]) // the lines were not read at one instant
	}
	return list
}

// parentOf reads a process's pid and its parent's from its line in /proc, see
// proc_pid_stat(5). The name in it may contain anything.
func parentOf(path string) (pid, parent int, ok bool) {
	line, err := os.ReadFile(path)
	before, _, _ := bytes.Cut(line, []byte(" "))
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if err != nil || len(fields) < 2 {
		return 0, 0, false
	}
	pid, err = strconv.Atoi(string(before))
	parent, err2 := strconv.Atoi(string(fields[1]))
	return pid, parent, err == nil && err2 == nil
}

// rssUnit is the unit of Rusage.Maxrss in bytes.
const rssUnit = 1024

// addRusage adds what a process used.
func (u *Usage) addRusage(used *syscall.Rusage) {
	u.User += time.Duration(used.Utime.Nano())
	u.System += time.Duration(used.Stime.Nano())
	u.MaxRSS = max(u.MaxRSS, used.Maxrss*rssUnit)
}
