package scenarios

import (
	"time"

	"ctrace/tracer/timeline"
)

// pythonForms are the forms of the scenarios that need one. The sleep in the middle
// of a critical section stands for it, and the longest step for what keeps the loop.
var pythonForms = map[string]pythonForm{
	"as-completed": {result: printedOrder},
	"async-shared": {result: printedCounts, regions: func(_ Args, m Measured) []timeline.Span {
		without, with := adderLanes(m.Timeline)
		return sleepsAs(criticalSection, m.Timeline, append(without, with...))
	}},
	"asyncio-io": {result: func(m Measured) any {
		var cpu time.Duration
		requests := lanesNamed(m.Timeline, timeline.Coroutine, "get(")
		for _, loop := range executors(m.Timeline, requests) {
			from, to := lifeSpan(m.Timeline, requests)
			cpu += m.Timeline.Totals(loop, from, to).States[timeline.Running].Std()
		}
		return asyncioIOResult{CPU: cpu}
	}},
	"blocking-loop": {regions: func(args Args, m Measured) []timeline.Span {
		return longSteps(withoutAwait, m.Timeline, lanesNamed(m.Timeline, timeline.Coroutine, blockerName), blockOf(args)/2)
	}},
	"cpu-bound": {
		called: map[string]string{"crunch": "job"},
		regions: func(args Args, m Measured) []timeline.Span {
			return partsInPython(m.Timeline, computedInPython(m.Timeline, workOf(args)))
		},
		result: func(m Measured) any {
			return resultsInPython(m, func(jobs []timeline.Span) []time.Duration { return ranIn(m.Timeline, jobs) })
		},
	},
	"io-bound": {
		called: map[string]string{"download": "fetch"},
		regions: func(args Args, m Measured) []timeline.Span {
			return partsInPython(m.Timeline, requestedInPython(m.Timeline, args.Seconds(1)))
		},
		result: func(m Measured) any { return resultsInPython(m, counted) },
	},
	"lock": {result: printedCounts, regions: func(_ Args, m Measured) []timeline.Span {
		without, with := lockLanes(m.Timeline)
		return sleepsAs(criticalSection, m.Timeline, append(without, with...))
	}},
	"memory": {result: printedMemory},
	"pipe": {result: printedNumber, regions: func(_ Args, m Measured) []timeline.Span {
		players, _ := pipeHits(m.Timeline)
		return sleepsAs(holding, m.Timeline, players)
	}},
	"pool": {result: printedList, regions: func(_ Args, m Measured) []timeline.Span {
		items := itemsOf(m.Timeline, carreName)
		for i := range items {
			items[i].Origin = timeline.OpenTelemetry
		}
		return items
	}},
	"process": {result: func(m Measured) any {
		parent, child := parentAndChild(m.Timeline)
		if parent == timeline.NoLane {
			return nil
		}
		return processResult{Parent: m.Timeline.Lane(parent).PID, Child: m.Timeline.Lane(child).PID}
	}},
	"processes-cpu": {
		result: func(m Measured) any {
			return processesCPUResult{CPU: ranIn(m.Timeline, itemsOf(m.Timeline, "crunch")), Cores: m.CPUs}
		},
		regions: func(_ Args, m Measured) []timeline.Span {
			items := itemsOf(m.Timeline, "crunch")
			for i := range items {
				items[i].Name = jobRegion
			}
			return items
		},
	},
	"queue": {result: printedList},
	"semaphore": {regions: func(_ Args, m Measured) []timeline.Span {
		return sleepsAs(insideSemaphore, m.Timeline, lanesNamed(m.Timeline, timeline.Coroutine, "download("))
	}},
	"shared-lock": {result: printedCounts, regions: func(args Args, m Measured) []timeline.Span {
		without, with := sharedLockLanes(m.Timeline, args.Int("processes"))
		return sleepsAs(criticalSection, m.Timeline, append(without, with...))
	}},
	"threads": {result: func(m Measured) any {
		if list := printedNumbers(m.Output, 1)[0]; list != nil {
			return threadsResult{List: list}
		}
		return nil
	}},
	"threads-io": {result: func(m Measured) any {
		var downloads []download
		for _, id := range downloaders(m.Timeline) {
			downloads = append(downloads, download{CPU: m.Timeline.LifeTotals(id).States[timeline.Running].Std()})
		}
		return downloads
	}},
	"timeout": {result: printedTimeout},
}

// lifeSpan returns when the first of lanes was born and the last one ended.
func lifeSpan(tl *timeline.Timeline, lanes []timeline.LaneID) (from, to timeline.Time) {
	from, to = timeline.Forever, -timeline.Forever
	for _, id := range lanes {
		from, to = min(from, tl.Lane(id).Start), max(to, tl.Lane(id).End)
	}
	return from, to
}
