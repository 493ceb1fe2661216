import asyncio


async def child(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return name


async def takes(number, following):
    try:
        print(number, "got", await following)
    except asyncio.CancelledError:
        print(number, "is cancelled")
        raise


async def main():
    early = asyncio.create_task(child("early", 3))
    late = asyncio.create_task(child("late", 9))
    takers = [asyncio.create_task(takes(i, f)) for i, f in enumerate(asyncio.as_completed([early, late]))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    early.add_done_callback(lambda _: takers[0].cancel())  # after it was chosen
    await asyncio.gather(*takers, return_exceptions=True)
    print("late is done:", late.done())


asyncio.run(main())
