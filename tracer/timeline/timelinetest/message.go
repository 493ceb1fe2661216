package timelinetest

import (
	"errors"
	"regexp"
	"strconv"
	"time"

	"ctrace/tracer/timeline"
)

var messageForm = regexp.MustCompile(`^( *)(send|receive) ("(?:[^"\\]|\\.)*") *: *(\S+) *$`)

// message says that the lane that the line stands under sent or received one.
func (p *parser) message(indent int, word, quoted, text string) error {
	p.leave(indent)
	if len(p.above) == 0 {
		return errors.New("a message stands under no lane")
	}
	key, err := strconv.Unquote(quoted)
	if err != nil {
		return err
	}
	at, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	lane := p.above[len(p.above)-1].id
	if word == "send" {
		p.b.Sent(key, lane, timeline.Time(at))
	} else {
		p.b.Received(key, lane, timeline.Time(at))
	}
	return nil
}
