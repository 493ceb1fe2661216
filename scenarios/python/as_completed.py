import asyncio


async def result(n, seconds):
    await asyncio.sleep(seconds)
    return n


async def main():
    tasks = [result(1, 2), result(2, 3), result(3, 1)]
    for next_done in asyncio.as_completed(tasks):
        n = await next_done
        print(f"Résultat de la tâche {n}")


asyncio.run(main())
