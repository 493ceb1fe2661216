package python

// changes are the words of each scenario's program that speed and parameters stand
// for. No two touch each other, and none spans two lines.
var changes = map[string][]change{
	"as-completed": {
		{listed: "asyncio.sleep(seconds)", runs: "asyncio.sleep(seconds / $speed)"},
		{listed: "[result(1, 2), result(2, 3), result(3, 1)]",
			runs: "[result(n + 1, round([2, 3, 1][n % 3] + n // 3 * 0.04, 2)) for n in range($tasks)]"},
	},
	"async-shared": {
		{listed: "asyncio.sleep(0.1)", runs: "asyncio.sleep(0.1 / $speed)"},
		{listed: "add(), add(), add()", runs: "*[add() for _ in range($coroutines)]"},
		{listed: "add_locked(lock), add_locked(lock), add_locked(lock)", runs: "*[add_locked(lock) for _ in range($coroutines)]"},
		{listed: "{3 * ROUNDS}", runs: "{$coroutines * ROUNDS}"},
		{listed: "ROUNDS = 3", runs: "ROUNDS = $rounds"},
	},
	"asyncio-io": {
		{listed: "[0.6, 0.8, 1, 0.7]", runs: "[s / $speed for s in (0.6, 0.8, 1, 0.7)]"},
		{listed: "range(12)", runs: "range($requests)"},
	},
	"blocking-loop": {
		{listed: "asyncio.sleep(0.2)", runs: "asyncio.sleep(0.2 / $speed)"},
		{listed: "compute(0.3", runs: "time.sleep(0.3", when: "sleep"},
		{listed: ")  # Awaits nothing", runs: " / $speed)  # Awaits nothing"},
		{listed: "other(1), other(2), other(3)", runs: "*[other(n + 1) for n in range($others)]"},
		{listed: "ROUNDS = 3", runs: "ROUNDS = $rounds"},
	},
	"cpu-bound": {
		{listed: "JOBS = 4", runs: "JOBS = $jobs"},
		{listed: "time.thread_time() + 0.5", runs: "time.thread_time() + $cpu / 1000 / $speed"},
	},
	"deadlock": {
		{listed: "time.sleep(0.3)", runs: "time.sleep(0.3 / $speed)"},
		{listed: "timeout=1", runs: "timeout=1 / $speed"},
	},
	"gather": {
		{listed: "asyncio.sleep(seconds)", runs: "asyncio.sleep(seconds / $speed)"},
		{listed: "task(1, 2), task(2, 3), task(3, 1)", runs: "*[task(n + 1, [2, 3, 1][n % 3]) for n in range($tasks)]"},
	},
	"gil": {
		{listed: "args=(0.5,)", runs: "args=($cpu / 1000 / $speed,)"},
		{listed: "range(4)", runs: "range($threads)"},
	},
	"hello": {
		{listed: "asyncio.sleep(1)", runs: "asyncio.sleep(1 / $speed)"},
	},
	"io-bound": {
		{listed: "time.sleep(1)", runs: "time.sleep(1 / $speed)"},
		{listed: "REQUESTS = 4", runs: "REQUESTS = $requests"},
	},
	"lock": {
		{listed: "time.sleep(0.1)", runs: "time.sleep(0.1 / $speed)"},
		{listed: "range(3)", runs: "range($threads)"},
		{listed: "{3 * ROUNDS}", runs: "{$threads * ROUNDS}"},
		{listed: "ROUNDS = 5", runs: "ROUNDS = $rounds"},
	},
	"memory": {
		{listed: "time.sleep(0.1)", runs: "time.sleep(0.1 / $speed)"},
		{listed: "in range(2)", runs: "in range($workers)"},
		{listed: "in range(3)", runs: "in range($rounds)"},
	},
	"pipe": {
		{listed: "time.sleep(0.2)", runs: "time.sleep(0.2 / $speed)"},
		{listed: "ROUNDS = 5", runs: "ROUNDS = $rounds"},
	},
	"pool": {
		{listed: "compute(0.25)", runs: "compute($cpu / 1000 / $speed)"},
		{listed: "Pool(4)", runs: "Pool($workers)"},
		{listed: "[1, 2, 3, 4, 5]", runs: "range(1, $items + 1)"},
	},
	"process": {
		{listed: "compute(0.3)", runs: "compute($cpu / 1000 / $speed)"},
	},
	"processes-cpu": {
		{listed: "time.process_time() + 0.5", runs: "time.process_time() + $cpu / 1000 / $speed"},
		{listed: "Pool(4)", runs: "Pool($processes)"},
		{listed: "range(4)", runs: "range($processes)"},
	},
	"producer-consumer": {
		{listed: "asyncio.sleep(0.1)", runs: "asyncio.sleep(0.1 / $speed)"},
		{listed: "asyncio.sleep(0.3)", runs: "asyncio.sleep(0.3 / $speed)"},
		{listed: "ITEMS = 10", runs: "ITEMS = $items"},
		{listed: "maxsize=2", runs: "maxsize=$maxsize"},
	},
	"queue": {
		{listed: "time.sleep(0.3)", runs: "time.sleep(0.3 / $speed)"},
		{listed: "ITEMS = 5", runs: "ITEMS = $items"},
		{listed: "Queue(2)", runs: "Queue($places)"},
	},
	"semaphore": {
		{listed: "asyncio.sleep(0.5)", runs: "asyncio.sleep(0.5 / $speed)"},
		{listed: "range(1, 7)", runs: "range(1, $tasks + 1)"},
		{listed: "Semaphore(2)", runs: "Semaphore($limit)"},
	},
	"shared-lock": {
		{listed: "time.sleep(0.1)", runs: "time.sleep(0.1 / $speed)"},
		{listed: "range(2)", runs: "range($processes)"},
		{listed: "{2 * ROUNDS}", runs: "{$processes * ROUNDS}"},
		{listed: "ROUNDS = 5", runs: "ROUNDS = $rounds"},
	},
	"threads": {
		{listed: "time.sleep(1)", runs: "time.sleep(1 / $speed)"},
		{listed: "(1, 2, 3)", runs: "range(1, $threads + 1)"},
	},
	"threads-io": {
		{listed: "[2, 3, 1]", runs: "[s / $speed for s in (2, 3, 1)]"},
		{listed: "int(self.path[1:])", runs: "int(self.path[1:]) % len(LATENCIES)", when: "threads"},
		{listed: "range(3)", runs: "range($threads)"},
	},
	"timeout": {
		{listed: "asyncio.sleep(0.5)", runs: "asyncio.sleep(0.5 / $speed)"},
		{listed: "asyncio.sleep(3)", runs: "asyncio.sleep(3 / $speed)"},
		{listed: "asyncio.sleep(0.2)", runs: "asyncio.sleep(0.2 / $speed)"},
		{listed: "timeout=1", runs: "timeout=1 / $speed"},
	},
	"to-thread": {
		{listed: "time.sleep(1)", runs: "time.sleep(1 / $speed)"},
		{listed: "asyncio.sleep(0.1)", runs: "asyncio.sleep(0.1 / $speed)"},
		{listed: "call(1), call(2), call(3)", runs: "*[call(n + 1) for n in range($calls)]"},
	},
}
