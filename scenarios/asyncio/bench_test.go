package asyncio_test

import (
	"context"
	"testing"

	. "ctrace/scenarios/asyncio"
)

// BenchmarkTurn measures one turn of a coroutine: from its await through the
// loop and back.
func BenchmarkTurn(b *testing.B) {
	_, err := Run(b.Context(), Def("main()", func(ctx context.Context) error { return turns(ctx, b.N) }))
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkTask measures a task's whole life: creation, one step, and the
// return of its result.
func BenchmarkTask(b *testing.B) {
	empty := Def("task()", func(context.Context) error { return nil })
	_, err := Run(b.Context(), Def("main()", func(ctx context.Context) error {
		for range b.N {
			if _, err := Await(ctx, CreateTask(ctx, empty)); err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLine measures a line's way to a server on the same loop and back.
func BenchmarkLine(b *testing.B) {
	_, err := Run(b.Context(), Def("main()", func(ctx context.Context) error {
		server, err := StartServer(ctx, "127.0.0.1:0", upper(new(printer)))
		if err != nil {
			return err
		}
		r, w, err := OpenConnection(ctx, server.Address())
		if err != nil {
			return err
		}
		for range b.N {
			if err := w.Write(ctx, []byte("line\n")); err != nil {
				return err
			}
			if _, err := r.ReadLine(ctx); err != nil {
				return err
			}
		}
		return w.Close()
	}))
	if err != nil {
		b.Fatal(err)
	}
}
