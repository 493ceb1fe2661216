import asyncio

queue = asyncio.Queue(1)


async def producer(name):
    try:
        await queue.put(name)
        print(name, "has put")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    await queue.put("first")
    tasks = [asyncio.create_task(producer(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[0].cancel()  # while it waits
    print("main got", await queue.get())  # chooses b
    tasks[1].cancel()  # although it was chosen
    await asyncio.gather(*tasks, return_exceptions=True)
    print("main got", await queue.get())


asyncio.run(main())
