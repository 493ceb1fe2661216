package multiprocessing

import "os"

// Value is a whole number in memory that processes share, as Python's
// Value('q', 0).
//
// Reading and writing are two steps, so v.Set(v.Get()+1) by two processes at once
// may count one of them only: hold a [Lock] around it.
type Value struct{ memory *memory }

// NewValue returns a shared number.
func NewValue(initial int64) (*Value, error) {
	m, err := newMemory()
	if err != nil {
		return nil, err
	}
	v := &Value{m}
	v.Set(initial)
	return v, nil
}

// Get returns the number.
func (v *Value) Get() int64 { return v.memory.word().Load() }

// Set changes the number.
func (v *Value) Set(n int64) { v.memory.word().Store(n) }

// Close gives back this process's view of the number, which must not be used
// afterwards.
func (v *Value) Close() error { return v.memory.close() }

func (v *Value) files() []*os.File { return []*os.File{v.memory.file} }

func (v *Value) adopt(next func() *os.File) error {
	v.memory = &memory{}
	return v.memory.use(next())
}
