import asyncio


async def other():
    print("other runs")


async def inner():
    print("inner begins")
    return 42


async def main():
    task = asyncio.create_task(other())
    print("main got", await inner())
    future = asyncio.get_running_loop().create_future()
    future.set_result(7)
    print("main got", await future)
    await asyncio.sleep(0)
    print("main got", await task)


asyncio.run(main())
