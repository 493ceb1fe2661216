import threading
import time

numbers = []
guard = threading.Lock()


def worker(n):
    time.sleep(1)
    with guard:
        numbers.append(n)


threads = [threading.Thread(target=worker, args=(n,)) for n in (1, 2, 3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(numbers)
