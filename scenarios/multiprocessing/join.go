package multiprocessing

import (
	"context"
	"errors"
	"strings"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// JoinAll waits until all processes have ended. Unlike one [Process.Join] after
// another it notices whoever ends first. If that one did not end well, the others
// may wait for it for ever: they are ended.
//
// The error is about the processes that were killed or, if none was, about the
// first that did not end well. How those ended that had to be ended says nothing.
func JoinAll(ctx context.Context, processes ...*Process) error {
	defer tracer.Await(ctx, timeline.Child, namesOf(processes))()
	ended := make(chan error, len(processes))
	for _, p := range processes {
		tracer.Background(func() { ended <- p.Join(ctx) })
	}
	var first error
	var killed []error
	for range processes {
		err := <-ended
		if err != nil && first == nil {
			first = err
			endAll(processes)
		}
		if exit := new(ExitError); errors.As(err, &exit) && exit.Exitcode < 0 {
			killed = append(killed, err)
		}
	}
	if len(killed) > 0 {
		return errors.Join(killed...)
	}
	return first
}

// endAll asks those processes to end that were started and still live.
func endAll(processes []*Process) {
	for _, p := range processes {
		if p.child != nil {
			p.end()
		}
	}
}

func namesOf(processes []*Process) string {
	var names []string
	for _, p := range processes {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}
