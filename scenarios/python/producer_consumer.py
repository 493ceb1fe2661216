import asyncio

ITEMS = 10


async def producer(queue):
    for item in range(1, ITEMS + 1):
        await asyncio.sleep(0.1)
        await queue.put(item)


async def consumer(queue):
    consumed = []
    for _ in range(ITEMS):
        item = await queue.get()
        await asyncio.sleep(0.3)
        consumed.append(item)
    print(f"{len(consumed)} éléments consommés")


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(queue), consumer(queue))


asyncio.run(main())
