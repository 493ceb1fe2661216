package asyncio_test

import (
	"context"
	"errors"
	"time"

	. "ctrace/scenarios/asyncio"
)

func semaphore(p *printer) Coroutine[None] {
	semaphore := NewSemaphore("places", 2)
	worker := func(name string, n int) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			for range n {
				err := semaphore.With(ctx, func() error {
					p.print(name, "is in")
					defer p.print(name, "leaves")
					return turn(ctx)
				})
				if err != nil {
					return err
				}
			}
			p.print(name, "ends")
			return nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		_, err := Gather(ctx, worker("a", 2), worker("b", 2), worker("c", 1), worker("d", 1), worker("e", 1))
		p.print("locked:", semaphore.Locked())
		return err
	})
}

func semaphoreCancel(p *printer) Coroutine[None] {
	semaphore := NewSemaphore("places", 1)
	worker := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			err := semaphore.With(ctx, func() error {
				p.print(name, "is in")
				return nil
			})
			return p.ifCancelled(err, name, "is cancelled")
		})
	}
	return Def("main()", func(ctx context.Context) error {
		if err := semaphore.Acquire(ctx); err != nil {
			return err
		}
		a, b := CreateTask(ctx, worker("a")), CreateTask(ctx, worker("b"))
		c, d := CreateTask(ctx, worker("c")), CreateTask(ctx, worker("d"))
		err := turn(ctx)
		a.Cancel()          // while it waits
		semaphore.Release() // chooses b
		semaphore.Release() // chooses c
		semaphore.Release()
		p.print("locked:", semaphore.Locked()) // the chosen ones have not come in
		b.Cancel()                             // although it was chosen
		late := CreateTask(ctx, worker("late"))
		_, errAll := GatherOutcomes(ctx, a, b, c, d, late)
		p.print("locked:", semaphore.Locked())
		return errors.Join(err, errAll)
	})
}

// slow sleeps for longer than any test, and takes a turn to clean up.
func slow(p *printer) Coroutine[string] {
	return DefValue("slow()", func(ctx context.Context) (string, error) {
		err := p.ifCancelled(Sleep(ctx, time.Minute), "slow is cancelled")
		if turned := turn(ctx); turned != nil {
			return "", turned
		}
		p.print("slow has cleaned up")
		return "slow", err
	})
}

func waitFor(p *printer) Coroutine[None] {
	quick := DefValue("quick()", func(ctx context.Context) (string, error) { return "quick", turn(ctx) })
	refuses := DefValue("refuses()", func(ctx context.Context) (string, error) {
		p.ifCancelled(Sleep(ctx, time.Minute), "refuses")
		return "late", nil
	})
	fails := DefValue("fails()", func(context.Context) (string, error) { return "", errors.New("broken") })
	failsLate := DefValue("fails_late()", func(ctx context.Context) (string, error) {
		if err := Sleep(ctx, time.Minute); errors.Is(err, ErrCancelled) {
			return "", errors.New("broken late")
		}
		return "late", nil
	})
	return Def("main()", func(ctx context.Context) error {
		done := CreateTask(ctx, quick)
		if _, err := Await(ctx, done); err != nil {
			return err
		}
		for _, call := range []struct {
			limit     time.Duration
			awaitable Awaitable[string]
		}{
			{time.Minute, quick}, {10 * time.Millisecond, slow(p)}, {10 * time.Millisecond, refuses}, {time.Minute, fails},
			{10 * time.Millisecond, failsLate}, {0, slow(p)}, {0, done},
		} {
			switch value, err := WaitFor(ctx, call.awaitable, call.limit); {
			case errors.Is(err, ErrTimeout):
				p.print("timeout")
			case err != nil:
				p.print("error", err)
			default:
				p.print("main got", value)
			}
		}
		return nil
	})
}

func waitForCancel(p *printer) Coroutine[None] {
	waits := Def("waits()", func(ctx context.Context) error {
		_, err := WaitFor(ctx, slow(p), time.Minute)
		return p.ifCancelled(err, "waits is cancelled")
	})
	return Def("main()", func(ctx context.Context) error {
		task := CreateTask(ctx, waits)
		if err := turns(ctx, 2); err != nil {
			return err
		}
		task.Cancel()
		_, err := Await(ctx, task)
		p.ifCancelled(err, "main saw it")
		return nil
	})
}

func asCompleted(p *printer) Coroutine[None] {
	child := func(name string, n int) Coroutine[string] {
		return DefValue(name, func(ctx context.Context) (string, error) {
			if err := turns(ctx, n); err != nil {
				return "", err
			}
			if name == "fails" {
				return "", errors.New(name)
			}
			p.print(name, "ends")
			return name, nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		a, b := CreateTask(ctx, child("a", 9)), CreateTask(ctx, child("b", 2))
		fails, c := CreateTask(ctx, child("fails", 5)), CreateTask(ctx, child("c", 12))
		for next := range AsCompleted(ctx, a, b, fails, c) {
			if name, err := Await(ctx, next); err != nil {
				p.print("error", err)
			} else {
				p.print("main got", name)
			}
		}
		late, early := CreateTask(ctx, child("late", 3)), CreateTask(ctx, child("early", 1))
		for next := range AsCompleted(ctx, late, early) {
			name, err := Await(ctx, next)
			if err != nil {
				return err
			}
			p.print("main got", name)
			break
		}
		p.print("late is done:", late.Done())
		name, err := Await(ctx, late)
		p.print("main got", name)
		return err
	})
}

func asCompletedCancel(p *printer) Coroutine[None] {
	child := func(name string, n int) Coroutine[string] {
		return DefValue(name, func(ctx context.Context) (string, error) { return name, turns(ctx, n) })
	}
	takes := func(number int, next Awaitable[string]) Coroutine[None] {
		return Def("takes()", func(ctx context.Context) error {
			name, err := Await(ctx, next)
			if err == nil {
				p.print(number, "got", name)
			}
			return p.ifCancelled(err, number, "is cancelled")
		})
	}
	return Def("main()", func(ctx context.Context) error {
		early, late := CreateTask(ctx, child("early", 3)), CreateTask(ctx, child("late", 9))
		var takers []*Task[None]
		for next := range AsCompleted(ctx, early, late) {
			takers = append(takers, CreateTask(ctx, takes(len(takers), next)))
		}
		err := turns(ctx, 2)
		early.AddDoneCallback(func() { takers[0].Cancel() }) // after it was chosen
		_, errAll := GatherOutcomes(ctx, takers[0], takers[1])
		p.print("late is done:", late.Done())
		return errors.Join(err, errAll)
	})
}
