package report

import (
	"fmt"
	"math"
	"strings"

	"ctrace/tracer/timeline"
)

// The visual grammar, the same in every output:
//
//   - Height says whether a lane ran: full for Running and Syscall, two thirds
//     for Runnable, one third for Waiting ([heightShare]).
//   - Hue says why. Running has the one strong hue, which nothing else uses, and
//     Syscall its neighbour; Runnable is amber. Of what a lane waits for, time
//     and the outside world are cool, the other lanes are warm to violet (locks
//     and the GIL, which people hunt, are the warmest), the machine is grey.
//   - Pattern repeats the state for those who see no hue, and for print: solid,
//     outlined (Syscall), striped (Runnable), hatched (Unknown).

// colour is an opaque sRGB colour, 0xRRGGBB.
type colour uint32

// hex returns the colour as CSS spells it.
func (c colour) hex() string { return fmt.Sprintf("#%06x", uint32(c)) }

func (c colour) rgb() (r, g, b uint8) { return uint8(c >> 16), uint8(c >> 8), uint8(c) }

// towards returns the colour that lies at share, 0 to 1, of the way from c to d.
func (c colour) towards(d colour, share float64) colour {
	var mixed colour
	for shift := 0; shift <= 16; shift += 8 {
		from, to := float64(c>>shift&0xff), float64(d>>shift&0xff)
		mixed |= colour(math.Round(from+(to-from)*share)) << shift
	}
	return mixed
}

// luminance is WCAG 2's relative luminance, 0 to 1.
func (c colour) luminance() float64 {
	r, g, b := c.rgb()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// linear undoes sRGB's gamma.
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// contrast is WCAG 2's contrast ratio of two colours, 1 to 21.
func contrast(a, b colour) float64 {
	low, high := a.luminance(), b.luminance()
	if low > high {
		low, high = high, low
	}
	return (high + 0.05) / (low + 0.05)
}

// pattern says how a bar is filled.
type pattern uint8

const (
	solid    pattern = iota
	outlined         // filled, with a line around
	striped          // diagonal stripes of two colours
	hatched          // thin diagonal lines within an outline, nothing filled
)

var patterns = [timeline.NumStates]pattern{
	timeline.Unknown: hatched, timeline.Runnable: striped, timeline.Syscall: outlined,
}

// heightShare is how much of its lane's height a bar takes, by state.
var heightShare = [timeline.NumStates]float64{
	timeline.Unknown:  1. / 2,
	timeline.Running:  1,
	timeline.Runnable: 2. / 3,
	timeline.Waiting:  1. / 3,
	timeline.Syscall:  1,
}

// look is how a bar is painted.
type look struct {
	pattern pattern
	fill    colour
	line    colour  // of the outline, the stripes or the hatching
	height  float64 // share of the lane's height
}

// palette is a set of colours for one kind of background.
type palette struct {
	background, panel, line colour // of the page, of what lies on it, of rules and borders
	ink, dim                colour // of text, and of text that steps back
	good, bad, mark         colour // confirmed, refuted, chosen
	states                  [timeline.NumStates]colour
	stripe                  colour                      // the second colour of Runnable
	reasons                 [timeline.NumReasons]colour // of Waiting; NoReason where it is not known
}

// look returns how an interval in this state for this reason is painted.
func (p *palette) look(s timeline.State, r timeline.Reason) look {
	l := look{pattern: patterns[s], fill: p.states[s], line: p.states[s], height: heightShare[s]}
	switch s {
	case timeline.Waiting:
		l.fill = p.reasons[r]
	case timeline.Runnable:
		l.line = p.stripe
	case timeline.Syscall:
		l.line = p.states[timeline.Running]
	}
	return l
}

// on returns the colour of text that stands on a fill: the one of ink and
// background that contrasts more.
func (p *palette) on(fill colour) colour {
	if contrast(p.ink, fill) >= contrast(p.background, fill) {
		return p.ink
	}
	return p.background
}

// css returns the palette as declarations of CSS custom properties, without a
// selector around: --bg --panel --line --ink --dim --good --bad --mark, one per
// state (--running --syscall --runnable --unknown, --waiting for an unknown
// reason), --runnable-stripe, and one per reason, its word with dashes for
// spaces (--sleep --channel-send …).
func (p *palette) css() string {
	var out strings.Builder
	set := func(name string, c colour) { fmt.Fprintf(&out, "--%s:%s;", name, c.hex()) }
	set("bg", p.background)
	set("panel", p.panel)
	set("line", p.line)
	set("ink", p.ink)
	set("dim", p.dim)
	set("good", p.good)
	set("bad", p.bad)
	set("mark", p.mark)
	for _, m := range allMeanings() {
		set(m.property(), p.look(m.state, m.reason).fill)
	}
	set("runnable-stripe", p.stripe)
	return out.String()
}

// meaning is what a colour stands for.
type meaning struct {
	state  timeline.State
	reason timeline.Reason // of Waiting only
}

// allMeanings returns every state, and every reason of Waiting.
func allMeanings() []meaning {
	var all []meaning
	for s := range timeline.NumStates {
		all = append(all, meaning{state: s})
	}
	for r := timeline.NoReason + 1; r < timeline.NumReasons; r++ {
		all = append(all, meaning{timeline.Waiting, r})
	}
	return all
}

// property is the name of a meaning's CSS custom property, without the dashes
// in front.
func (m meaning) property() string {
	if m.reason == timeline.NoReason {
		return m.state.String()
	}
	return strings.ReplaceAll(m.reason.String(), " ", "-")
}
