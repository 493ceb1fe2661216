import asyncio


async def upper(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    print("the client has closed")
    writer.close()


async def main():
    server = await asyncio.start_server(upper, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for word in ("one", "two"):
        writer.write(f"{word}\n".encode())
        await writer.drain()
        print("main got", (await reader.readline()).decode().strip())
    writer.write_eof()
    print("main got", len(await reader.read()), "bytes more")
    writer.close()
    server.close()


asyncio.run(main())
