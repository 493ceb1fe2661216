import asyncio


async def task(id, seconds):
    print(f"Tâche {id} démarrée")
    await asyncio.sleep(seconds)
    print(f"Tâche {id} terminée après {seconds} secondes")


async def main():
    await asyncio.gather(task(1, 2), task(2, 3), task(3, 1))


asyncio.run(main())
