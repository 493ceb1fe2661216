package timelinetest

import (
	"errors"
	"regexp"
	"time"

	"ctrace/tracer/timeline"
)

var claimForm = regexp.MustCompile(`^( *)claimed *: *(\S+) *(.*)$`)

// claim adds what is claimed of the lane that the line stands under.
func (p *parser) claim(indent int, start, text string) error {
	p.leave(indent)
	if len(p.above) == 0 {
		return errors.New("a claim stands under no lane")
	}
	at, err := time.ParseDuration(start)
	if err != nil {
		return err
	}
	return p.intervals(p.above[len(p.above)-1].id, timeline.Time(at), text, p.b.Claim)
}
