import asyncio

semaphore = asyncio.Semaphore(1)


async def worker(name):
    try:
        async with semaphore:
            print(name, "is in")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    await semaphore.acquire()
    tasks = [asyncio.create_task(worker(name)) for name in "abcd"]
    await asyncio.sleep(0)
    tasks[0].cancel()  # while it waits
    semaphore.release()  # chooses b
    semaphore.release()  # chooses c
    semaphore.release()
    print("locked:", semaphore.locked())  # the chosen ones have not come in
    tasks[1].cancel()  # although it was chosen
    late = asyncio.create_task(worker("late"))
    await asyncio.gather(*tasks, late, return_exceptions=True)
    print("locked:", semaphore.locked())


asyncio.run(main())
