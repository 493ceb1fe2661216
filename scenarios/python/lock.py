import threading
import time

ROUNDS = 5
counter = 0


def add_one():
    global counter
    value = counter
    time.sleep(0.1)  # The thread is switched out: the others read the same value.
    counter = value + 1


def add():
    for _ in range(ROUNDS):
        add_one()


def add_locked(lock):
    for _ in range(ROUNDS):
        with lock:
            add_one()


def run(target, *args):
    threads = [threading.Thread(target=target, args=args) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


run(add)
print(f"Sans Lock : {counter} au lieu de {3 * ROUNDS}")

counter = 0
run(add_locked, threading.Lock())
print(f"Avec Lock : {counter}")
