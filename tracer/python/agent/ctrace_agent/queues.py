"""Waits for the queues of multiprocessing. Those of threads wait for conditions."""

from ctrace_agent import threads


def wrap(queues):
    for kind in (queues.Queue, queues.SimpleQueue):
        threads.wrap_method(kind, "get", threads.QUEUE)
        threads.wrap_method(kind, "put", threads.QUEUE)
