import asyncio

queue = asyncio.Queue(2)


async def producer():
    for i in range(5):
        await queue.put(i)
        print("put", i, "holds", queue.qsize())


async def consumer():
    for _ in range(5):
        print("got", await queue.get())
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(consumer(), producer())


asyncio.run(main())
