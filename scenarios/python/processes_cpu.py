import time
from multiprocessing import Pool


def crunch(n):
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass


if __name__ == "__main__":
    with Pool(4) as p:
        done = p.map(crunch, range(4))
    print(f"{len(done)} processus terminés")
