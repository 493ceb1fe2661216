import time
from multiprocessing import Process, Queue
from threading import Thread

counter = 0


def raise_counter():
    global counter
    for _ in range(3):
        counter += 1
        time.sleep(0.1)


def raise_own_counter(counts):
    raise_counter()
    counts.put(counter)


if __name__ == "__main__":
    counts = Queue()
    processes = [Process(target=raise_own_counter, args=(counts,)) for _ in range(2)]
    for p in processes:
        p.start()
    in_children = [counts.get() for _ in processes]
    for p in processes:
        p.join()
    print(f"Processus : les enfants lisent {in_children}, le parent lit {counter}")

    threads = [Thread(target=raise_counter) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(f"Threads : le parent lit {counter}")
