import asyncio
import time

ROUNDS = 3


def compute(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


async def blocker():
    for _ in range(ROUNDS):
        await asyncio.sleep(0.2)
        compute(0.3)  # Awaits nothing: nobody else can run.


async def other(n):
    for _ in range(ROUNDS):
        await asyncio.sleep(0.2)
    print(f"Coroutine {n} terminée")


async def main():
    await asyncio.gather(blocker(), other(1), other(2), other(3))


asyncio.run(main())
