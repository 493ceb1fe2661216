package tracer

import (
	"errors"
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

// reap waits for every child in the tree's process group: those whose parents
// have ended become children of this process, so that when there is none left
// the whole tree has ended. Children of other groups are none of its business.
func (t *tree) reap(usage *Usage) error {
	for {
		var status syscall.WaitStatus
		var used syscall.Rusage
		_, err := syscall.Wait4(-t.leader, &status, 0, &used)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.ECHILD):
			return nil
		case err != nil:
			return err
		default:
			usage.add(&used)
		}
	}
}

// rssUnit is the unit of Rusage.Maxrss in bytes.
const rssUnit = 1024

// add adds what a process used.
func (u *Usage) add(used *syscall.Rusage) {
	u.User += time.Duration(used.Utime.Nano())
	u.System += time.Duration(used.Stime.Nano())
	u.MaxRSS = max(u.MaxRSS, used.Maxrss*rssUnit)
}
