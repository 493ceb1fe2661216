import asyncio


async def inner():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("inner is cancelled")
        raise


async def outer(task):
    try:
        await task
    except asyncio.CancelledError:
        print("outer is cancelled")
        raise


async def main():
    first = asyncio.create_task(inner())
    second = asyncio.create_task(outer(first))
    await asyncio.sleep(0)
    second.cancel()
    for task in (first, second):
        try:
            await task
        except asyncio.CancelledError:
            print("cancelled")


asyncio.run(main())
