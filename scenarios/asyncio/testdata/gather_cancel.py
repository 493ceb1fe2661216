import asyncio


async def child(name):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def refuses():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("refuses")


async def gathers(*children):
    try:
        await asyncio.gather(*children)
    except asyncio.CancelledError:
        print("gather is cancelled")
        raise


async def cancels(task):
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancel:", task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        print("main saw it")
    print("cancel:", task.cancel())


async def main():
    await cancels(asyncio.create_task(gathers(child("a"), child("b"))))
    await cancels(asyncio.create_task(gathers(refuses(), refuses())))


asyncio.run(main())
