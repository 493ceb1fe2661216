import asyncio


async def child(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")


async def main():
    a = asyncio.create_task(child("a", 9))
    b = asyncio.create_task(child("b", 3))
    asyncio.get_running_loop().call_soon(a.cancel)
    try:
        await asyncio.gather(a, b)
    except asyncio.CancelledError:
        print("gather is cancelled")
    await b
    print("main ends")


asyncio.run(main())
