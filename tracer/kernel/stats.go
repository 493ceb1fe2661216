package kernel

import "time"

// Stats is what a recorder did.
type Stats struct {
	Mode     Mode
	Events   uint64        // in the file
	Switches uint64        // of those, how often threads got a CPU
	Lost     uint64        // records that the kernel could not hand over
	Refused  uint64        // how often it was not permitted to see what a thread waits for
	CPU      time.Duration // that the recorder used
}

// count adds an event.
func (s *Stats) count(e *Event) {
	s.Events++
	switch e.Kind {
	case SwitchIn:
		s.Switches++
	case Lost:
		s.Lost += e.Count
	}
}
