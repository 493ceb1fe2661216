"""Threads: their names and lives, and what they wait for in module threading."""

import itertools
import os
import sys
from _thread import get_ident

from ctrace_agent import sink

# Kinds of records, and flags of theirs.
THREAD, WAIT = 2, 5
BEGUN, NAMED, ENDED, LIBRARY = 0, 1, 2, 4
FINISHED = 1

# Reasons, as the reader spells them.
CONDITION, JOIN, QUEUE = "condition", "join", "queue"

_STDLIB = (os.path.dirname(os.__file__) + os.sep, "<frozen ")

_index = {}  # the number of each thread, by its ident
_numbers = itertools.count(1)


def current():
    """Returns the number of this thread in the records."""
    return _index.get(get_ident()) or _register("", 0)


def _register(name, flags):
    number = _index[get_ident()] = next(_numbers) & 0xFFFF
    sink.write(THREAD, BEGUN | flags, number, sink.get_native_id(), sink.now(), sink.text(name))
    return number


def _forked():
    _index.clear()
    main = sys.modules.get("threading")
    _register(main.current_thread().name if main else "MainThread", 0)


def of_the_program(frame):
    """Returns the innermost frame that is not of the standard library, or None."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_STDLIB) or "site-packages" in file:
            return frame
        frame = frame.f_back
    return None


def wait(reason, detail, frame):
    """Records that this thread begins to wait. end must be called with the result."""
    frame = of_the_program(frame)
    if frame is None:
        where = ""
    else:
        where = "\t%s\t%s\t%d" % (frame.f_code.co_name, frame.f_code.co_filename, frame.f_lineno)
    text = sink.text(reason + "\t" + detail + where)
    thread, at = current(), sink.now()
    return sink.write(WAIT, 0, thread, 0, at, text), thread, at, text


def end(begun):
    """Records that the wait has ended."""
    place, thread, at, text = begun
    sink.update(place, WAIT, FINISHED, thread, 0, at, text, 0, sink.now())


def wrap_method(kind, name, reason):
    """Has calls of a method recorded as waits for that reason."""
    method = getattr(kind, name)

    def call(self, *args, **kwargs):
        begun = wait(reason, name, sys._getframe(1))
        try:
            return method(self, *args, **kwargs)
        finally:
            end(begun)

    call.__name__, call.__qualname__, call.__doc__ = name, method.__qualname__, method.__doc__
    setattr(kind, name, call)


# Library modules whose threads serve the program without being of it.
_SERVANTS = ("multiprocessing.", "concurrent.futures.process", "asyncio.base_events")


def wrap(threading):
    _index[get_ident()] = next(_numbers)
    sink.write(THREAD, BEGUN, _index[get_ident()], sink.get_native_id(), sink.now(), sink.text("MainThread"))
    sink.after_fork(_forked)
    _wrap_life(threading.Thread)
    _wrap_join(threading.Thread)
    _wrap_condition(threading.Condition)


def _wrap_life(Thread):
    bootstrap = Thread._bootstrap_inner

    def _bootstrap_inner(self):
        target = getattr(self, "_target", None)
        module = getattr(target, "__module__", "") or type(self).__module__
        number = _register(_name_of(self, target), LIBRARY if module.startswith(_SERVANTS) else 0)
        try:
            bootstrap(self)
        finally:
            name = _name_of(self, target)
            sink.write(THREAD, ENDED, number, sink.get_native_id(), sink.now(), sink.text(name))
            _index.pop(get_ident(), None)

    Thread._bootstrap_inner = _bootstrap_inner


def _name_of(thread, target):
    """Returns a thread's name; one that it got by default has its target's in it, as
    threading gives it since 3.10."""
    name = thread._name
    if name.startswith("Thread-") and name[7:].isdigit() and hasattr(target, "__name__"):
        return "%s (%s)" % (name, target.__name__)
    return name


def _wrap_join(Thread):
    wait_for = Thread.join

    def join(self, timeout=None):
        if not self.is_alive():
            return wait_for(self, timeout)
        begun = wait(JOIN, self._name, sys._getframe(1))
        try:
            return wait_for(self, timeout)
        finally:
            end(begun)

    join.__doc__ = wait_for.__doc__
    Thread.join = join


def _wrap_condition(Condition):
    block = Condition.wait

    def wait_(self, timeout=None):
        caller = sys._getframe(1)
        reason, detail = CONDITION, ""
        file, name = caller.f_code.co_filename, caller.f_code.co_name
        if file.endswith("queue.py"):
            reason, detail = QUEUE, name
        elif file.endswith("threading.py"):
            detail = type(caller.f_locals.get("self", self)).__name__
        begun = wait(reason, detail, caller)
        try:
            return block(self, timeout)
        finally:
            end(begun)

    wait_.__name__, wait_.__qualname__, wait_.__doc__ = "wait", block.__qualname__, block.__doc__
    Condition.wait = wait_
