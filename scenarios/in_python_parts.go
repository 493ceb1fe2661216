package scenarios

import (
	"time"

	"ctrace/tracer/timeline"
)

// The programs that do the same jobs in several ways do not mark where a way begins.
// Threads, processes and coroutines show it themselves; what runs before the first of
// them on the main thread is no job of its own unless it waits.

// jobsInPython returns the jobs of each way that shows them, for a function that threads
// and processes run.
func jobsInPython(tl *timeline.Timeline, function string, coroutines []timeline.Span) map[string][]timeline.Span {
	jobs := map[string][]timeline.Span{onCoroutines: coroutines}
	for _, id := range lanesNamed(tl, timeline.Thread, "Thread-") {
		if lane := tl.Lane(id); functionOf(lane) == function {
			jobs[onThreads] = append(jobs[onThreads], regionOn(id, jobRegion, lane.Start, lane.End))
		}
	}
	jobs[onProcesses] = itemsOf(tl, function)
	for way := range jobs {
		for i := range jobs[way] {
			jobs[way][i].Name = jobRegion
		}
	}
	return jobs
}

// computedInPython returns the jobs of cpu-bound. Of the sequential ones nothing tells
// where the first begins.
func computedInPython(tl *timeline.Timeline, work time.Duration) map[string][]timeline.Span {
	return jobsInPython(tl, "crunch", longSteps(jobRegion, tl, lanesNamed(tl, timeline.Coroutine, "job("), work/2))
}

// requestedInPython returns the jobs of io-bound. A sequential one is a wait of the
// main thread for the network.
func requestedInPython(tl *timeline.Timeline, latency time.Duration) map[string][]timeline.Span {
	var requests []timeline.Span
	for _, id := range lanesNamed(tl, timeline.Coroutine, "get(") {
		requests = append(requests, regionOn(id, jobRegion, tl.Lane(id).Start, tl.Lane(id).End))
	}
	jobs := jobsInPython(tl, "fetch", requests)
	if len(jobs[onThreads]) == 0 {
		return jobs
	}
	main := mainThread(tl, processOf(tl, jobs[onThreads][0].Lane))
	for _, wait := range waitsOf(tl, []timeline.LaneID{main}, timeline.Network) {
		if wait.End <= jobs[onThreads][0].Start && wait.Length().Std() >= latency/2 {
			jobs[sequentially] = append(jobs[sequentially], regionOn(main, jobRegion, wait.Start, wait.End))
		}
	}
	return jobs
}

// partsInPython returns jobs with a region around those of each way. That of the
// processes begins with the first of them.
func partsInPython(tl *timeline.Timeline, jobs map[string][]timeline.Span) []timeline.Span {
	var regions []timeline.Span
	for _, way := range allWays() {
		own := jobs[way]
		if len(own) == 0 {
			continue
		}
		from, to := timeline.Forever, -timeline.Forever
		for _, job := range own {
			from, to = min(from, job.Start), max(to, job.End)
		}
		if way == onProcesses {
			for _, id := range lanesNamed(tl, timeline.Process, workerPrefix) {
				from = min(from, tl.Lane(id).Start)
			}
		}
		regions = append(append(regions, regionOn(own[0].Lane, way, from, to)), own...)
	}
	return regions
}

// resultsInPython returns for each job what of returns of the jobs of a way.
func resultsInPython(m Measured, of func(jobs []timeline.Span) []time.Duration) any {
	all := partsResult[time.Duration]{Cores: m.CPUs, Results: map[string][]time.Duration{}}
	for _, way := range allWays() {
		for s := range m.Timeline.Spans() {
			if s.Origin == timeline.UserRegion && s.Name == way {
				all.Results[way] = of(jobsWithin(m.Timeline, s.Start, s.End))
			}
		}
	}
	return all
}

// counted stands for results of which nothing is known but how many there are.
func counted(jobs []timeline.Span) []time.Duration { return make([]time.Duration, len(jobs)) }
