import asyncio

queue = asyncio.Queue()


async def consumer(name):
    try:
        print(name, "got", await queue.get())
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    tasks = [asyncio.create_task(consumer(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[0].cancel()  # while it waits
    await queue.put("item")  # chooses b
    tasks[1].cancel()  # although it was chosen
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print("holds", queue.qsize())


asyncio.run(main())
