import asyncio


async def worker():
    asyncio.current_task().cancel()
    print("still running")
    future = asyncio.get_running_loop().create_future()
    future.set_result(None)
    await future
    print("what is done does not suspend")
    await asyncio.sleep(0)
    print("never printed")


async def main():
    try:
        await asyncio.create_task(worker())
    except asyncio.CancelledError:
        print("cancelled at its next await")


asyncio.run(main())
