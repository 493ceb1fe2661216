import asyncio
import threading
import time
from multiprocessing import Pool

JOBS = 4


def crunch(n=0):
    end = time.thread_time() + 0.5
    while time.thread_time() < end:
        pass


def sequential():
    for _ in range(JOBS):
        crunch()


def on_threads():
    threads = [threading.Thread(target=crunch) for _ in range(JOBS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def on_processes():
    with Pool(JOBS) as p:
        p.map(crunch, range(JOBS))


def on_coroutines():
    async def job():
        crunch()

    async def main():
        await asyncio.gather(*[job() for _ in range(JOBS)])

    asyncio.run(main())


if __name__ == "__main__":
    ways = {
        "sequential": sequential,
        "threads": on_threads,
        "processes": on_processes,
        "coroutines": on_coroutines,
    }
    for name, run in ways.items():
        run()
        print(f"{name} : {JOBS} tâches terminées")
