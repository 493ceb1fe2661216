import asyncio


async def child(name):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def gathers():
    try:
        await asyncio.gather(child("a"), child("b"))
    except asyncio.CancelledError:
        print("gather is cancelled")
        raise


async def main():
    task = asyncio.create_task(gathers())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancel:", task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        print("main saw it")
    print("cancel:", task.cancel())


asyncio.run(main())
