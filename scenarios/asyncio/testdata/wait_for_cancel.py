import asyncio


async def slow():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("slow is cancelled")
        await asyncio.sleep(0)
        print("slow has cleaned up")
        raise


async def waits(limit):
    try:
        await asyncio.wait_for(slow(), limit)
    except asyncio.CancelledError:
        print("waits is cancelled")
        raise


async def main():
    task = asyncio.create_task(waits(60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main saw it")


asyncio.run(main())
