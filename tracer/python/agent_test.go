package python_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
)

// TestTasks shows the steps of tasks, what they await and where.
func TestTasks(t *testing.T) {
	const text = `import asyncio

async def inner(seconds):
    await asyncio.sleep(seconds)

async def task(id, seconds):
    await inner(seconds)

async def main():
    lock = asyncio.Lock()
    async with lock:
        other = asyncio.create_task(take(lock))
        await asyncio.gather(task(1, 0.02), task(2, 0.03))
    await other

async def take(lock):
    async with lock:
        await asyncio.sleep(0)

asyncio.run(main())
`
	eachInterpreter(t, func(t *testing.T, interpreter string) {
		p := newProgram(t, interpreter, text)
		p.same(t)
		tl := p.timeline(t)
		for _, want := range []struct {
			lane   string
			reason timeline.Reason
			detail string
			lines  []int // of the stack, innermost first
		}{
			{"task(1, 0.02)", timeline.Sleep, "0.02 s", []int{4, 7}},
			{"task(2, 0.03)", timeline.Sleep, "0.03 s", []int{4, 7}},
			{"main()", timeline.Await, "gather of 2", []int{13}},
			{"take(…)", timeline.Lock, "Lock.acquire", []int{17}},
		} {
			lane := only(t, tl, timeline.Coroutine, want.lane)
			var states []timeline.State
			var found bool
			for iv := range tl.Life(lane) {
				states = append(states, iv.State)
				if iv.State == timeline.Waiting && iv.Reason == want.reason && iv.Detail == want.detail {
					found = true
					if got := linesOf(tl, iv.Stack); !slices.Equal(got, want.lines) {
						t.Errorf("%s waits in lines %d, want %d", want.lane, got, want.lines)
					}
				}
				if iv.State == timeline.Running && tl.Lane(iv.On).Name != "MainThread" {
					t.Errorf("%s runs on %q", want.lane, tl.Lane(iv.On).Name)
				}
			}
			if !found {
				t.Errorf("%s never waits for %v %q", want.lane, want.reason, want.detail)
			}
			if begin := []timeline.State{timeline.Runnable, timeline.Running, timeline.Waiting}; !slices.Equal(states[:3], begin) {
				t.Errorf("%s is %v", want.lane, states)
			}
		}
	})
}

// TestThreads shows names of threads and what they wait for.
func TestThreads(t *testing.T) {
	const text = `import queue, threading
work = queue.Queue()
def consume():
    work.get()
consumer = threading.Thread(target=consume, name="consumer")
consumer.start()
ready = threading.Event()
def produce():
    work.put(1)
    ready.wait(10)
threads = [threading.Thread(target=produce, name=f"producer-{i}") for i in range(2)]
for t in threads: t.start()
consumer.join()
ready.set()
for t in threads: t.join()
print(threading.active_count())
`
	eachInterpreter(t, func(t *testing.T, interpreter string) {
		p := newProgram(t, interpreter, text)
		p.same(t)
		tl := p.timeline(t)
		for _, name := range []string{"MainThread", "consumer", "producer-0", "producer-1"} {
			only(t, tl, timeline.Thread, name)
		}
		if !waits(tl, only(t, tl, timeline.Thread, "consumer"), timeline.Queue, "get", 4) {
			t.Error("the consumer never waits for the queue in line 4")
		}
		if !waits(tl, only(t, tl, timeline.Thread, "producer-1"), timeline.Condition, "Event", 10) {
			t.Error("a producer never waits for the event in line 10")
		}
	})
}

// TestProcesses shows the names of processes and the items of a pool.
func TestProcesses(t *testing.T) {
	const text = `import multiprocessing

def carre(x):
    return x ** 2

if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(carre, [1, 2, 3, 4, 5]), pool.starmap(pow, [(2, 3)]))
        pool.close()
        pool.join()  # or else a worker may be ended before it has begun
    p = multiprocessing.Process(target=carre, args=(1,))
    p.start()
    p.join()
    print(p.exitcode)
`
	eachInterpreter(t, func(t *testing.T, interpreter string) {
		for _, method := range []string{"fork", "spawn", "forkserver"} {
			p := newProgram(t, interpreter, strings.Replace(text, `__main__":`, `__main__":
    multiprocessing.set_start_method("`+method+`")`, 1))
			p.same(t)
			tl := p.timeline(t)
			var calls []string
			for s := range tl.Spans() {
				calls = append(calls, s.Name)
			}
			slices.Sort(calls)
			want := []string{"carre(1)", "carre(2)", "carre(3)", "carre(4)", "carre(5)", "pow(2, 3)"}
			if !slices.Equal(calls, want) {
				t.Errorf("%s: the items are %q, want %q", method, calls, want)
			}
			worker := map[string]string{"fork": "ForkPoolWorker-1", "spawn": "SpawnPoolWorker-1", "forkserver": "ForkServerPoolWorker-1"}[method]
			only(t, tl, timeline.Process, worker)
		}
	})
}

// TestBadLuck runs programs that end badly, or that get in the agent's way. They do
// the same with and without it, and what they did until then is there.
func TestBadLuck(t *testing.T) {
	const task = `import asyncio, os, signal, sys
async def work():
    await asyncio.sleep(0.001)
    END
asyncio.run(work())
`
	for name, end := range map[string]string{
		"raises":        `raise ValueError("über")`,
		"exits":         `sys.exit(3)`,
		"exits at once": `os._exit(4)`,
		"is killed":     `os.kill(os.getpid(), signal.SIGKILL)`,
		"segfaults":     `import ctypes; ctypes.string_at(0)`,
		"executes":      `os.execv(sys.executable, [sys.executable, "-c", "import threading; threading.Thread(name='second').start(); print(1)"])`,
		"closes files":  `os.closerange(3, 1000); open(os.devnull)`,
		"clears environ": `os.environ.clear(); import multiprocessing as m
    p = m.get_context("spawn").Process(target=print, args=(1,)); p.start(); p.join()`,
	} {
		t.Run(name, func(t *testing.T) {
			eachInterpreter(t, func(t *testing.T, interpreter string) {
				p := newProgram(t, interpreter, strings.Replace(task, "END", end, 1))
				if strings.Contains(end, "spawn") {
					p = newProgram(t, interpreter, strings.Replace(strings.Replace(task, "END", end, 1), "asyncio.run", "if __name__ == '__main__': asyncio.run", 1))
				}
				want, got := run(t, p.bare()), run(t, p.observed(t))
				if got.state != want.state || got.stdout != want.stdout || len(got.stderr) != len(want.stderr) && name != "raises" {
					t.Errorf("it ends %s and prints %q and %q,\nwithout the agent %s, %q and %q", got.state, got.stdout, got.stderr, want.state, want.stdout, want.stderr)
				}
				tl := p.timeline(t)
				if lane := only(t, tl, timeline.Coroutine, "work()"); !waits(tl, lane, timeline.Sleep, "0.001 s", 3) {
					t.Error("its sleep is not there")
				}
				if name == "executes" {
					only(t, tl, timeline.Thread, "second")
				}
			})
		})
	}
}

// TestOwnSitecustomize shows that the program's own is loaded, and that no trace of
// the agent's folder is left in the module search path.
func TestOwnSitecustomize(t *testing.T) {
	const text = `import sys
print([p for p in sys.path if "ctrace" in p], sys.modules["sitecustomize"].__file__[-12:], sorted(m for m in sys.modules if "asyncio" in m or m == "threading"))
`
	eachInterpreter(t, func(t *testing.T, interpreter string) {
		p := newProgram(t, interpreter, text)
		own := filepath.Join(filepath.Dir(p.file), "own")
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(own, "sitecustomize.py"), []byte("print('mine')\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.env = []string{python.PathVar + "=" + own}
		if got := p.same(t); !strings.HasPrefix(got.stdout, "mine\n[]") {
			t.Errorf("it prints %q", got.stdout)
		}
	})
}

// only returns the one lane of a kind with a name.
func only(t *testing.T, tl *timeline.Timeline, kind timeline.Kind, name string) timeline.LaneID {
	t.Helper()
	var found []timeline.LaneID
	var others []string
	for id, lane := range tl.Lanes() {
		switch {
		case lane.Kind == kind && lane.Name == name:
			found = append(found, id)
		case lane.Kind == kind:
			others = append(others, lane.Name)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d lanes of kind %v called %q; others: %q", len(found), kind, name, others)
	}
	return found[0]
}

// waits reports whether a lane waits for a reason, with its innermost frame in a line.
func waits(tl *timeline.Timeline, lane timeline.LaneID, reason timeline.Reason, detail string, line int) bool {
	for iv := range tl.Life(lane) {
		lines := linesOf(tl, iv.Stack)
		if iv.State == timeline.Waiting && iv.Reason == reason && iv.Detail == detail && len(lines) > 0 && lines[0] == line {
			return true
		}
	}
	return false
}

func linesOf(tl *timeline.Timeline, stack timeline.StackID) []int {
	var lines []int
	for _, frame := range tl.Frames(stack) {
		lines = append(lines, frame.Line)
	}
	return lines
}
