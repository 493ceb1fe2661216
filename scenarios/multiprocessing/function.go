package multiprocessing

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

// None stands for no arguments or no result.
type None = struct{}

// Function is a function that other processes of this executable can run.
type Function[A, R any] struct{ name string }

// body is a function without its types. The files are those that the arguments
// share with the parent.
type body func(ctx context.Context, args json.RawMessage, files []*os.File) (json.RawMessage, error)

// functions holds what Func registered, by name. It is complete and constant
// once the program's packages are initialised.
var functions = map[string]body{}

// Func makes a function known to all processes of this executable. It is called
// while packages are initialised, for a variable of package level:
//
//	var carre = multiprocessing.Func("carre", func(ctx context.Context, x int) (int, error) { … })
//
// The context is cancelled when the parent is gone or asks the process to end.
func Func[A, R any](name string, call func(ctx context.Context, args A) (R, error)) *Function[A, R] {
	if _, known := functions[name]; known {
		panic("multiprocessing: two functions are called " + name)
	}
	functions[name] = func(ctx context.Context, data json.RawMessage, files []*os.File) (json.RawMessage, error) {
		var args A
		if err := json.Unmarshal(data, &args); err != nil {
			return nil, fmt.Errorf("arguments of %s: %w", name, err)
		}
		if err := adopt(&args, files); err != nil {
			return nil, fmt.Errorf("arguments of %s: %w", name, err)
		}
		result, err := call(ctx, args)
		if err != nil {
			return nil, err
		}
		return json.Marshal(result)
	}
	return &Function[A, R]{name}
}

// invoke runs a registered function. A panic of the function is an error, so
// that its process can report it and finish its recording.
func invoke(ctx context.Context, name string, args json.RawMessage, files []*os.File) (result json.RawMessage, err error) {
	call, ok := functions[name]
	if !ok {
		return nil, fmt.Errorf("function %q is not registered in this process: call multiprocessing.Func for a variable of package level", name)
	}
	defer func() {
		if value := recover(); value != nil {
			err = &panicError{value: fmt.Sprint(value), stack: string(debug.Stack())}
		}
	}()
	return call(ctx, args, files)
}

// callText returns the call of a function as people write it: "carre(3)". The
// arguments are written as they say themselves ([fmt.Stringer]), or else as JSON.
func callText(name string, args any, data json.RawMessage) string {
	const longest = 60
	text := string(data)
	if s, ok := args.(fmt.Stringer); ok {
		text = s.String()
	}
	if text == "{}" {
		text = ""
	}
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return name + "(" + text + ")"
}
