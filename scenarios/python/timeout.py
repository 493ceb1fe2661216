import asyncio


async def quick():
    await asyncio.sleep(0.5)
    return "résultat"


async def slow():
    try:
        await asyncio.sleep(3)
        return "résultat"
    except asyncio.CancelledError:
        print("slow() est annulée et range")
        await asyncio.sleep(0.2)
        raise


async def main():
    print("quick() :", await asyncio.wait_for(quick(), timeout=1))
    try:
        await asyncio.wait_for(slow(), timeout=1)
    except asyncio.TimeoutError:
        print("slow() : TimeoutError")


asyncio.run(main())
