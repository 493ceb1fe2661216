package tracer

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// relay keeps a recorder whose program shares its process group out of the
// program's way: signals that mean the program reach it, each once, and end
// nothing here.
//
// One from the terminal reaches the whole group, so the program has it already.
// Whether a signal is from the terminal is not told: where the group is in the
// terminal's foreground, SIGINT, SIGQUIT and SIGWINCH are taken to be. All others
// are passed on. The nil relay takes no signal.
type relay struct {
	signals chan os.Signal
	enough  chan struct{} // see hasEnough
	leave   func()        // closes enough
}

// newRelay takes the signals from now on. Those that this process ignores stay
// ignored, in the program, too.
func newRelay() *relay {
	r := &relay{signals: make(chan os.Signal, 16), enough: make(chan struct{})}
	r.leave = sync.OnceFunc(func() { close(r.enough) })
	for _, sig := range relayed {
		if !signal.Ignored(sig) {
			signal.Notify(r.signals, sig)
		}
	}
	return r
}

// run passes signals on to the leader of a tree, in another goroutine, until
// stop.
func (r *relay) run(t *tree) {
	if r == nil {
		return
	}
	go func() {
		for sig := range r.signals {
			r.pass(sig.(syscall.Signal), t)
		}
	}()
}

// stop gives the signals back.
func (r *relay) stop() {
	if r == nil {
		return
	}
	signal.Stop(r.signals)
	close(r.signals)
}

// pass passes one signal on. Once the leader has ended, those that end programs
// end the waiting for the rest. SIGTERM does so from the beginning: whoever
// sends it is no user who could send another one.
func (r *relay) pass(sig syscall.Signal, t *tree) {
	if isEnding(sig) && t.leaderEnded() || sig == syscall.SIGTERM {
		r.leave()
	}
	switch {
	case isContinue(sig):
		t.resumeLeader()
	case !fromTerminal(sig):
		t.signalLeader(sig)
	}
}

// hasEnough returns a channel that is closed when nobody wants to wait for what
// the program leaves behind.
func (r *relay) hasEnough() <-chan struct{} {
	if r == nil {
		return nil
	}
	return r.enough
}

// isEnding reports whether a signal asks a program to end.
func isEnding(sig syscall.Signal) bool {
	switch sig {
	case syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP:
		return true
	}
	return false
}
