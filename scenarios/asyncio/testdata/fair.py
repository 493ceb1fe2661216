import asyncio

done = False


async def ends():
    global done
    await asyncio.sleep(0.02)
    done = True


async def main():
    asyncio.create_task(ends())
    while not done:
        await asyncio.sleep(0)
    print("whoever is always ready does not keep timers from being due")


asyncio.run(main())
