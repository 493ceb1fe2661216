"""Waits for what comes through multiprocessing's pipes."""

from ctrace_agent import threads

PIPE = "pipe"


def wrap(connection):
    kind = getattr(connection, "Connection", None)
    if kind is not None:
        threads.wrap_method(kind, "recv", PIPE)
