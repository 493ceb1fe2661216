package timelinetest

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/timeline"
)

var spanForm = regexp.MustCompile(`^( *)(region|span) ("(?:[^"\\]|\\.)*") *: *(.*)$`)

// origins is whose spans the words of a line stand for.
var origins = map[string]timeline.Origin{"region": timeline.UserRegion, "span": timeline.OpenTelemetry}

// spans adds regions or spans to the lane that the line stands under.
func (p *parser) spans(indent int, origin timeline.Origin, quoted, text string) error {
	p.leave(indent)
	if len(p.above) == 0 {
		return errors.New("a region or span stands under no lane")
	}
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return err
	}
	for part := range strings.SplitSeq(text, ",") {
		start, length, err := startAndLength(part)
		if err != nil {
			return err
		}
		p.b.Span(timeline.Span{
			Origin: origin, Name: name, Lane: p.above[len(p.above)-1].id,
			Start: timeline.Time(start), End: timeline.Time(start + length),
		})
	}
	return nil
}

func startAndLength(text string) (start, length time.Duration, err error) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return 0, 0, fmt.Errorf("%q is not of the form START LENGTH", text)
	}
	start, startErr := time.ParseDuration(words[0])
	length, lengthErr := time.ParseDuration(words[1])
	return start, length, errors.Join(startErr, lengthErr)
}
