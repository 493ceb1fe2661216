package multiprocessing

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// task is one item of a map on its way to a worker.
type task struct {
	Item     int // its position in the map
	Function string
	Call     string // as people write it: "carre(3)"
	Args     json.RawMessage
	Trace    propagation.MapCarrier // the trace context of the caller of Map
}

// newTask returns the task of calling a function for one item.
func newTask(ctx context.Context, function string, position int, item any) (task, error) {
	if len(filesOf(item)) > 0 {
		return task{}, errShared
	}
	args, err := json.Marshal(item)
	if err != nil {
		return task{}, err
	}
	t := task{Item: position, Function: function, Call: callText(function, item, args), Args: args, Trace: propagation.MapCarrier{}}
	propagation.TraceContext{}.Inject(ctx, t.Trace)
	return t, nil
}

// outcome is a worker's answer to a task. The first one, without a result, says
// that the worker is ready.
type outcome struct {
	Item    int
	Result  json.RawMessage
	Failure string // "" if the call went well
	Stack   string // of a panic
}

// serveArgs are the arguments of a worker.
type serveArgs struct{ Tasks *Connection }

// serve is what a worker of a pool runs: one task after another, until the
// pool's owner closes the connection.
var serve = Func("multiprocessing.worker", func(ctx context.Context, args serveArgs) (None, error) {
	if err := args.Tasks.Send(ctx, outcome{}); err != nil {
		return None{}, err
	}
	for {
		var t task
		err := args.Tasks.recv(ctx, &t, timeline.Queue, "tasks")
		if errors.Is(err, io.EOF) {
			return None{}, nil
		}
		if err != nil {
			return None{}, lang.Errorf("waiting for tasks: %w", err)
		}
		err = args.Tasks.Send(ctx, t.execute(ctx))
		if ctx.Err() != nil {
			return None{}, ctx.Err() // Told to end: it is no news that nobody takes the result.
		}
		if err != nil {
			return None{}, err
		}
	}
})

// execute runs a task as a span under that of the caller of Map.
func (t task) execute(ctx context.Context) outcome {
	ctx = propagation.TraceContext{}.Extract(ctx, t.Trace)
	ctx, span := otel.Tracer(scope).Start(ctx, t.Call)
	defer span.End()
	result, err := invoke(ctx, t.Function, t.Args, nil)
	o := outcome{Item: t.Item, Result: result}
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, err.Error())
		o.Failure = lang.Describe(err, language())
	}
	if p := new(panicError); errors.As(err, &p) {
		o.Failure, o.Stack = p.value, p.stack
	}
	return o
}
