package asyncio

import "sync"

// mailbox takes calls for the loop from other threads.
type mailbox struct {
	wake func() // ends the selector's wait

	mu     sync.Mutex
	calls  []func()
	closed bool
}

// post has the loop make a call. Once the loop is gone, it is dropped.
func (m *mailbox) post(call func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.calls = append(m.calls, call)
	m.wake()
}

// collect takes out what was posted, in order.
func (m *mailbox) collect() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	calls := m.calls
	m.calls = nil
	return calls
}

// waiting reports whether anything was posted.
func (m *mailbox) waiting() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.calls) > 0
}

// close drops what is posted from now on. Nobody uses wake after it.
func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
}
