package kernel

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// The format of kernel.switches: a line of JSON, the [Header], and then one
// record for each event. Numbers are varints, those marked with ± zigzag.
//
//	head    one byte: the Kind, and flagBit if Preempted or Exec
//	time    ±, ns since the event before it; since StartMono for the first
//	tid     ±, less the TID of the event before it
//	pid     ±, less the TID of this event
//	fields  those that fieldsOf gives the kind, in the order of the constants
//
// A text is its length and its bytes. Reasons are written as words, so that a
// recording outlives a change of [timeline.Reason]'s values. The last event is
// an End: a file without one was cut.
const (
	schema  = "ctrace.kernel/1"
	flagBit = 0x80

	maxHeader = 4096    // bytes
	maxText   = 4096    // bytes
	maxCPU    = 1 << 13 // the most that Linux can be built for
	maxID     = 1<<31 - 1
)

// fields are what events have besides kind, flag, time and thread.
type fields uint8

const (
	hasCPU fields = 1 << iota
	hasDelay
	hasParent
	hasCount
	hasReason
	hasText
)

var fieldsOf = [numKinds]fields{
	SwitchIn: hasCPU | hasDelay, SwitchOut: hasCPU, Lost: hasCPU | hasCount,
	Fork: hasParent, Name: hasText, Args: hasText, Wait: hasReason | hasText,
}

// known reports whether k is one of the kinds that the format has.
func (k Kind) known() bool { return 0 < k && k < numKinds }

// flag returns the event's one bit, which means what its kind says.
func (e *Event) flag() bool {
	return e.Kind == SwitchOut && e.Preempted || e.Kind == Name && e.Exec
}

func (e *Event) setFlag() {
	e.Preempted = e.Kind == SwitchOut
	e.Exec = e.Kind == Name
}

// check returns what is wrong with the numbers of e.
func (e *Event) check() error {
	switch {
	case !e.Kind.known():
		return lang.Errorf("no kind of event has number %d", e.Kind)
	case e.Time < 0:
		return lang.Errorf("an event at the negative time %d", e.Time)
	case e.Delay < 0:
		return lang.Errorf("a thread that was ready for %d ns", e.Delay)
	case e.CPU < 0 || e.CPU >= maxCPU:
		return lang.Errorf("no CPU has number %d", e.CPU)
	}
	for _, id := range [...]int{e.PID, e.TID, e.ParentPID, e.ParentTID} {
		if id < 0 || id > maxID {
			return lang.Errorf("no thread has number %d", id)
		}
	}
	return nil
}

// parseReason takes a word that this version does not know for Other.
func parseReason(word string) timeline.Reason {
	reason, err := timeline.ParseReason(word)
	if err != nil {
		return timeline.Other
	}
	return reason
}

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
