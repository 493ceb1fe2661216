package kernel

import (
	"math/rand/v2"
	"testing"
	"time"
)

// counter is a thread as the kernel counts it, driven by a test.
type counter struct {
	now     int64
	counts  schedstat
	running int64 // not counted yet
	ready   bool
	truth   []Event // its switches
}

const (
	microsecond = int64(time.Microsecond)
	millisecond = int64(time.Millisecond)
)

func (c *counter) event(kind Kind, preempted bool) {
	c.truth = append(c.truth, Event{Kind: kind, Time: c.now, Preempted: preempted})
}

// pass lets time pass in steps, after each of which look is called.
func (c *counter) pass(d int64, step func(int64), look func()) {
	for left := d; left > 0; left -= 100 * microsecond {
		part := min(left, 100*microsecond)
		c.now += part
		step(part)
		look()
	}
}

// run has the thread on its CPU, where a tick counts its time.
func (c *counter) run(d int64, look func()) {
	c.counts.arrivals++
	c.event(SwitchIn, false)
	c.ready = true
	c.pass(d, func(part int64) {
		c.running += part
		if c.now%(4*millisecond) < part {
			c.count()
		}
	}, look)
	c.count()
}

func (c *counter) count() {
	c.counts.run += c.running
	c.running = 0
}

// wait has it off its CPU, and ready for the last part of that.
func (c *counter) wait(d, ready int64, look func()) {
	c.event(SwitchOut, d == ready)
	c.ready = d == ready
	c.pass(d-ready, func(int64) {}, look)
	c.ready = true
	c.pass(ready, func(int64) {}, look)
	c.counts.delay += ready
}

// polled follows a thread through a life, looking at it every interval, and
// returns the switches that it saw, and the lane.
func polled(interval int64, life func(c *counter, look func())) (*counter, []Event, *polledLane) {
	c := &counter{now: 1000 * millisecond}
	lane := &polledLane{pid: 1, tid: 1, end: c.now, looked: c.now, changed: c.now}
	var events []Event
	emit := func(e Event) { events = append(events, e) }
	next := c.now
	life(c, func() {
		if c.now < next {
			return
		}
		next = c.now + interval
		if c.counts == lane.seen {
			lane.unchanged(c.now, emit)
			return
		}
		lane.update(counted{c.counts, c.now, c.ready, 0}, emit)
	})
	lane.exit(c.now, c.counts.run-lane.seen.run, emit)
	return c, events, lane
}

// timeOf sums what is between a switch to the CPU and the next away from it.
func timeOf(events []Event) (ran, preempted int64) {
	var in, out int64
	for _, e := range events {
		switch e.Kind {
		case SwitchIn:
			if out != 0 {
				preempted += e.Time - out
			}
			in, out = e.Time, 0
		case SwitchOut, Exit:
			if in != 0 {
				ran += e.Time - in
			}
			in = 0
			if e.Preempted {
				out = e.Time
			}
		}
	}
	return ran, preempted
}

func TestPolledLane(t *testing.T) {
	forNow := func(ms int64) int64 { return ms * millisecond }
	for name, life := range map[string]func(c *counter, look func()){
		"always on its CPU": func(c *counter, look func()) { c.run(forNow(200), look) },
		"sleeps now and then": func(c *counter, look func()) {
			for range 20 {
				c.run(forNow(3), look)
				c.wait(forNow(10), 0, look)
			}
		},
		"works for very short times": func(c *counter, look func()) {
			for range 50 {
				c.run(200*microsecond, look)
				c.wait(forNow(4), 0, look)
			}
		},
		"takes turns": func(c *counter, look func()) {
			for range 30 {
				c.run(forNow(3), look)
				c.wait(forNow(3), forNow(3), look)
			}
		},
		"is starved": func(c *counter, look func()) {
			for range 5 {
				c.run(forNow(3), look)
				c.wait(forNow(60), forNow(60), look)
			}
		},
		"switches all the time": func(c *counter, look func()) {
			for range 500 {
				c.run(100*microsecond, look)
				c.wait(100*microsecond, 0, look)
			}
		},
		"is ready late": func(c *counter, look func()) {
			for range 20 {
				c.run(forNow(2), look)
				c.wait(forNow(10), forNow(5), look)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, events, lane := polled(millisecond, life)
			c.event(Exit, false)
			ran, preempted := timeOf(events)
			trueRan, truePreempted := timeOf(c.truth)
			if ran+lane.debt != trueRan || lane.debt*100 > trueRan {
				t.Errorf("it ran %v, truly %v; %v found no place",
					time.Duration(ran), time.Duration(trueRan), time.Duration(lane.debt))
			}
			if far := time.Duration(preempted - truePreempted).Abs(); far > time.Duration(truePreempted/10+forNow(4)) {
				t.Errorf("it was preempted for %v, truly for %v", time.Duration(preempted), time.Duration(truePreempted))
			}
			checkAlternation(t, events)
		})
	}
}

// checkAlternation fails the test unless switches alternate, in order.
func checkAlternation(t *testing.T, events []Event) {
	t.Helper()
	on, last := false, int64(0)
	for i, e := range events {
		if e.Time < last {
			t.Fatalf("event %d is %v before the one before", i, time.Duration(last-e.Time))
		}
		last = e.Time
		switch e.Kind {
		case SwitchIn, SwitchOut:
			if on == (e.Kind == SwitchIn) {
				t.Fatalf("event %d: on a CPU before: %v, after: %v", i, on, !on)
			}
			on = !on
		}
	}
}

// Whatever a thread does, and however rarely it is looked at.
func TestPolledLaneAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		interval := millisecond * (1 + random.Int64N(30))
		c, events, lane := polled(interval, func(c *counter, look func()) {
			for range 40 {
				c.run(100*microsecond*(1+random.Int64N(80)), look)
				d := 100 * microsecond * (1 + random.Int64N(150))
				ready := []int64{0, d, d / 2}[random.IntN(3)]
				c.wait(d, ready, look)
			}
		})
		checkAlternation(t, events)
		ran, _ := timeOf(events)
		if ran+lane.debt != c.counts.run {
			t.Errorf("round %d, every %v: it ran %v and owes %v, truly %v", round, time.Duration(interval),
				time.Duration(ran), time.Duration(lane.debt), time.Duration(c.counts.run))
		}
		if lane.debt*50 > c.counts.run {
			t.Errorf("round %d, every %v: %v of %v found no place", round, time.Duration(interval),
				time.Duration(lane.debt), time.Duration(c.counts.run))
		}
	}
}

// A thread whose counts are suddenly those of another one.
func TestPolledLaneOfAnotherThread(t *testing.T) {
	lane := &polledLane{looked: 10 * millisecond, seen: schedstat{run: 5 * millisecond, delay: 9, arrivals: 100}}
	for name, test := range map[string]struct {
		counts schedstat
		other  bool
	}{
		"the same":       {schedstat{run: 6 * millisecond, delay: 9, arrivals: 101}, false},
		"ran less":       {schedstat{run: 4 * millisecond, delay: 9, arrivals: 101}, true},
		"was ready less": {schedstat{run: 6 * millisecond, delay: 8, arrivals: 101}, true},
		"fewer arrivals": {schedstat{run: 6 * millisecond, delay: 9, arrivals: 9}, true},
		"ran too much":   {schedstat{run: 60 * millisecond, delay: 9, arrivals: 101}, true},
	} {
		if other := lane.isOther(test.counts, 11*millisecond); other != test.other {
			t.Errorf("%s: another thread: %v", name, other)
		}
	}
}
