import asyncio


async def download(n, places):
    async with places:
        print(f"Téléchargement {n}")
        await asyncio.sleep(0.5)


async def main():
    places = asyncio.Semaphore(2)
    await asyncio.gather(*[download(n, places) for n in range(1, 7)])


asyncio.run(main())
