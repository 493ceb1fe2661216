package report

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestPaintedTimeline holds that pixels say what was recorded.
func TestPaintedTimeline(t *testing.T) {
	browser := startBrowser(t)
	light := lightPalette()

	t.Run("states and reasons", func(t *testing.T) {
		p := openText(t, browser, `
process 1 "p": 0s running 1s, waiting/lock 1s, waiting/sleep 1s, running 1s
goroutine 2 "g": 1s waiting/gil 1s, runnable 1s
`)
		p.expectPixel("0", 500*time.Millisecond, light.states[timeline.Running])
		p.expectPixel("0", 1500*time.Millisecond, light.reasons[timeline.Lock])
		p.expectPixel("0", 2500*time.Millisecond, light.reasons[timeline.Sleep])
		p.expectPixel("1", 1500*time.Millisecond, light.reasons[timeline.GIL])
		for _, outside := range []time.Duration{600 * time.Millisecond, 3450 * time.Millisecond} {
			p.expectPixel("1", outside, light.panel) // before birth and after death there is nothing
		}
		striped := p.pixel("1", 2500*time.Millisecond)
		if striped != light.states[timeline.Runnable] && striped != light.stripe {
			t.Errorf("runnable is %s", striped.hex())
		}
	})

	t.Run("a lone run is seen however short", func(t *testing.T) {
		p := openText(t, browser, `process 1 "p": 0s waiting/sleep 1s, running 1us, waiting/sleep 999999us`)
		p.expectPixel("0", time.Second, light.states[timeline.Running])
		p.expectPixel("0", 900*time.Millisecond, light.reasons[timeline.Sleep])
	})

	t.Run("what is narrower than a pixel is a mix", func(t *testing.T) {
		mostly := repeated(t, browser, "running 90us, waiting/sleep 10us")
		hardly := repeated(t, browser, "running 10us, waiting/sleep 90us")
		never := repeated(t, browser, "waiting/sleep 90us, waiting/lock 10us")
		strong := distance(mostly, light.states[timeline.Running])
		weak := distance(hardly, light.states[timeline.Running])
		if !(strong < weak) {
			t.Errorf("90 %% running is %s, 10 %% is %s: the first should be nearer to %s", mostly.hex(), hardly.hex(), light.states[timeline.Running].hex())
		}
		if sleep, lock := light.reasons[timeline.Sleep], light.reasons[timeline.Lock]; never == sleep || never == lock || distance(never, sleep) > distance(never, lock) {
			t.Errorf("90 %% sleep and 10 %% lock is %s, sleep is %s and lock %s", never.hex(), sleep.hex(), lock.hex())
		}
	})
}

// repeated returns the colour in the middle of a lane that does the same over and
// over again, many times a pixel.
func repeated(t *testing.T, browser context.Context, pattern string) colour {
	t.Helper()
	return openText(t, browser, fmt.Sprintf("process 1 \"p\": 0s %s%s", strings.Repeat(pattern+", ", 20_000), pattern)).pixel("0", time.Second)
}

func openText(t *testing.T, browser context.Context, text string) *tab {
	t.Helper()
	return openPage(t, browser, &Report{Title: "painted", Timeline: timelinetest.Parse(t, text)}, 1280)
}

// distance is how far two colours lie apart, the sum over their channels.
func distance(a, b colour) int {
	sum := 0
	for shift := 0; shift <= 16; shift += 8 {
		d := int(a>>shift&0xff) - int(b>>shift&0xff)
		sum += max(d, -d)
	}
	return sum
}
