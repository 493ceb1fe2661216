package multiprocessing

import (
	"context"
	"errors"
	"math"
	"os"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mutex is a lock across processes: a word in shared memory on which those who
// must wait sleep in the kernel. It is the second mutex of Ulrich Drepper's
// "Futexes Are Tricky".
type mutex struct{ memory *memory }

// The states of the word.
const (
	unlocked  uint32 = iota
	locked           // and nobody waits
	contended        // and somebody may wait
)

// The operations of futex(2), which package unix does not name. Without
// FUTEX_PRIVATE_FLAG the word may belong to several processes.
const (
	futexWaitOp = 0
	futexWakeOp = 1
)

var errNotHeld = errors.New("nobody holds it")

func newMutex() (*mutex, error) {
	m, err := newMemory()
	if err != nil {
		return nil, err
	}
	return &mutex{m}, nil
}

func (m *mutex) word() *atomic.Uint32 {
	return (*atomic.Uint32)(unsafe.Pointer(m.memory.word()))
}

func (m *mutex) acquire(ctx context.Context) error {
	if m.word().CompareAndSwap(unlocked, locked) {
		return nil
	}
	defer m.wakeWhenDone(ctx)()
	for m.word().Swap(contended) != unlocked {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.futex(futexWaitOp, contended); err != nil && err != unix.EAGAIN && err != unix.EINTR {
			return os.NewSyscallError("futex", err)
		}
	}
	return nil
}

// wakeWhenDone wakes the waiters once ctx is done, so that the caller, one of
// them, looks at it. The caller may be about to sleep just then: it is woken
// again and again until it calls stop.
func (m *mutex) wakeWhenDone(ctx context.Context) (stop func()) {
	stopped, woken := make(chan struct{}), make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(woken)
		for {
			m.futex(futexWakeOp, math.MaxInt32)
			select {
			case <-stopped:
				return
			case <-time.After(time.Millisecond):
			}
		}
	})
	return func() {
		close(stopped)
		if !cancel() {
			<-woken
		}
	}
}

func (m *mutex) release() error {
	switch m.word().Swap(unlocked) {
	case unlocked:
		return errNotHeld
	case contended:
		return os.NewSyscallError("futex", m.futex(futexWakeOp, 1))
	}
	return nil
}

// futex makes the system call. It returns nil or a unix.Errno.
func (m *mutex) futex(operation int, value uint32) error {
	_, _, errno := unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(m.word())), uintptr(operation), uintptr(value), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

func (m *mutex) close() error { return m.memory.close() }

func (m *mutex) files() []*os.File { return []*os.File{m.memory.file} }

func (m *mutex) adopt(next func() *os.File) error {
	m.memory = &memory{}
	return m.memory.use(next())
}
