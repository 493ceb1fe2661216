import asyncio

lock = asyncio.Lock()


async def worker(name, turns):
    for _ in range(turns):
        async with lock:
            print(name, "has it")
            await asyncio.sleep(0)
            print(name, "gives it back")
    print(name, "ends")


async def main():
    await asyncio.gather(worker("a", 2), worker("b", 2), worker("c", 1))
    print("locked:", lock.locked())


asyncio.run(main())
