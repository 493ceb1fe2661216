import asyncio


async def quick():
    await asyncio.sleep(0)
    return "quick"


async def slow():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("slow is cancelled")
        await asyncio.sleep(0)
        print("slow has cleaned up")
        raise


async def refuses():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("refuses")
    return "late"


async def fails():
    raise ValueError("broken")


async def fails_late():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        raise ValueError("broken late")


async def main():
    done = asyncio.create_task(quick())
    await done
    for limit, awaitable in [(60, quick()), (0.01, slow()), (0.01, refuses()), (60, fails()), (0.01, fails_late()), (0, slow()), (0, done)]:
        try:
            print("main got", await asyncio.wait_for(awaitable, limit))
        except asyncio.TimeoutError:
            print("timeout")
        except ValueError as e:
            print("error", e)


asyncio.run(main())
