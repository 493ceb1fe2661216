package scenarios

import (
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestOpenAtOnce(t *testing.T) {
	for _, test := range []struct {
		name, regions string
		want          int
	}{
		{"one", `0s 1ms`, 1},
		{"one, too short to overlap anything", `0s 10ns`, 1},
		{"one after another", `0s 1ms, 1ms 1ms, 3ms 1ms`, 1},
		{"not known to overlap", `0s 1000100ns, 1ms 1ms`, 1},
		{"overlapping", `0s 1001us, 1ms 1ms`, 2},
		{"one inside two", `0s 3ms, 1ms 3ms, 2ms 500us`, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl := timelinetest.Parse(t, `
thread 1 "a": 0s running 10ms
  region "section": `+test.regions+`
  region "other": 0s 10ms
thread 2 "b": 0s running 10ms
  region "section": 0s 10ms`)
			lanes := lanesNamed(tl, timeline.Thread, "a")
			if got := openAtOnce(regionsOn(tl, lanes, "section")); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
	if got := openAtOnce(nil); got != 0 {
		t.Errorf("of no region, %d are open at once", got)
	}
}

func TestTotalLength(t *testing.T) {
	tl := timelinetest.Parse(t, `
thread 1 "a": 0s running 10ms
  region "section": 0s 1ms, 2ms 3ms`)
	regions := regionsOn(tl, lanesNamed(tl, timeline.Thread, "a"), "section")
	if got := totalLength(regions).Std(); got != 4*time.Millisecond {
		t.Errorf("got %v", got)
	}
	if got := spanOf(regions).Std(); got != 5*time.Millisecond {
		t.Errorf("they span %v", got)
	}
}
