import asyncio


async def fine(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")
    return name


async def fails(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "fails")
    raise ValueError(name)


async def main():
    late = asyncio.create_task(fine("late", 6))
    try:
        await asyncio.gather(fine("early", 1), fails("first", 2), fails("second", 4), late)
    except ValueError as e:
        print("main got", e)
    print("late is done:", late.done())
    print("main got", await late)


asyncio.run(main())
