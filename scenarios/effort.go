package scenarios

import (
	"context"
	"fmt"
	"runtime/trace"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/timeline"
)

// What the scenarios that compare ways of computing have in common: a job, what
// it took, and how many CPUs worked on several of them.

// jobRegion is the region that is open while a job is done, on whichever lane.
const jobRegion = "job"

// effort is what a job took.
type effort struct {
	CPU  time.Duration `json:"cpu_ns"`  // of the thread that did it
	Wall time.Duration `json:"wall_ns"` // from its begin to its end
}

// computeJob computes for cpu of CPU time on a thread that holds the GIL.
func computeJob(ctx context.Context, thread *threading.ThreadState, cpu time.Duration) (effort, error) {
	defer trace.StartRegion(ctx, jobRegion).End()
	begun := time.Now()
	before, err := thread.CPUTime()
	if err != nil {
		return effort{}, err
	}
	if err := thread.Compute(ctx, cpu); err != nil {
		return effort{}, err
	}
	after, err := thread.CPUTime()
	return effort{after - before, time.Since(begun)}, err
}

// crunching is a job for a process of a pool.
type crunching struct {
	N   int
	CPU time.Duration
}

// String returns the number alone, so that the call reads "crunch(3)".
func (c crunching) String() string { return fmt.Sprint(c.N) }

// crunch does a job in a process of its own, which has a GIL of its own.
var crunch = multiprocessing.Func("crunch", func(ctx context.Context, c crunching) (done effort, err error) {
	python := threading.NewInterpreter(threading.SwitchInterval)
	err = python.Run(ctx, func(thread *threading.ThreadState) error {
		done, err = computeJob(ctx, thread, c.CPU)
		return err
	})
	return done, err
})

// crunchings returns count jobs of cpu each.
func crunchings(count int, cpu time.Duration) []crunching {
	jobs := make([]crunching, count)
	for i := range jobs {
		jobs[i] = crunching{i + 1, cpu}
	}
	return jobs
}

// total returns the sum of efforts.
func total(efforts []effort) effort {
	var sum effort
	for _, e := range efforts {
		sum.CPU += e.CPU
		sum.Wall += e.Wall
	}
	return sum
}

// parallel is how many CPUs worked on jobs that a span of time saw done.
type parallel struct {
	jobs, cores int
	done        effort // of all jobs
	span        timeline.Duration
}

// cpus returns how many CPUs worked on the jobs, on average.
func (p parallel) cpus() float64 { return perSpan(p.done.CPU, p.span) }

// ready returns how many jobs were running or ready to run, on average. A job of
// computing never waits for anything but a CPU.
func (p parallel) ready() float64 { return perSpan(p.done.Wall, p.span) }

// possible returns how many CPUs could have worked on them.
func (p parallel) possible() int { return min(p.jobs, p.cores) }

func perSpan(d time.Duration, span timeline.Duration) float64 {
	if span <= 0 {
		return 0
	}
	return float64(d) / float64(span)
}

// String tells the CPUs, and what they follow from.
func (p parallel) String() string {
	return fmt.Sprintf("%s CPUs at work: %s of CPU in %s, on %s", timeline.ThreeDigits(p.cpus()),
		figure(timeline.Duration(p.done.CPU)), figure(p.span), counted(p.cores, "core"))
}

// clockError is by how much, in parts of the whole, CPU time may seem to exceed
// the time that passed: two clocks are compared.
const clockError = 0.05

// claimUsesCores holds where more than least CPUs worked on the jobs, and not more
// than there are. A machine with one core cannot tell, nor one whose CPUs worked for
// others while as many jobs as could run were ready.
func (p parallel) claimUsesCores(text string, least float64) Claim {
	cpus, possible := p.cpus(), float64(p.possible())
	switch {
	case p.span <= 0 || p.jobs == 0:
		return Claim{Text: text, Measured: "no job was seen"}
	case possible == 1:
		return unjudged(text, "one core, or one job, cannot show it; "+p.String())
	case cpus <= least && p.ready() >= possible*(1-clockError):
		return unjudged(text, fmt.Sprintf("the CPUs worked for others too, while %s jobs were ready; %s", timeline.ThreeDigits(p.ready()), p))
	}
	return Claim{Text: text, Holds: cpus > least && cpus <= float64(p.cores)*(1+clockError), Measured: p.String()}
}

// claimOneCore holds where no more than one CPU worked on the jobs. Load does not
// matter: it makes them fewer.
func (p parallel) claimOneCore(text string) Claim {
	cpus := p.cpus()
	return Claim{Text: text, Holds: cpus > 0 && cpus <= 1+clockError, Measured: p.String()}
}
