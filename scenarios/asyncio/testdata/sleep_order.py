import asyncio


async def task(id, seconds):
    print("task", id, "begins")
    await asyncio.sleep(seconds)
    print("task", id, "ends")
    return id


async def main():
    print(await asyncio.gather(task(1, 0.06), task(2, 0.09), task(3, 0.03)))


asyncio.run(main())
