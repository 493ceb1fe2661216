import asyncio
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pool
from urllib.request import urlopen

REQUESTS = 4


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"answer")

    def log_message(self, *args):
        pass


def fetch(url):
    with urlopen(url) as response:
        return response.read()


async def get(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    response = await reader.read()
    writer.close()
    return response


def sequential(port):
    for _ in range(REQUESTS):
        fetch(f"http://127.0.0.1:{port}")


def on_threads(port):
    url = f"http://127.0.0.1:{port}"
    threads = [threading.Thread(target=fetch, args=(url,)) for _ in range(REQUESTS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def on_processes(port):
    with Pool(REQUESTS) as p:
        p.map(fetch, [f"http://127.0.0.1:{port}"] * REQUESTS)


def on_coroutines(port):
    async def main():
        await asyncio.gather(*[get(port) for _ in range(REQUESTS)])

    asyncio.run(main())


if __name__ == "__main__":
    ways = {
        "sequential": sequential,
        "threads": on_threads,
        "processes": on_processes,
        "coroutines": on_coroutines,
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, run in ways.items():
            run(server.server_port)
            print(f"{name} : {REQUESTS} tâches terminées")
        server.shutdown()
