import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

LATENCIES = [2, 3, 1]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(LATENCIES[int(self.path[1:])])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"réponse {self.path}".encode())

    def log_message(self, *args):
        pass


answers = []


def download(url):
    with urlopen(url) as response, tempfile.TemporaryFile() as file:
        file.write(response.read())
        file.seek(0)
        answers.append(file.read())


with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    threads = [threading.Thread(target=download, args=(f"{base}/{n}",)) for n in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    server.shutdown()
print(f"{len(answers)} réponses")
