package gotrace

import (
	"os"
	"sync"
	"testing"
	"time"
)

// blocker is a way to block: enter blocks until leave is called.
type blocker struct {
	enter, leave func()
}

func onMutex(*testing.T) blocker {
	var mu sync.Mutex
	mu.Lock()
	return blocker{mu.Lock, mu.Unlock}
}

func onRWMutex(*testing.T) blocker {
	var mu sync.RWMutex
	mu.Lock()
	return blocker{mu.RLock, mu.Unlock}
}

func onWaitGroup(*testing.T) blocker {
	var wg sync.WaitGroup
	wg.Add(1)
	return blocker{wg.Wait, wg.Done}
}

func onCondition(*testing.T) blocker {
	c := sync.NewCond(&sync.Mutex{})
	return blocker{func() { c.L.Lock(); c.Wait() }, c.Signal}
}

func onReceive(*testing.T) blocker {
	c := make(chan int)
	return blocker{func() { <-c }, func() { c <- 1 }}
}

func onSend(*testing.T) blocker {
	c := make(chan int)
	return blocker{func() { c <- 1 }, func() { <-c }}
}

func onSelect(*testing.T) blocker {
	a, b := make(chan int), make(chan int)
	enter := func() {
		select {
		case <-a:
		case <-b:
		}
	}
	return blocker{enter, func() { b <- 1 }}
}

// onTimer ends by itself, after long enough to be seen blocked.
func onTimer(*testing.T) blocker {
	return blocker{func() { time.Sleep(10 * time.Millisecond) }, func() {}}
}

func onSocket(t *testing.T) blocker {
	client, server := connected(t)
	t.Cleanup(func() { client.Close(); server.Close() })
	return blocker{func() { client.Read(make([]byte, 1)) }, func() { server.Write([]byte{1}) }}
}

func onPipe(t *testing.T) blocker {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return blocker{func() { r.Read(make([]byte, 1)) }, func() { w.Write([]byte{1}) }}
}
