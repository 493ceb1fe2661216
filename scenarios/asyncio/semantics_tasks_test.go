package asyncio_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	. "ctrace/scenarios/asyncio"
)

func steps(p *printer) Coroutine[None] {
	count := func(name string) Coroutine[None] {
		return Def("count", func(ctx context.Context) error {
			for i := range 3 {
				p.print(name, i)
				if err := turn(ctx); err != nil {
					return err
				}
			}
			p.print(name, "ends")
			return nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		p.print("main creates")
		a, b := CreateTask(ctx, count("a")), CreateTask(ctx, count("b"))
		p.print("main awaits")
		_, errA := Await(ctx, a)
		p.print("main after a")
		_, errB := Await(ctx, b)
		p.print("main after b")
		return errors.Join(errA, errB)
	})
}

func inline(p *printer) Coroutine[None] {
	other := Def("other()", func(context.Context) error {
		p.print("other runs")
		return nil
	})
	inner := DefValue("inner()", func(context.Context) (int, error) {
		p.print("inner begins")
		return 42, nil
	})
	return Def("main()", func(ctx context.Context) error {
		task := CreateTask(ctx, other)
		value, err := Await(ctx, inner)
		p.print("main got", value)
		future := NewFuture[int](ctx, "future")
		err = errors.Join(err, future.SetResult(7))
		value, _ = Await(ctx, future)
		p.print("main got", value)
		err = errors.Join(err, turn(ctx))
		if _, ended := task.Result(); ended == nil {
			p.print("main got None")
		}
		return err
	})
}

func sleepOrder(p *printer) Coroutine[None] {
	task := func(id int, d time.Duration) Coroutine[int] {
		return DefValue(fmt.Sprintf("task(%d)", id), func(ctx context.Context) (int, error) {
			p.print("task", id, "begins")
			deadline := time.Now().Add(d)
			err := Sleep(ctx, d)
			if time.Now().Before(deadline) {
				p.print("task", id, "woke before its time")
			}
			p.print("task", id, "ends")
			return id, err
		})
	}
	const ms = time.Millisecond
	return Def("main()", func(ctx context.Context) error {
		ids, err := Gather(ctx, task(1, 60*ms), task(2, 90*ms), task(3, 30*ms))
		fmt.Fprintf(p, "[%d, %d, %d]\n", ids[0], ids[1], ids[2])
		return err
	})
}

func future(p *printer) Coroutine[None] {
	waits := func(name string, f *Future[int]) Coroutine[None] {
		return Def("waits", func(ctx context.Context) error {
			p.print(name, "waits")
			value, err := Await(ctx, f)
			p.print(name, "got", value)
			return err
		})
	}
	return Def("main()", func(ctx context.Context) error {
		f := NewFuture[int](ctx, "future")
		f.AddDoneCallback(func() { p.print("callback 1") })
		f.AddDoneCallback(func() { p.print("callback 2") })
		a, b := CreateTask(ctx, waits("a", f)), CreateTask(ctx, waits("b", f))
		err := turn(ctx)
		p.print("done:", f.Done())
		err = errors.Join(err, f.SetResult(5))
		p.print("done:", f.Done())
		_, gathered := Gather(ctx, a, b)
		f.AddDoneCallback(func() { p.print("callback 3") })
		p.print("main has added 3")
		err = errors.Join(err, gathered, turn(ctx))
		if errors.Is(f.SetResult(6), ErrSettled) {
			p.print("it has its result")
		}
		p.print("cancel:", f.Cancel())
		failed := NewFuture[int](ctx, "failed")
		err = errors.Join(err, failed.SetError(errors.New("broken")))
		_, broken := Await(ctx, failed)
		p.print("main got", broken)
		return err
	})
}

func shutdown(p *printer) Coroutine[None] {
	forever := Def("forever()", func(ctx context.Context) error {
		err := p.ifCancelled(Sleep(ctx, time.Minute), "is cancelled")
		if turn(ctx) == nil {
			p.print("has cleaned up")
		}
		return err
	})
	return Def("main()", func(ctx context.Context) error {
		CreateTask(ctx, forever)
		err := turn(ctx)
		p.print("main ends")
		return err
	})
}

func cancel(p *printer) Coroutine[None] {
	cleansUp := DefValue("cleans_up()", func(ctx context.Context) (string, error) {
		err := p.ifCancelled(Sleep(ctx, time.Minute), "cleans up")
		if turn(ctx) == nil {
			p.print("is clean")
		}
		return "", err
	})
	refuses := DefValue("refuses()", func(ctx context.Context) (string, error) {
		p.ifCancelled(Sleep(ctx, time.Minute), "refuses")
		return "a result all the same", turn(ctx)
	})
	unstarted := DefValue("unstarted()", func(context.Context) (string, error) {
		p.print("never printed")
		return "", nil
	})
	return Def("main()", func(ctx context.Context) error {
		tasks := []*Task[string]{CreateTask(ctx, cleansUp), CreateTask(ctx, refuses)}
		err := turn(ctx)
		tasks = append(tasks, CreateTask(ctx, unstarted))
		for _, task := range tasks {
			task.Cancel()
		}
		for _, task := range tasks {
			if result, err := Await(ctx, task); p.ifCancelled(err, "cancelled") == nil {
				p.print("result:", result)
			}
		}
		return err
	})
}

func cancelTwice(p *printer) Coroutine[None] {
	stubborn := Def("stubborn()", func(ctx context.Context) error {
		for range 2 {
			p.ifCancelled(Sleep(ctx, time.Minute), "not yet")
		}
		p.print("ends")
		return nil
	})
	return Def("main()", func(ctx context.Context) error {
		task := CreateTask(ctx, stubborn)
		for range 2 {
			if err := turn(ctx); err != nil {
				return err
			}
			task.Cancel()
		}
		_, err := Await(ctx, task)
		p.print("main ends")
		return err
	})
}

func cancelSelf(p *printer) Coroutine[None] {
	var self *Task[None]
	worker := func(pause time.Duration) Coroutine[None] {
		return Def("worker()", func(ctx context.Context) error {
			self.Cancel()
			p.print("still running")
			settled := NewFuture[None](ctx, "settled")
			if err := settled.SetResult(None{}); err != nil {
				return err
			}
			if _, err := Await(ctx, settled); err != nil {
				return err
			}
			p.print("what is done does not suspend")
			if err := Sleep(ctx, pause); err != nil {
				return err
			}
			p.print("never printed")
			return nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		for _, pause := range []time.Duration{0, time.Minute} {
			self = CreateTask(ctx, worker(pause))
			_, err := Await(ctx, self)
			p.ifCancelled(err, "cancelled at its next await")
		}
		return nil
	})
}

// fair would not end if a turn of the loop went on as long as anything is ready.
func fair(p *printer) Coroutine[None] {
	return Def("main()", func(ctx context.Context) error {
		ends := CreateTask(ctx, Def("ends()", func(ctx context.Context) error { return Sleep(ctx, 20*time.Millisecond) }))
		for !ends.Done() {
			if err := turn(ctx); err != nil {
				return err
			}
		}
		p.print("whoever is always ready does not keep timers from being due")
		return nil
	})
}

func cancelPassesOn(p *printer) Coroutine[None] {
	return Def("main()", func(ctx context.Context) error {
		inner := CreateTask(ctx, Def("inner()", func(ctx context.Context) error {
			return p.ifCancelled(Sleep(ctx, time.Minute), "inner is cancelled")
		}))
		outer := CreateTask(ctx, Def("outer()", func(ctx context.Context) error {
			_, err := Await(ctx, inner)
			return p.ifCancelled(err, "outer is cancelled")
		}))
		err := turn(ctx)
		outer.Cancel()
		for _, task := range []*Task[None]{inner, outer} {
			_, err := Await(ctx, task)
			p.ifCancelled(err, "cancelled")
		}
		return err
	})
}
