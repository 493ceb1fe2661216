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
// spells it. STATE@ID says which thread executed it or, of a thread, which CPU:
//
//	cpu 1 "CPU 1": 0s running@7 1s
//	thread 7 "main": 0s running@1 1s
//	  goroutine 21 "main.main": 0s running@7 1s
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
//
// A line "claimed" is the claim of the lane above it, in the form of a lane's
// intervals:
//
//	goroutine 21 "main.worker": 0s running 1s, runnable/preempted 1s
//	  claimed: 0s running 2s
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
	if err := p.addIntervals(); err != nil {
		t.Fatalf("timelinetest: %v", err)
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
	b       *timeline.Builder
	end     timeline.Time
	above   []ancestor
	lanes   map[executor]timeline.LaneID // threads and CPUs
	pending []pending
}

func newParser() *parser {
	return &parser{
		b:     timeline.NewBuilder(timeline.Clock{Host: "test", Wall: time.Unix(0, 0).UTC()}),
		lanes: map[executor]timeline.LaneID{},
	}
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
	if m := claimForm.FindStringSubmatch(line); m != nil {
		return p.claim(len(m[1]), m[2], m[3])
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
	p.lanes[executor{kind, id}] = laneID
	p.above = append(p.above, ancestor{len(m[1]), laneID, lane.PID})
	return p.intervals(laneID, lane.Start, m[7], p.b.Append)
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
