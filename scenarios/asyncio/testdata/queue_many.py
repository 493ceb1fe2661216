import asyncio

queue = asyncio.Queue(1)


async def producer(name):
    for i in range(2):
        await queue.put(f"{name}{i}")
        print(name, "has put", i)


async def consumer(name):
    for _ in range(2):
        print(name, "got", await queue.get())


async def main():
    await asyncio.gather(consumer("x"), producer("a"), producer("b"), consumer("y"))


asyncio.run(main())
