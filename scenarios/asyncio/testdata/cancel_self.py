import asyncio


async def worker(pause):
    asyncio.current_task().cancel()
    print("still running")
    future = asyncio.get_running_loop().create_future()
    future.set_result(None)
    await future
    print("what is done does not suspend")
    await asyncio.sleep(pause)
    print("never printed")


async def main():
    for pause in (0, 60):
        try:
            await asyncio.create_task(worker(pause))
        except asyncio.CancelledError:
            print("cancelled at its next await")


asyncio.run(main())
