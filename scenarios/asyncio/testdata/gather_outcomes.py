import asyncio


async def fine(name):
    await asyncio.sleep(0)
    return name


async def fails(name):
    raise ValueError(name)


async def main():
    cancelled = asyncio.create_task(fine("c"))
    cancelled.cancel()
    for outcome in await asyncio.gather(fine("a"), fails("b"), cancelled, return_exceptions=True):
        if isinstance(outcome, asyncio.CancelledError):
            print("cancelled")
        elif isinstance(outcome, Exception):
            print("error", outcome)
        else:
            print("value", outcome)
    print(await asyncio.gather())


asyncio.run(main())
