//go:build !linux

package multiprocessing

// mutex is a lock across processes: whoever takes the only token holds it.
// Linux has a cheaper one.
type mutex = semaphore

func newMutex() (*mutex, error) { return newSemaphore(1) }
