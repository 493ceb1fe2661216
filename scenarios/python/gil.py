import threading
import time


def compute(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


threads = [threading.Thread(target=compute, args=(0.5,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(f"{len(threads)} threads terminés")
