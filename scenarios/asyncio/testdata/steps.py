import asyncio


async def count(name):
    for i in range(3):
        print(name, i)
        await asyncio.sleep(0)
    print(name, "ends")


async def main():
    print("main creates")
    a = asyncio.create_task(count("a"))
    b = asyncio.create_task(count("b"))
    print("main awaits")
    await a
    print("main after a")
    await b
    print("main after b")


asyncio.run(main())
