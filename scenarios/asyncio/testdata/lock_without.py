import asyncio

counter = 0
lock = asyncio.Lock()


async def add():
    global counter
    value = counter
    await asyncio.sleep(0)
    counter = value + 1


async def add_locked():
    async with lock:
        await add()


async def main():
    global counter
    await asyncio.gather(*(add() for _ in range(5)))
    print("without", counter)
    counter = 0
    await asyncio.gather(*(add_locked() for _ in range(5)))
    print("with", counter)


asyncio.run(main())
