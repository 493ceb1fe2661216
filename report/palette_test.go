package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
)

// eachPalette runs test on both palettes.
func eachPalette(t *testing.T, test func(t *testing.T, p *palette)) {
	t.Run("light", func(t *testing.T) { test(t, lightPalette()) })
	t.Run("dark", func(t *testing.T) { test(t, darkPalette()) })
}

// fills returns every fill that a text may stand on, by name.
func fills(p *palette) map[string]colour {
	all := map[string]colour{
		"running": p.states[timeline.Running],
		"syscall": p.states[timeline.Syscall],
	}
	for r, c := range p.reasons {
		all[fmt.Sprintf("waiting %v", timeline.Reason(r))] = c
	}
	return all
}

// TestTextContrast holds WCAG 2's level AA for text: 4.5:1.
func TestTextContrast(t *testing.T) {
	const enough = 4.5
	eachPalette(t, func(t *testing.T, p *palette) {
		texts := map[string]colour{"ink": p.ink, "dim": p.dim, "good": p.good, "bad": p.bad, "mark": p.mark}
		for name, text := range texts {
			for _, ground := range []colour{p.background, p.panel} {
				if c := contrast(text, ground); c < enough {
					t.Errorf("%s on %s: contrast %.2f, want %v", name, ground.hex(), c, enough)
				}
			}
		}
		for name, fill := range fills(p) {
			if c := contrast(p.on(fill), fill); c < enough {
				t.Errorf("text on %s %s: contrast %.2f, want %v", name, fill.hex(), c, enough)
			}
		}
	})
}

// TestBarContrast holds that bars stand out: WCAG's 3:1 for graphics for
// whatever ran or wanted to, and a visible difference for pale waits.
func TestBarContrast(t *testing.T) {
	eachPalette(t, func(t *testing.T, p *palette) {
		for s := range timeline.NumStates {
			least := 3.
			if s == timeline.Waiting {
				continue
			}
			l := p.look(s, timeline.NoReason)
			if c := max(contrast(l.fill, p.panel), contrast(l.line, p.panel)); c < least {
				t.Errorf("%v: contrast %.2f to the panel, want %v", s, c, least)
			}
		}
		for r, fill := range p.reasons {
			if c := contrast(fill, p.panel); c < 1.5 {
				t.Errorf("waiting %v: contrast %.2f to the panel, want 1.5", timeline.Reason(r), c)
			}
		}
	})
}

// TestColourBlind holds that what must not be confused differs for people
// without red or without green cones. 20 in CIE Lab is plain to see; a just
// noticeable difference is about 2.
func TestColourBlind(t *testing.T) {
	eachPalette(t, func(t *testing.T, p *palette) {
		running, runnable := p.states[timeline.Running], p.states[timeline.Runnable]
		pairs := map[string][2]colour{
			"running runnable": {running, runnable},
			"running syscall":  {running, p.states[timeline.Syscall]},
			"sleep lock":       {p.reasons[timeline.Sleep], p.reasons[timeline.Lock]},
			"network lock":     {p.reasons[timeline.Network], p.reasons[timeline.Lock]},
			"file lock":        {p.reasons[timeline.File], p.reasons[timeline.Lock]},
			"network gil":      {p.reasons[timeline.Network], p.reasons[timeline.GIL]},
			"sleep gil":        {p.reasons[timeline.Sleep], p.reasons[timeline.GIL]},
			"await lock":       {p.reasons[timeline.Await], p.reasons[timeline.Lock]},
			"await gil":        {p.reasons[timeline.Await], p.reasons[timeline.GIL]},
		}
		for r, fill := range p.reasons {
			pairs[fmt.Sprintf("running %v", timeline.Reason(r))] = [2]colour{running, fill}
		}
		for name, pair := range pairs {
			for _, vision := range visions {
				if d := vision.distance(pair[0], pair[1]); d < 20 {
					t.Errorf("%s seen with %s: distance %.0f, want 20", name, vision.name, d)
				}
			}
		}
	})
}

// TestCSS checks that every name stands in both palettes once.
func TestCSS(t *testing.T) {
	for _, name := range []string{"bg", "panel", "line", "ink", "dim", "good", "bad", "mark", "running", "syscall",
		"runnable", "runnable-stripe", "unknown", "waiting", "sleep", "channel-send", "gil", "other"} {
		eachPalette(t, func(t *testing.T, p *palette) {
			if n := strings.Count(";"+p.css(), ";--"+name+":#"); n != 1 {
				t.Errorf("--%s is set %d times in %s", name, n, p.css())
			}
		})
	}
}

// vision is how a kind of eye changes linear RGB.
type vision struct {
	name   string
	matrix [3][3]float64
}

// The matrices are those of Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
// at full severity.
var visions = []vision{
	{"all cones", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
	{"no red cones", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
	{"no green cones", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
}

// distance is the CIE 1976 difference of two colours as v sees them.
func (v vision) distance(a, b colour) float64 {
	var sum float64
	left, right := v.lab(a), v.lab(b)
	for i := range left {
		sum += (left[i] - right[i]) * (left[i] - right[i])
	}
	return math.Sqrt(sum)
}

// lab returns c as v sees it in CIE Lab under D65.
func (v vision) lab(c colour) [3]float64 {
	red, green, blue := c.rgb()
	in := [3]float64{linear(red), linear(green), linear(blue)}
	seen := multiply(v.matrix, in)
	for i := range seen {
		seen[i] = min(max(seen[i], 0), 1)
	}
	xyz := multiply([3][3]float64{
		{0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
		{0.2126, 0.7152, 0.0722},
		{0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089},
	}, seen)
	for i, f := range xyz {
		if f > 216./24389 {
			xyz[i] = math.Cbrt(f)
		} else {
			xyz[i] = (24389./27*f + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

func multiply(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}
