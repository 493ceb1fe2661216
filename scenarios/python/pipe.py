import time
from multiprocessing import Pipe, Process, Queue

ROUNDS = 5


def ping(conn, scores):
    hits = 0
    for _ in range(ROUNDS):
        time.sleep(0.2)
        conn.send(hits + 1)
        hits = conn.recv()
    scores.put(hits)


def pong(conn):
    for _ in range(ROUNDS):
        hits = conn.recv()
        time.sleep(0.2)
        conn.send(hits + 1)


if __name__ == "__main__":
    scores = Queue()
    ping_end, pong_end = Pipe()
    players = [
        Process(target=ping, args=(ping_end, scores), name="ping"),
        Process(target=pong, args=(pong_end,), name="pong"),
    ]
    for p in players:
        p.start()
    hits = scores.get()
    for p in players:
        p.join()
    print(f"La balle a été frappée {hits} fois")
