import asyncio


async def cleans_up():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("cleans up")
        await asyncio.sleep(0)
        print("is clean")
        raise


async def refuses():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("refuses")
    await asyncio.sleep(0)
    return "a result all the same"


async def unstarted():
    print("never printed")


async def main():
    tasks = [asyncio.create_task(c) for c in (cleans_up(), refuses())]
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(unstarted()))
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            print("result:", await task)
        except asyncio.CancelledError:
            print("cancelled")


asyncio.run(main())
