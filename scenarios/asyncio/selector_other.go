//go:build !linux || portable

package asyncio

import "time"

// pollDetail says in recordings what the loop's thread waits in.
const pollDetail = "events"

// selector waits for operations that run on goroutines, where the Go runtime's
// own poller waits for the sockets. They report through the mailbox.
type selector struct {
	awake      chan struct{} // holds one wake-up
	operations int           // under way
}

func newSelector() (*selector, error) { return &selector{awake: make(chan struct{}, 1)}, nil }

// active returns how many operations are under way.
func (s *selector) active() int { return s.operations }

// poll waits for a wake-up for up to timeout.
func (s *selector) poll(timeout time.Duration) error {
	if timeout == forever {
		<-s.awake
		return nil
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-s.awake:
	case <-timer.C:
	}
	return nil
}

// wake ends the wait that is under way, or else the next one. Any goroutine
// may call it.
func (s *selector) wake() {
	select {
	case s.awake <- struct{}{}:
	default:
	}
}

func (s *selector) close() error { return nil }
