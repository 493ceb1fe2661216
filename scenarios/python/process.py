import time
from multiprocessing import Process


def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def worker():
    compute(0.3)
    print("Tâche du processus")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()  # Démarre le processus
    p.join()  # Attend la fin du processus
