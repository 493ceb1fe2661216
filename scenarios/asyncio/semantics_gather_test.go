package asyncio_test

import (
	"context"
	"errors"
	"time"

	. "ctrace/scenarios/asyncio"
)

func gatherError(p *printer) Coroutine[None] {
	fine := func(name string, n int) Coroutine[string] {
		return DefValue(name, func(ctx context.Context) (string, error) {
			err := turns(ctx, n)
			p.print(name, "ends")
			return name, err
		})
	}
	fails := func(name string, n int) Coroutine[string] {
		return DefValue(name, func(ctx context.Context) (string, error) {
			if err := turns(ctx, n); err != nil {
				return "", err
			}
			p.print(name, "fails")
			return "", errors.New(name)
		})
	}
	return Def("main()", func(ctx context.Context) error {
		late := CreateTask(ctx, fine("late", 6))
		if _, err := Gather(ctx, fine("early", 1), fails("first", 2), fails("second", 4), late); err != nil {
			p.print("main got", err)
		}
		p.print("late is done:", late.Done())
		value, err := Await(ctx, late)
		p.print("main got", value)
		return err
	})
}

func gatherOutcomes(p *printer) Coroutine[None] {
	fine := func(name string) Coroutine[string] {
		return DefValue(name, func(ctx context.Context) (string, error) { return name, turn(ctx) })
	}
	fails := DefValue("fails", func(context.Context) (string, error) { return "", errors.New("b") })
	return Def("main()", func(ctx context.Context) error {
		cancelled := CreateTask(ctx, fine("c"))
		cancelled.Cancel()
		outcomes, err := GatherOutcomes(ctx, fine("a"), fails, cancelled)
		for _, outcome := range outcomes {
			switch {
			case errors.Is(outcome.Err, ErrCancelled):
				p.print("cancelled")
			case outcome.Err != nil:
				p.print("error", outcome.Err)
			default:
				p.print("value", outcome.Value)
			}
		}
		nothing, errNothing := Gather[None](ctx)
		p.print(nothing)
		return errors.Join(err, errNothing)
	})
}

func gatherCancel(p *printer) Coroutine[None] {
	child := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			return p.ifCancelled(Sleep(ctx, time.Minute), name, "is cancelled")
		})
	}
	refuses := Def("refuses()", func(ctx context.Context) error {
		p.ifCancelled(Sleep(ctx, time.Minute), "refuses")
		return nil
	})
	gathers := func(children ...Awaitable[None]) Coroutine[None] {
		return Def("gathers()", func(ctx context.Context) error {
			_, err := Gather(ctx, children...)
			return p.ifCancelled(err, "gather is cancelled")
		})
	}
	cancels := func(ctx context.Context, task *Task[None]) error {
		if err := turns(ctx, 2); err != nil {
			return err
		}
		p.print("cancel:", task.Cancel())
		_, err := Await(ctx, task)
		p.ifCancelled(err, "main saw it")
		p.print("cancel:", task.Cancel())
		return nil
	}
	return Def("main()", func(ctx context.Context) error {
		if err := cancels(ctx, CreateTask(ctx, gathers(child("a"), child("b")))); err != nil {
			return err
		}
		return cancels(ctx, CreateTask(ctx, gathers(refuses, refuses)))
	})
}

func gatherChildCancelled(p *printer) Coroutine[None] {
	child := func(name string, n int) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			if err := turns(ctx, n); err != nil {
				return err
			}
			p.print(name, "ends")
			return nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		a, b := CreateTask(ctx, child("a", 9)), CreateTask(ctx, child("b", 3))
		soon := NewFuture[None](ctx, "soon")
		soon.AddDoneCallback(func() { a.Cancel() })
		if err := soon.SetResult(None{}); err != nil {
			return err
		}
		_, err := Gather(ctx, a, b)
		p.ifCancelled(err, "gather is cancelled")
		_, err = Await(ctx, b)
		p.print("main ends")
		return err
	})
}
