package threading

import "time"

// CPUTime returns the CPU time that the calling thread has used so far, Python's
// time.thread_time(). The caller's goroutine is locked to the thread.
func CPUTime() (time.Duration, error) { return threadCPUTime() }
