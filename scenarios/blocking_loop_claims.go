package scenarios

import (
	"cmp"
	"slices"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func claimBlockingLoop(args Args, m Measured) []Claim {
	blocks := blocksOf(m.Timeline)
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, blockerName)
	lanes = append(lanes, othersOf(m.Timeline)...)
	return []Claim{
		claimFrozen(m.Timeline, blocks, args.Int("rounds")),
		claimLate(delaysOf(m.Timeline, blocks, pauseOf(args))),
		claimOneThread(m.Timeline, lanes, 1+args.Int("others")),
	}
}

// blocksOf returns the regions in which the blocker kept the thread.
func blocksOf(tl *timeline.Timeline) []timeline.Span {
	return regionsOn(tl, lanesNamed(tl, timeline.Coroutine, blockerName), withoutAwait)
}

// othersOf returns the coroutines that the blocker holds up.
func othersOf(tl *timeline.Timeline) []timeline.LaneID {
	return lanesNamed(tl, timeline.Coroutine, "other(")
}

func claimFrozen(tl *timeline.Timeline, blocks []timeline.Span, rounds int) Claim {
	var ran timeline.Duration
	for _, block := range blocks {
		for _, id := range othersOf(tl) {
			ran += tl.Totals(id, block.Start, block.End).States[timeline.Running]
		}
	}
	return Claim{
		Text:     lang.T("While one coroutine keeps the thread, no other runs"),
		Holds:    len(blocks) == rounds && ran == 0 && len(othersOf(tl)) > 0,
		Measured: lang.T("the others ran for %s in %s of blocking", ran, totalLength(blocks)),
	}
}

// exactly is how far the lateness may be from the time of blocking.
const exactly = timeline.Duration(2 * time.Millisecond)

// claimLate holds where the others were late by the time of blocking, in the
// median of all rounds. Where some were and most were not, the machine was busy
// with something else at the wrong moments.
func claimLate(delays []delay) Claim {
	claim := Claim{Text: lang.T("The others wake up late by as long as it kept the thread"), Measured: lang.T("nobody was held up")}
	if len(delays) == 0 {
		return claim
	}
	late, blocked := medianOf(delays, delay.late), medianOf(delays, delay.blocked)
	typical, best := medianOf(delays, delay.off), slices.MinFunc(delays, byOff).off()
	claim.Holds = typical <= exactly
	claim.Measured = lang.T("%s late, %s blocked; %s apart in the median of %d", late, blocked, typical, len(delays))
	if !claim.Holds && best <= exactly {
		return unjudged(claim.Text, lang.T("the machine was too busy: %s", claim.Measured))
	}
	return claim
}

// delay is one wake-up of a coroutine that was held up.
type delay struct {
	block     timeline.Duration // for how long the thread was kept
	after     timeline.Duration // how long after its sleep should have ended it ran
	untouched timeline.Duration // the same of the blocker, who slept as long and whom nobody held up
}

// late returns by how much longer it slept than who was not held up. What the
// machine added to both sleeps is not counted.
func (d delay) late() timeline.Duration { return d.after - d.untouched }

func (d delay) blocked() timeline.Duration { return d.block }

// off returns how far the lateness is from the time of blocking.
func (d delay) off() timeline.Duration { return max(d.late()-d.block, d.block-d.late()) }

func byOff(a, b delay) int { return cmp.Compare(a.off(), b.off()) }

// delaysOf returns the delays of all others in all blocks. Everybody asked for a
// sleep of pause.
func delaysOf(tl *timeline.Timeline, blocks []timeline.Span, pause time.Duration) []delay {
	var delays []delay
	for _, block := range blocks {
		untouched, ok := lateAt(tl, block.Lane, block.Start, pause)
		if !ok {
			continue
		}
		for _, id := range othersOf(tl) {
			if after, ok := lateAt(tl, id, block.Start, pause); ok {
				delays = append(delays, delay{block.End - block.Start, after, untouched})
			}
		}
	}
	return delays
}

// lateAt looks at the sleep of a lane that began last before the instant at, and
// returns how long after the end that was asked for the lane ran again.
func lateAt(tl *timeline.Timeline, lane timeline.LaneID, at timeline.Time, pause time.Duration) (late timeline.Duration, ok bool) {
	asleep := waitingFor(timeline.Sleep)
	var slept, ran timeline.Time
	sleeping := false
	for iv := range tl.Life(lane) {
		switch {
		case asleep(lane, iv) && iv.Start < at:
			slept, sleeping, ok = iv.Start, true, false
		case running(lane, iv) && sleeping:
			ran, sleeping, ok = iv.Start, false, true
		}
	}
	return ran - slept - timeline.Duration(pause), ok
}

// medianOf returns the median of what of says about delays, of which there is one
// at least.
func medianOf(delays []delay, of func(delay) timeline.Duration) timeline.Duration {
	var values []timeline.Duration
	for _, d := range delays {
		values = append(values, of(d))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
