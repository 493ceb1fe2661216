package asyncio_test

import (
	"context"
	"errors"
	"fmt"

	. "ctrace/scenarios/asyncio"
)

func lock(p *printer) Coroutine[None] {
	lock := NewLock("shared")
	worker := func(name string, n int) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			for range n {
				err := lock.With(ctx, func() error {
					p.print(name, "has it")
					defer p.print(name, "gives it back")
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
		_, err := Gather(ctx, worker("a", 2), worker("b", 2), worker("c", 1))
		p.print("locked:", lock.Locked())
		return err
	})
}

func lockCancel(p *printer) Coroutine[None] {
	lock := NewLock("shared")
	worker := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			err := lock.With(ctx, func() error {
				p.print(name, "has it")
				return nil
			})
			return p.ifCancelled(err, name, "is cancelled")
		})
	}
	return Def("main()", func(ctx context.Context) error {
		if err := lock.Acquire(ctx); err != nil {
			return err
		}
		a, b, c := CreateTask(ctx, worker("a")), CreateTask(ctx, worker("b")), CreateTask(ctx, worker("c"))
		err := turn(ctx)
		a.Cancel()     // while it waits
		lock.Release() // chooses b
		b.Cancel()     // although it was chosen
		_, errAll := GatherOutcomes(ctx, a, b, c)
		p.print("locked:", lock.Locked())
		return errors.Join(err, errAll)
	})
}

func lockWithout(p *printer) Coroutine[None] {
	counter, lock := 0, NewLock("counter")
	add := Def("add()", func(ctx context.Context) error {
		value := counter
		err := turn(ctx)
		counter = value + 1
		return err
	})
	addLocked := Def("add_locked()", func(ctx context.Context) error {
		return lock.With(ctx, func() error {
			_, err := Await(ctx, add)
			return err
		})
	})
	return Def("main()", func(ctx context.Context) error {
		_, without := Gather(ctx, add, add, add, add, add)
		p.print("without", counter)
		counter = 0
		_, with := Gather(ctx, addLocked, addLocked, addLocked, addLocked, addLocked)
		p.print("with", counter)
		return errors.Join(without, with)
	})
}

func queueBounded(p *printer) Coroutine[None] {
	queue := NewQueue[int]("items", 2)
	producer := Def("producer()", func(ctx context.Context) error {
		for i := range 5 {
			if err := queue.Put(ctx, i); err != nil {
				return err
			}
			p.print("put", i, "holds", queue.Len())
		}
		return nil
	})
	consumer := Def("consumer()", func(ctx context.Context) error {
		for range 5 {
			item, err := queue.Get(ctx)
			p.print("got", item)
			if err := errors.Join(err, turn(ctx)); err != nil {
				return err
			}
		}
		return nil
	})
	return Def("main()", func(ctx context.Context) error {
		_, err := Gather(ctx, consumer, producer)
		return err
	})
}

func queueMany(p *printer) Coroutine[None] {
	queue := NewQueue[string]("items", 1)
	producer := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			for i := range 2 {
				if err := queue.Put(ctx, fmt.Sprint(name, i)); err != nil {
					return err
				}
				p.print(name, "has put", i)
			}
			return nil
		})
	}
	consumer := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			for range 2 {
				item, err := queue.Get(ctx)
				if err != nil {
					return err
				}
				p.print(name, "got", item)
			}
			return nil
		})
	}
	return Def("main()", func(ctx context.Context) error {
		_, err := Gather(ctx, consumer("x"), producer("a"), producer("b"), consumer("y"))
		return err
	})
}

func queueCancel(p *printer) Coroutine[None] {
	queue := NewQueue[string]("items", 0)
	consumer := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			item, err := queue.Get(ctx)
			if err == nil {
				p.print(name, "got", item)
			}
			return p.ifCancelled(err, name, "is cancelled")
		})
	}
	return Def("main()", func(ctx context.Context) error {
		a, b, c := CreateTask(ctx, consumer("a")), CreateTask(ctx, consumer("b")), CreateTask(ctx, consumer("c"))
		err := turn(ctx)
		a.Cancel() // while it waits
		err = errors.Join(err, queue.Put(ctx, "item"))
		b.Cancel() // although it was chosen
		err = errors.Join(err, turns(ctx, 2))
		c.Cancel()
		_, errAll := GatherOutcomes(ctx, a, b, c)
		p.print("holds", queue.Len())
		return errors.Join(err, errAll)
	})
}

func queueCancelPut(p *printer) Coroutine[None] {
	queue := NewQueue[string]("items", 1)
	producer := func(name string) Coroutine[None] {
		return Def(name, func(ctx context.Context) error {
			err := queue.Put(ctx, name)
			if err == nil {
				p.print(name, "has put")
			}
			return p.ifCancelled(err, name, "is cancelled")
		})
	}
	return Def("main()", func(ctx context.Context) error {
		err := queue.Put(ctx, "first")
		a, b, c := CreateTask(ctx, producer("a")), CreateTask(ctx, producer("b")), CreateTask(ctx, producer("c"))
		err = errors.Join(err, turn(ctx))
		a.Cancel()                       // while it waits
		item, errFirst := queue.Get(ctx) // chooses b
		p.print("main got", item)
		b.Cancel() // although it was chosen
		_, errAll := GatherOutcomes(ctx, a, b, c)
		item, errLast := queue.Get(ctx)
		p.print("main got", item)
		return errors.Join(err, errFirst, errAll, errLast)
	})
}
