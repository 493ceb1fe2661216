//go:build !linux

package tracer

// monotonic returns 0: here the clock of Go's execution traces is not one that
// other programs are known to read.
func monotonic() int64 { return 0 }

// bootID returns "", so that timelines align by their wall clocks.
func bootID() string { return "" }
