import asyncio


async def child(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    if name == "fails":
        raise ValueError(name)
    print(name, "ends")
    return name


async def main():
    tasks = [asyncio.create_task(child(name, turns)) for name, turns in [("a", 9), ("b", 2), ("fails", 5), ("c", 12)]]
    for following in asyncio.as_completed(tasks):
        try:
            print("main got", await following)
        except ValueError as e:
            print("error", e)

    late = asyncio.create_task(child("late", 3))
    early = asyncio.create_task(child("early", 1))
    for following in asyncio.as_completed([late, early]):
        print("main got", await following)
        break
    print("late is done:", late.done())
    print("main got", await late)


asyncio.run(main())
