//go:build !linux

package kernel

// Recorder follows a tree of processes and writes what happens to a file.
type Recorder struct{}

// Start is not supported on this system.
func Start(root int, mode Mode, path string) (*Recorder, error) { return nil, errUnsupported }

// Mode returns how the tree is followed.
func (*Recorder) Mode() (Mode, error) { return Off, errUnsupported }

// Gone returns nil: nothing is ever recorded.
func (*Recorder) Gone() <-chan struct{} { return nil }

// Stop ends nothing.
func (*Recorder) Stop() (Stats, error) { return Stats{}, errUnsupported }

// Available returns Off and says why.
func Available() (Mode, error) { return Off, errUnsupported }
