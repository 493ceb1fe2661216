package multiprocessing

import (
	"errors"
	"os"
	"sync/atomic"
	"unsafe"

	"ctrace/tracer/lang"
)

// memorySize is the length of a shared memory: one word is used, and the kernel
// maps whole pages.
const memorySize = 8

// memory is memory that processes share.
type memory struct {
	file  *os.File
	bytes []byte // nil once it is closed
}

// newMemory returns memory that is all zero.
func newMemory() (*memory, error) {
	file, err := anonymousFile()
	if err != nil {
		return nil, lang.Errorf("multiprocessing: shared memory: %w", err)
	}
	if err = file.Truncate(memorySize); err == nil {
		m := &memory{}
		if err = m.use(file); err == nil {
			return m, nil
		}
	}
	file.Close()
	return nil, lang.Errorf("multiprocessing: shared memory: %w", err)
}

func (m *memory) use(file *os.File) (err error) {
	m.file = file
	m.bytes, err = mapShared(file, memorySize)
	return err
}

// word returns the memory as one number. Mapped pages are aligned for it.
func (m *memory) word() *atomic.Int64 {
	return (*atomic.Int64)(unsafe.Pointer(unsafe.SliceData(m.bytes)))
}

// close gives back this process's view of the memory.
func (m *memory) close() error {
	bytes := m.bytes
	m.bytes = nil
	return errors.Join(unmap(bytes), m.file.Close())
}
