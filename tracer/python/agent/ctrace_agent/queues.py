"""Waits for the queues of multiprocessing. Those of threads wait for conditions."""

import sys

from ctrace_agent import threads


def wrap(queues):
    for kind in (queues.Queue, queues.SimpleQueue):
        _wrap_method(kind, "get")
        _wrap_method(kind, "put")


def _wrap_method(kind, name):
    method = getattr(kind, name)

    def call(self, *args, **kwargs):
        begun = threads.wait(threads.QUEUE, name, sys._getframe(1))
        try:
            return method(self, *args, **kwargs)
        finally:
            threads.end(begun)

    call.__name__, call.__qualname__, call.__doc__ = name, method.__qualname__, method.__doc__
    setattr(kind, name, call)
