package timelinetest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/timeline"
)

// executor names a lane that executes others.
type executor struct {
	kind timeline.Kind
	id   int64
}

// pending is an interval that is added once all lanes are known.
type pending struct {
	iv  timeline.Interval
	on  executor // the zero one for none
	add func(timeline.LaneID, timeline.Interval)
	to  timeline.LaneID
}

// intervals notes the intervals of a lane that text describes. The first of them
// begins at at; add is what adds them.
func (p *parser) intervals(lane timeline.LaneID, at timeline.Time, text string, add func(timeline.LaneID, timeline.Interval)) error {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		space := strings.LastIndexByte(part, ' ')
		if space < 0 {
			return fmt.Errorf("interval %q has no length", part)
		}
		length, err := time.ParseDuration(part[space+1:])
		if err != nil {
			return err
		}
		next := pending{to: lane, add: add}
		next.iv = timeline.Interval{Start: at, End: at + timeline.Time(length), On: timeline.NoLane}
		if err := p.setState(&next, part[:space]); err != nil {
			return err
		}
		p.pending = append(p.pending, next)
		at = next.iv.End
	}
	p.end = max(p.end, at)
	return nil
}

func (p *parser) setState(next *pending, text string) (err error) {
	iv := &next.iv
	words := strings.SplitN(text, "/", 3)
	state, on, executed := strings.Cut(words[0], "@")
	if iv.State, err = timeline.ParseState(state); err != nil {
		return err
	}
	if executed {
		next.on.kind = timeline.Thread
		if p.b.Get(next.to).Kind == timeline.Thread {
			next.on.kind = timeline.CPU
		}
		if next.on.id, err = strconv.ParseInt(on, 10, 64); err != nil {
			return err
		}
	}
	if len(words) > 1 {
		if iv.Reason, err = timeline.ParseReason(words[1]); err != nil {
			return err
		}
	}
	if len(words) > 2 {
		iv.Detail = words[2]
	}
	return nil
}

// addIntervals adds all intervals to their lanes.
func (p *parser) addIntervals() error {
	for _, next := range p.pending {
		if next.on != (executor{}) {
			on, ok := p.lanes[next.on]
			if !ok {
				return fmt.Errorf("%v on %v %d, which has no line", next.iv.State, next.on.kind, next.on.id)
			}
			next.iv.On = on
		}
		next.add(next.to, next.iv)
	}
	return nil
}
