import asyncio
import time


def blocking():
    time.sleep(1)


async def call(n):
    await asyncio.to_thread(blocking)
    print(f"Appel {n} terminé")


async def heartbeat():
    for _ in range(9):
        await asyncio.sleep(0.1)


async def main():
    await asyncio.gather(heartbeat(), call(1), call(2), call(3))


asyncio.run(main())
