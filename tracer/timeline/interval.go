package timeline

import "time"

// Time is a point in time: nanoseconds since the timeline's origin.
type Time int64

// Duration is a length of time in nanoseconds.
type Duration = Time

// End of time: a bound that no recording reaches.
const Forever Time = 1<<63 - 1

// Std returns d as a time.Duration, for formatting.
func (t Time) Std() time.Duration { return time.Duration(t) }

// Seconds returns t in seconds.
func (t Time) Seconds() float64 { return float64(t) / 1e9 }

// Interval is a stretch of a lane's life, [Start, End), in one state.
type Interval struct {
	Start, End Time
	State      State
	Reason     Reason
	On         LaneID  // the lane that executed it, or NoLane
	Stack      StackID // where the lane was at Start, or NoStack
	Detail     string  // what exactly, in a few words: "carre(3)", "counter"; may be empty
}

// Length returns End − Start.
func (iv Interval) Length() Duration { return iv.End - iv.Start }

// Packed is an Interval in the form that is cheapest to hand over: its detail is
// a text that [Builder.Text] knows, and it holds no pointer.
type Packed struct {
	Start, End Time
	On         LaneID
	Stack      StackID
	Detail     TextID
	State      State
	Reason     Reason
}

// TextID names a text in its timeline's table of texts; 0 is "".
type TextID uint32

// StackID names a call stack in its timeline's table of stacks.
type StackID uint32

// NoStack is the zero StackID: no stack was recorded.
const NoStack StackID = 0

// Frame is one call of a stack.
type Frame struct {
	Func string // with its import path, as the runtime spells it
	File string
	Line int
}
