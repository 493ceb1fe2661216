import asyncio


async def forever():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("is cancelled")
        await asyncio.sleep(0)
        print("has cleaned up")
        raise


async def main():
    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())
