package gotrace

import (
	"path"
	"strconv"
	"strings"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// runtimeFunctions are the beginnings of the start functions of goroutines that
// are not the observed program's: the runtime's, the recorder's and those of
// the libraries that it uses.
var runtimeFunctions = []string{
	"runtime.", "runtime/", "os/signal.",
	"ctrace/tracer.", "ctrace/tracer/",
	"github.com/felixge/fgprof.",
	"go.opentelemetry.io/otel/sdk/", "go.opentelemetry.io/otel/exporters/",
}

// coroutineStart is the start function of what iter.Pull creates.
const coroutineStart = "runtime.corostart"

// IsRuntime reports whether a goroutine with this start function belongs to the
// group Runtime.
func IsRuntime(function string) bool {
	for _, prefix := range runtimeFunctions {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}

// origin is where goroutines come from: their start function and who created
// them where.
type origin struct {
	name           string // "" if unknown
	doc            timeline.Message
	creator        string // the outermost function of whoever created it, "" if unknown
	start, created timeline.StackID
	runtime        bool
	coroutine      bool
}

// originKey identifies an origin within one generation.
type originKey struct{ start, created trace.Stack }

// origin returns what two stacks tell: the one that a new goroutine begins with
// and the one of its creator.
func (s *sites) origin(start, created trace.Stack) *origin {
	key := originKey{start, created}
	if known, ok := s.origins[key]; ok {
		return known
	}
	o := &origin{}
	frames := s.framesOf(start)
	o.start = s.b.Stack(frames)
	function := ""
	if n := len(frames); n > 0 {
		function = frames[n-1].Func
	}
	frames = s.framesOf(created)
	o.created = s.b.Stack(frames)
	if n := len(frames); n > 0 {
		o.creator = frames[n-1].Func
	}
	if o.coroutine = function == coroutineStart; o.coroutine {
		frames = callerOfPull(frames)
		function = ""
		if len(frames) > 0 {
			function = frames[0].Func
		}
	}
	o.name, o.runtime = shortName(function), IsRuntime(function)
	if len(frames) > 0 {
		o.doc = timeline.Say("created by %s at %s:%d", shortName(frames[0].Func), path.Base(frames[0].File), frames[0].Line)
	}
	s.origins[key] = o
	return o
}

// callerOfPull returns the frames of a stack from the caller of iter.Pull on.
func callerOfPull(frames []timeline.Frame) []timeline.Frame {
	for i, f := range frames {
		if !strings.HasPrefix(f.Func, "iter.Pull") {
			return frames[i:]
		}
	}
	return nil
}

// name gives g the name of its start function, which its first stack shows.
func (r *reader) name(g *goroutine, function string) {
	g.named = true
	if g.coroutine.made || g.thread != nil {
		return
	}
	isRuntime := g.id != 1 && IsRuntime(function)
	if isRuntime {
		g.runtime = true
		r.discount(g)
	} else {
		r.count(g)
	}
	r.b.Edit(g.lane, func(l *timeline.Lane) {
		l.Name = shortName(function)
		if isRuntime {
			l.Group = timeline.Runtime
		}
	})
}

// count lets the state of the process follow g from now on. A goroutine that is
// older than the trace counts once it is known to be the program's, or runs.
func (r *reader) count(g *goroutine) {
	if g.counted || g.runtime {
		return
	}
	g.counted = true
	r.process.consider(g)
	r.process.move(timeline.Unknown, g.state)
	r.process.update(r.now)
}

// discount is the inverse of count, for what turns out to be the runtime's.
func (r *reader) discount(g *goroutine) {
	if !g.counted {
		return
	}
	g.counted = false
	r.process.move(g.state, timeline.Unknown)
	r.process.forget(g)
	r.process.update(r.now)
}

// numbered is the name of a goroutine of which no function is known.
func numbered(id trace.GoID) string { return "goroutine " + strconv.FormatInt(int64(id), 10) }

// shortName returns a function's name without the directories of its import
// path: "pkg.(*T).Method".
func shortName(function string) string {
	end := len(function)
	if i := strings.IndexAny(function, "([{"); i >= 0 {
		end = i
	}
	return function[strings.LastIndexByte(function[:end], '/')+1:]
}
