import asyncio

ROUNDS = 3
counter = 0


async def add_one():
    global counter
    value = counter
    await asyncio.sleep(0.1)  # Meanwhile the others read the same value.
    counter = value + 1


async def add():
    for _ in range(ROUNDS):
        await add_one()


async def add_locked(lock):
    for _ in range(ROUNDS):
        async with lock:
            await add_one()


async def main():
    global counter
    await asyncio.gather(add(), add(), add())
    print(f"Sans Lock : {counter} au lieu de {3 * ROUNDS}")

    counter = 0
    lock = asyncio.Lock()
    await asyncio.gather(add_locked(lock), add_locked(lock), add_locked(lock))
    print(f"Avec Lock : {counter}")


asyncio.run(main())
