import time
from multiprocessing import Pool


def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def carre(x):
    compute(0.25)
    return x ** 2


if __name__ == "__main__":
    with Pool(4) as p:
        print(p.map(carre, [1, 2, 3, 4, 5]))
