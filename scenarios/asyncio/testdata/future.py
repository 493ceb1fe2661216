import asyncio


async def waits(name, future):
    print(name, "waits")
    print(name, "got", await future)


async def main():
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda _: print("callback 1"))
    future.add_done_callback(lambda _: print("callback 2"))
    tasks = [asyncio.create_task(waits(name, future)) for name in "ab"]
    await asyncio.sleep(0)
    print("done:", future.done())
    future.set_result(5)
    print("done:", future.done())
    await asyncio.gather(*tasks)
    future.add_done_callback(lambda _: print("callback 3"))
    print("main has added 3")
    await asyncio.sleep(0)
    try:
        future.set_result(6)
    except asyncio.InvalidStateError:
        print("it has its result")
    print("cancel:", future.cancel())
    failed = asyncio.get_running_loop().create_future()
    failed.set_exception(ValueError("broken"))
    try:
        await failed
    except ValueError as e:
        print("main got", e)


asyncio.run(main())
