// Package timelinetest makes timelines from text, for tests of whatever reads
// timelines, and checks the ones that sources make.
//
// One line is one lane, indentation is parenthood:
//
//	process 7 "gather": 0s running 3s
//	  thread 7 "event loop": 0s running 1ms, waiting/network 999ms
//	    coroutine 21 "task(1, 2)": 1ms running 1ms, waiting/sleep/until 3 2s
//	  runtime goroutine 3 "gcBgMarkWorker": 0s waiting/gc 2s
//
// After the colon stands the start of the lane's life, then its intervals:
// STATE, STATE/REASON or STATE/REASON/DETAIL, and a length as time.Duration
// spells it.
//
// A line under a lane adds regions or OpenTelemetry spans to it, each with its
// start and its length:
//
//	thread 7 "Thread-1": 0s running 3s
//	  region "bytecode": 0s 1s, 2s 1s
//	  span "carre(3)": 0s 2s
//
// A message is a line under its sender and one under its receiver, with the same
// key, and each with its instant:
//
//	thread 7 "MainThread": 0s running 3s
//	  send "task 1": 1s
//	thread 8 "MainThread": 0s running 3s
//	  receive "task 1": 1.1s
package timelinetest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

// Parse returns the timeline that text describes, its clock at origin. It ends
// the test if text is not of the form above.
func Parse(t testing.TB, text string) *timeline.Timeline {
	t.Helper()
	p := newParser()
	for n, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := p.line(line); err != nil {
			t.Fatalf("timelinetest: line %d: %v: %q", n+1, err, line)
		}
	}
	return Valid(t, p.b.Build(p.end))
}

// Valid returns tl, after failing the test for every rule of the model that tl
// breaks.
func Valid(t testing.TB, tl *timeline.Timeline) *timeline.Timeline {
	t.Helper()
	if err := timeline.Validate(tl); err != nil {
		t.Errorf("invalid timeline:\n%v", err)
	}
	return tl
}

type parser struct {
	b     *timeline.Builder
	end   timeline.Time
	above []ancestor
}

func newParser() *parser {
	return &parser{b: timeline.NewBuilder(timeline.Clock{Host: "test", Wall: time.Unix(0, 0).UTC()})}
}

type ancestor struct {
	indent int
	id     timeline.LaneID
	pid    int
}

var form = regexp.MustCompile(`^( *)(runtime )?(\w+) (-?\d+) ("(?:[^"\\]|\\.)*") *: *(\S+) *(.*)$`)

func (p *parser) line(line string) error {
	if m := spanForm.FindStringSubmatch(line); m != nil {
		return p.spans(len(m[1]), origins[m[2]], m[3], m[4])
	}
	if m := messageForm.FindStringSubmatch(line); m != nil {
		return p.message(len(m[1]), m[2], m[3], m[4])
	}
	m := form.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("not of the form KIND ID \"NAME\": START STATE LENGTH, …")
	}
	kind, err := timeline.ParseKind(m[3])
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(m[4], 10, 64)
	name, err := strconv.Unquote(m[5])
	if err != nil {
		return err
	}
	start, err := time.ParseDuration(m[6])
	if err != nil {
		return err
	}
	lane := timeline.Lane{Kind: kind, ID: id, Name: name, Start: timeline.Time(start), Parent: timeline.NoLane}
	if m[2] != "" {
		lane.Group = timeline.Runtime
	}
	p.place(&lane, len(m[1]))
	laneID := p.b.Lane(lane)
	p.above = append(p.above, ancestor{len(m[1]), laneID, lane.PID})
	return p.intervals(laneID, lane.Start, m[7])
}

// leave forgets the lanes that a line of that indentation does not stand under.
func (p *parser) leave(indent int) {
	for len(p.above) > 0 && p.above[len(p.above)-1].indent >= indent {
		p.above = p.above[:len(p.above)-1]
	}
}

// place finds the parent and the process of a lane.
func (p *parser) place(lane *timeline.Lane, indent int) {
	p.leave(indent)
	if n := len(p.above); n > 0 {
		lane.Parent, lane.PID = p.above[n-1].id, p.above[n-1].pid
	}
	if lane.Kind == timeline.Process {
		lane.PID = int(lane.ID)
	}
}

func (p *parser) intervals(lane timeline.LaneID, at timeline.Time, text string) error {
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
		iv := timeline.Interval{Start: at, End: at + timeline.Time(length), On: timeline.NoLane}
		if err := setState(&iv, part[:space]); err != nil {
			return err
		}
		p.b.Append(lane, iv)
		at = iv.End
	}
	p.end = max(p.end, at)
	return nil
}

func setState(iv *timeline.Interval, text string) (err error) {
	words := strings.SplitN(text, "/", 3)
	if iv.State, err = timeline.ParseState(words[0]); err != nil {
		return err
	}
	if len(words) > 1 {
		iv.Reason, err = timeline.ParseReason(words[1])
	}
	if len(words) > 2 {
		iv.Detail = words[2]
	}
	return err
}
