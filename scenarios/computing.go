package scenarios

import (
	"context"
	"fmt"
	"runtime/trace"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// What the scenarios that compare ways of computing have in common: a job, and
// how many CPUs worked on several of them.

// jobRegion is the region that is open while a job is done, on whichever lane.
const jobRegion = "job"

// computeJob computes for cpu of CPU time on the calling thread, and returns what
// it really was. Regions nest: the job begins before the thread takes the GIL, and
// ends after it has let go of it.
func computeJob(ctx context.Context, python *threading.Interpreter, cpu time.Duration) (spent time.Duration, err error) {
	defer trace.StartRegion(ctx, jobRegion).End()
	err = python.Run(ctx, func(thread *threading.ThreadState) error {
		spent, err = spend(ctx, thread, cpu)
		return err
	})
	return spent, err
}

// spend computes for cpu of CPU time on a thread that holds the GIL, and returns
// what it really was.
func spend(ctx context.Context, thread *threading.ThreadState, cpu time.Duration) (time.Duration, error) {
	before, err := thread.CPUTime()
	if err != nil {
		return 0, err
	}
	if err := thread.Compute(ctx, cpu); err != nil {
		return 0, err
	}
	after, err := thread.CPUTime()
	return after - before, err
}

// crunching is a job for a process of a pool.
type crunching struct {
	N   int
	CPU time.Duration
}

// String returns the number alone, so that the call reads "crunch(3)".
func (c crunching) String() string { return fmt.Sprint(c.N) }

// crunch does a job in a process of its own, which has a GIL of its own.
var crunch = multiprocessing.Func("crunch", func(ctx context.Context, c crunching) (time.Duration, error) {
	return computeJob(ctx, threading.NewInterpreter(threading.SwitchInterval), c.CPU)
})

// crunchings returns count jobs of cpu each.
func crunchings(count int, cpu time.Duration) []crunching {
	jobs := make([]crunching, count)
	for i := range jobs {
		jobs[i] = crunching{i + 1, cpu}
	}
	return jobs
}

// total returns the sum of lengths of time.
func total(lengths []time.Duration) timeline.Duration {
	var sum timeline.Duration
	for _, d := range lengths {
		sum += timeline.Duration(d)
	}
	return sum
}

// parallel says how many CPUs worked on jobs, once the first had begun.
type parallel struct {
	jobs, cores int
	cpu         timeline.Duration // of all jobs, as their threads' clocks say
	took        timeline.Duration // from the first job's begin to the last one's end
	ready       timeline.Duration // in which each ran or was ready to, all together
}

// newParallel returns what is known of jobs, by the program's account of their CPU
// time.
func newParallel(tl *timeline.Timeline, jobs []timeline.Span, cpu []time.Duration, cores int) parallel {
	p := parallel{jobs: len(jobs), cores: cores, cpu: total(cpu), took: spanOfAny(jobs)}
	for _, job := range jobs {
		states := tl.Totals(job.Lane, job.Start, job.End).States
		p.ready += states[timeline.Running] + states[timeline.Runnable]
	}
	return p
}

// spanOfAny is [spanOf], 0 for no regions.
func spanOfAny(regions []timeline.Span) timeline.Duration {
	if len(regions) == 0 {
		return 0
	}
	return spanOf(regions)
}

// cpus returns how many CPUs worked on the jobs, on average.
func (p parallel) cpus() float64 { return ratio(p.cpu, p.took) }

// possible returns how many CPUs could have worked on them.
func (p parallel) possible() int { return min(p.jobs, p.cores) }

// loaded reports whether the CPUs did much else meanwhile: the jobs got less of
// them than they were ready for and the cores have.
func (p parallel) loaded() bool {
	could := min(p.ready, p.took*timeline.Duration(p.cores))
	return p.cpu > 0 && could > 0 && ratio(p.cpu, could) < 0.85
}

// ratio returns a/b, 0 for nothing of nothing.
func ratio(a, b timeline.Duration) float64 {
	if b <= 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// text tells the CPUs, and what they follow from.
func (p parallel) text() lang.Text {
	return lang.T("%s CPUs at work: %s of CPU in %s, on %s",
		lang.Ratio(p.cpus()), p.cpu, p.took, lang.N(p.cores, "%d core", "%d cores"))
}

// clockError is by how much, in parts of the whole, CPU time may seem to exceed
// the time that passed: two clocks are compared.
const clockError = 0.05

// claimUsesCores holds where more than least CPUs worked on the jobs, and not more
// than there are. A machine with one core cannot tell, nor one that did much else.
func (p parallel) claimUsesCores(text lang.Text, least float64) Claim {
	cpus := p.cpus()
	switch {
	case p.jobs == 0:
		return Claim{Text: text, Measured: lang.T("no job was seen")}
	case p.possible() == 1:
		return unjudged(text, lang.T("one core, or one job, cannot show it; %s", p.text()))
	case cpus <= least && p.loaded():
		return unjudged(text, lang.T("the CPUs did much else; the jobs were ready for %s; %s", p.ready, p.text()))
	}
	return Claim{Text: text, Holds: cpus > least && cpus <= float64(p.cores)*(1+clockError), Measured: p.text()}
}

// claimOneCore holds where no more than one CPU worked on the jobs. What else the
// machine does makes them fewer.
func (p parallel) claimOneCore(text lang.Text) Claim {
	cpus := p.cpus()
	return Claim{Text: text, Holds: cpus > 0 && cpus <= 1+clockError, Measured: p.text()}
}
