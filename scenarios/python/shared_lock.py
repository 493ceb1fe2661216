import time
from contextlib import nullcontext
from multiprocessing import Lock, Process, Value

ROUNDS = 5


def add(number, guard):
    for _ in range(ROUNDS):
        with guard or nullcontext():
            value = number.value
            time.sleep(0.1)  # The process is switched out.
            number.value = value + 1


def run(guard):
    number = Value("i", 0, lock=False)
    processes = [Process(target=add, args=(number, guard)) for _ in range(2)]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return number.value


if __name__ == "__main__":
    print(f"Sans Lock : {run(None)} au lieu de {2 * ROUNDS}")
    print(f"Avec Lock : {run(Lock())}")
