package timeline

import (
	"errors"
	"fmt"
	"time"
)

// Clock relates a timeline's origin (Time 0) to the clocks of the machine that
// recorded it. The zero Clock relates to nothing.
type Clock struct {
	Host string // host name, for people
	Boot string // the kernel's boot id; monotonic readings compare only within one boot
	// Mono is CLOCK_MONOTONIC at the origin in ns; meaningful only where Boot is set.
	Mono int64
	// Wall is the wall clock at the origin, or the zero time if unknown.
	Wall time.Time
}

// Known reports whether the clock relates to any other.
func (c Clock) Known() bool { return c.Boot != "" || !c.Wall.IsZero() }

// FromMono converts a CLOCK_MONOTONIC reading of the clock's boot to a Time.
func (c Clock) FromMono(ns int64) Time { return Time(ns - c.Mono) }

// FromWall converts a wall clock reading to a Time. Across hosts, or over a
// step of the wall clock, the result is off by as much as the clocks are.
func (c Clock) FromWall(t time.Time) Time { return Time(t.Sub(c.Wall)) }

// WallAt returns the wall clock at t.
func (c Clock) WallAt(t Time) time.Time { return c.Wall.Add(time.Duration(t)) }

// ErrUnrelatedClocks is returned where two timelines have no clock in common.
var ErrUnrelatedClocks = errors.New("their clocks are not related")

// offsetTo returns what must be added to a Time of c to get the same instant
// on to, and a warning where the relation is not exact.
func (c Clock) offsetTo(to Clock) (Time, Message, error) {
	switch {
	case c == to && c.Known():
		return 0, Message{}, nil
	case c.Boot != "" && c.Boot == to.Boot:
		return Time(c.Mono - to.Mono), Message{}, nil
	case !c.Wall.IsZero() && !to.Wall.IsZero():
		warning := Say("%s and %s are aligned by wall clock: offsets between their lanes are as good as their clocks agree", c.label(), to.label())
		return Time(c.Wall.Sub(to.Wall)), warning, nil
	}
	return 0, Message{}, fmt.Errorf("timeline: cannot align %s with %s: %w", c.label(), to.label(), ErrUnrelatedClocks)
}

func (c Clock) label() Message {
	if c.Host == "" {
		return Say("an unnamed recording")
	}
	return Message{Format: c.Host}
}
