import asyncio
import tempfile

LATENCIES = [0.6, 0.8, 1, 0.7]


async def answer(reader, writer):
    path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
    await asyncio.sleep(LATENCIES[int(path[1:]) % 4])
    writer.write(b"HTTP/1.0 200 OK\r\n\r\nr\xc3\xa9ponse " + path)
    writer.close()


async def get(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    response = await reader.read()
    writer.close()
    return response


async def read_file(name):
    def read():
        with open(name, encoding="utf-8") as file:
            return file.read()

    return await asyncio.to_thread(read)


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("Une coroutine attend. " * 100_000)
        file.flush()
        reading = asyncio.create_task(read_file(file.name))
        answers = await asyncio.gather(*[get(port, f"/{n}") for n in range(12)])
        print(f"{len(answers)} réponses")
        await reading
    server.close()


asyncio.run(main())
