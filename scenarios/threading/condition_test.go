package threading

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Each wait ends with what the test does, or the bubble reports a deadlock.
func TestConditionWakesWhoStillWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		c := condition{mu: &mu}
		mu.Lock()
		timedOut, err := c.wait(t.Context(), time.After(time.Second))
		if !timedOut || err != nil {
			t.Errorf("a wait that nobody ended: timed out %v, error %v", timedOut, err)
		}
		mu.Unlock()

		var log events
		var waiting sync.WaitGroup
		for _, name := range []string{"first", "second", "third"} {
			waiting.Go(func() {
				mu.Lock()
				defer mu.Unlock()
				if timedOut, err := c.wait(t.Context(), nil); timedOut || err != nil {
					t.Errorf("%s: timed out %v, error %v", name, timedOut, err)
				}
				log.add("%s", name)
			})
			synctest.Wait()
		}
		mu.Lock()
		c.signal()
		mu.Unlock()
		synctest.Wait()
		log.check(t, "first")
		mu.Lock()
		c.broadcast()
		mu.Unlock()
		waiting.Wait()
		if n := len(log.list); n != 3 {
			t.Errorf("%d of 3 woke", n)
		}
	})
}
