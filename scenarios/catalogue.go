package scenarios

import "iter"

// catalogue lists every scenario in the order of the course.
var catalogue = []*Scenario{
	memory, threads, gil, lock, // 1
	process, pool, queue, pipe, sharedLock, // 2
	hello, gather, asyncShared, // 3
	threadsIO, processesCPU, asyncioIO, cpuBound, ioBound, // 4
	blockingLoop, toThread, timeout, asCompleted, semaphore, producerConsumer, deadlock, // beyond
}

// All iterates over the scenarios in the order of the course.
func All() iter.Seq[*Scenario] {
	return func(yield func(*Scenario) bool) {
		for _, s := range catalogue {
			if !yield(s) {
				return
			}
		}
	}
}

// Find returns the scenario of that name, or nil.
func Find(name string) *Scenario {
	for s := range All() {
		if s.Name == name {
			return s
		}
	}
	return nil
}
