package gotrace

import (
	"context"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"
)

// workloadVersion counts changes of the workload, so that traces of another one
// are not taken for its own.
const workloadVersion = 2

// runWorkload keeps a few hundred goroutines busy with each other until more
// returns false: on channels, mutexes, selects, timers, loopback connections and
// the garbage collector.
func runWorkload(tb testing.TB, more func() bool) {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range 1000 {
		pingPong(ctx, &all)
		contend(ctx, &all)
		fanIn(ctx, &all)
		all.Go(func() { sleepOften(ctx) })
	}
	for range 8 {
		echo(ctx, tb, &all)
	}
	all.Go(func() { spawn(ctx) })
	for more() {
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	all.Wait()
}

// rest makes a pause after every 20th of n rounds, so that the trace gets its
// size over several generations instead of in one.
func rest(n int) {
	if n%20 == 19 {
		time.Sleep(100 * time.Millisecond)
	}
}

// pingPong hands a value to and fro on unbuffered channels.
func pingPong(ctx context.Context, all *sync.WaitGroup) {
	there, back := make(chan int), make(chan int)
	all.Go(func() {
		defer close(there)
		for n := 0; ctx.Err() == nil; n++ {
			there <- n
			<-back
			rest(n)
		}
	})
	all.Go(func() {
		for n := range there {
			back <- n
		}
	})
}

// contend lets three goroutines fight for one mutex.
func contend(ctx context.Context, all *sync.WaitGroup) {
	var mu sync.Mutex
	for range 3 {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				mu.Lock()
				runtime.Gosched()
				mu.Unlock()
				rest(n)
			}
		})
	}
}

// fanIn sends from two goroutines to one that selects.
func fanIn(ctx context.Context, all *sync.WaitGroup) {
	a, b := make(chan int), make(chan int)
	for _, c := range []chan int{a, b} {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				select {
				case c <- n:
				case <-ctx.Done():
				}
				rest(n)
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			select {
			case <-a:
			case <-b:
			case <-ctx.Done():
			}
		}
	})
}

// sleepOften waits for timers and makes garbage.
func sleepOften(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(2500 * time.Microsecond)
		garbage := make([][]byte, 0, 16)
		for range 16 {
			garbage = append(garbage, make([]byte, 1024))
		}
		runtime.KeepAlive(garbage)
	}
}

// spawn creates goroutines that end at once.
func spawn(ctx context.Context) {
	for ctx.Err() == nil {
		var batch sync.WaitGroup
		for range 10 {
			batch.Go(func() {})
		}
		batch.Wait()
		time.Sleep(time.Millisecond)
	}
}

// echo sends bytes to and fro over a loopback connection.
func echo(ctx context.Context, tb testing.TB, all *sync.WaitGroup) {
	client, server := connected(tb)
	all.Go(func() {
		defer server.Close()
		io.Copy(server, server)
	})
	all.Go(func() {
		defer client.Close()
		word := []byte("echo")
		for ctx.Err() == nil {
			if _, err := client.Write(word); err != nil {
				return
			}
			if _, err := io.ReadFull(client, word); err != nil {
				return
			}
		}
	})
}

// connected returns both ends of a loopback connection.
func connected(tb testing.TB) (client, server net.Conn) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			c = nil
		}
		accepted <- c
	}()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		tb.Fatal(err)
	}
	if server = <-accepted; server == nil {
		tb.Fatal("the connection was not accepted")
	}
	return client, server
}
