"""Items of multiprocessing's pools: one record for each call."""

from ctrace_agent import sink, threads
from ctrace_agent.names import call_of

CALL = 6


def wrap(pool):
    def mapstar(args):
        function, items = args
        return [_call(function, (item,)) for item in items]

    def starmapstar(args):
        function, items = args
        return [_call(function, item) for item in items]

    for ours in (mapstar, starmapstar):
        ours.__module__ = pool.__name__
        ours.__qualname__ = ours.__name__
        if hasattr(pool, ours.__name__):
            setattr(pool, ours.__name__, ours)


def _call(function, args):
    thread, at = threads.current(), sink.now()
    text = sink.text(call_of(getattr(function, "__name__", type(function).__name__), args))
    place = sink.write(CALL, 0, thread, 0, at, text)
    try:
        return function(*args)
    finally:
        sink.update(place, CALL, threads.FINISHED, thread, 0, at, text, 0, sink.now())
