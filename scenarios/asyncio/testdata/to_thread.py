import asyncio
import threading

begun = threading.Event()
go_on = threading.Event()


def blocks():
    begun.set()
    go_on.wait()
    return "from the thread"


def fails():
    raise ValueError("broken")


async def main():
    task = asyncio.create_task(asyncio.to_thread(blocks))
    while not begun.is_set():
        await asyncio.sleep(0)
    print("the loop goes on")
    go_on.set()
    print("main got", await task)
    try:
        await asyncio.to_thread(fails)
    except ValueError as e:
        print("main got", e)


asyncio.run(main())
