import asyncio

lock = asyncio.Lock()


async def worker(name):
    try:
        async with lock:
            print(name, "has it")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    await lock.acquire()
    tasks = [asyncio.create_task(worker(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[0].cancel()  # while it waits
    lock.release()  # chooses b
    tasks[1].cancel()  # although it was chosen
    await asyncio.gather(*tasks, return_exceptions=True)
    print("locked:", lock.locked())


asyncio.run(main())
