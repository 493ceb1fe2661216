import asyncio

semaphore = asyncio.Semaphore(2)


async def worker(name, n):
    for _ in range(n):
        async with semaphore:
            print(name, "is in")
            await asyncio.sleep(0)
            print(name, "leaves")
    print(name, "ends")


async def main():
    await asyncio.gather(worker("a", 2), worker("b", 2), worker("c", 1), worker("d", 1), worker("e", 1))
    print("locked:", semaphore.locked())


asyncio.run(main())
