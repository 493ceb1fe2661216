package tracer

import (
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/contrib/propagators/envcar"
	"go.opentelemetry.io/otel/propagation"
)

// Environ returns a copy of env, which is of the form that [os.Environ]
// returns, for a child process: it names the recording that ctx carries and the
// span that ctx is in, which becomes the parent of the child's spans. Without a
// recording or a span in ctx, env's own entries stay.
func Environ(ctx context.Context, env []string) []string {
	child := environment(append([]string(nil), env...))
	if s := from(ctx); s != nil {
		child.set(RecordingVar, s.dir)
	}
	child.setSpan(ctx)
	return child
}

// environment is a list of NAME=VALUE.
type environment []string

// set replaces every entry of that name by one, or adds it.
func (e *environment) set(name, value string) {
	entry := name + "=" + value
	*e = append(slices.DeleteFunc(*e, func(old string) bool { return strings.HasPrefix(old, name+"=") }), entry)
}

// get returns the value of the last entry of that name, "" if there is none.
func (e environment) get(name string) string {
	for _, entry := range slices.Backward(e) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// setDefault adds an entry unless there is one of that name.
func (e *environment) setDefault(name, value string) {
	for _, old := range *e {
		if strings.HasPrefix(old, name+"=") {
			return
		}
	}
	e.set(name, value)
}

// setSpan names ctx's span, if it has one, as W3C Trace Context does.
func (e *environment) setSpan(ctx context.Context) {
	propagation.TraceContext{}.Inject(ctx, &envcar.Carrier{SetEnvFunc: e.set})
}
