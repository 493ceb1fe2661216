"""Tasks of asyncio: each step, and what the task awaits between two of them.

A step is one call of Handle._run whose callback belongs to a task. A task is ready
from the call of loop._call_soon that schedules the step.
"""

import itertools
import os

from ctrace_agent import names, sink, threads

TASK, STEP = 4, 3
FINISHED, DONE, RAISED, CANCELLED = 1, 2, 4, 8

_numbers = itertools.count(1)
_tasks = {}  # the number of each task that is alive, by its id
_ready = {}  # since when a task is ready, by its id
_running = {}  # the number of the task that runs on each thread
_awaits = {}  # the text of each place and object that was awaited
_MOST_AWAITS = 1 << 14
_READY_UNIT = 64  # ns

_library = ""  # asyncio's folder


def wrap(asyncio):
    global _library
    from asyncio import base_events, events
    _library = os.path.dirname(asyncio.__file__) + os.sep
    Task = asyncio.Task
    _wrap_create(base_events.BaseEventLoop, Task)
    _wrap_soon(base_events.BaseEventLoop, Task)
    _wrap_run(events.Handle, Task)
    sink.after_fork(_forked)


def _forked():
    for table in (_tasks, _ready, _running):
        table.clear()


def _register(task):
    number = next(_numbers)
    _tasks[id(task)] = number
    name = task.get_name() if hasattr(task, "get_name") else ""
    coro = task.get_coro() if hasattr(task, "get_coro") else getattr(task, "_coro", None)
    if not name or name.startswith("Task-"):
        name = names.coroutine(coro)
    thread = threads.current()
    flags = threads.LIBRARY if _of_library(coro) else 0
    sink.write(TASK, flags, thread, number, sink.now(), sink.text(name), _running.get(thread, 0))
    return number


def _of_library(coro):
    code = getattr(coro, "cr_code", None)
    return code is not None and code.co_filename.startswith(_library)


def _wrap_create(Loop, Task):
    create = Loop.create_task

    def create_task(self, *args, **kwargs):
        task = create(self, *args, **kwargs)
        if isinstance(task, Task) and id(task) not in _tasks:
            _register(task)
        return task

    create_task.__doc__ = create.__doc__
    Loop.create_task = create_task


def _wrap_soon(Loop, Task):
    soon = Loop._call_soon

    def _call_soon(self, callback, args, context):
        task = getattr(callback, "__self__", None)
        if isinstance(task, Task):
            _ready[id(task)] = sink.now()
        return soon(self, callback, args, context)

    Loop._call_soon = _call_soon


def _wrap_run(Handle, Task):
    run = Handle._run

    def _run(self):
        task = getattr(self._callback, "__self__", None)
        if not isinstance(task, Task):
            return run(self)
        thread = threads.current()
        number = _tasks.get(id(task)) or _register(task)
        outer = _running.get(thread, 0)
        _running[thread] = number
        ready = _ready.pop(id(task), None)
        at = sink.now()
        delay = min((at - ready) // _READY_UNIT, 0xFFFFFFFF) if ready else 0
        place = sink.write(STEP, 0, thread, number, at, 0, delay)
        try:
            return run(self)
        finally:
            until = sink.now()
            _running[thread] = outer
            flags, text = FINISHED, 0
            if task.done():
                flags |= DONE
                if task.cancelled():
                    flags |= CANCELLED
                elif getattr(task, "_exception", None) is not None:
                    flags |= RAISED
                    text = sink.text(type(task._exception).__name__)
                _tasks.pop(id(task), None)
                _ready.pop(id(task), None)
            else:
                text = _awaited(task)
            sink.update(place, STEP, flags, thread, number, at, text, delay, until)
        return None

    Handle._run = _run


def _awaited(task):
    """Returns the text for what a task awaits and where."""
    coro = task.get_coro()
    key, frames = [], []
    while coro is not None:
        frame = getattr(coro, "cr_frame", None) or getattr(coro, "gi_frame", None) or getattr(coro, "ag_frame", None)
        if frame is None:
            break
        frames.append(frame)
        key.append(frame.f_code)
        key.append(frame.f_lineno)
        coro = getattr(coro, "cr_await", None) or getattr(coro, "gi_yieldfrom", None) or getattr(coro, "ag_await", None)
    future = getattr(task, "_fut_waiter", None)
    reason, detail = _reason(frames, future)
    key.append(reason)
    key.append(detail)
    key = tuple(key)
    text = _awaits.get(key)
    if text is None:
        parts = [reason, detail]
        for frame in reversed(frames):
            code = frame.f_code
            if not code.co_filename.startswith(_library):
                parts += [code.co_name, code.co_filename, str(frame.f_lineno)]
        text = sink.text("\t".join(part.replace("\t", " ").replace("\n", " ") for part in parts))
        if len(_awaits) < _MOST_AWAITS:
            _awaits[key] = text
    return text


# What a coroutine of asyncio waits for, by its file and its function.
_REASONS = {
    ("tasks.py", "sleep"): "sleep",
    ("locks.py", "acquire"): "lock",
    ("locks.py", "wait"): "condition",
    ("queues.py", "get"): "queue",
    ("queues.py", "put"): "queue",
    ("queues.py", "join"): "queue",
    ("threads.py", "to_thread"): "await",
    ("base_subprocess.py", "_wait"): "child",
    ("streams.py", "drain"): "network",
    ("streams.py", "_wait_for_data"): "network",
}
_NETWORK = ("selector_events.py", "base_events.py", "sslproto.py", "streams.py")


def _reason(frames, future):
    """Returns the reason for which a task waits, and for what exactly."""
    if future is None:
        return "other", "yield"  # It goes on in the next round of the loop.
    for frame in reversed(frames):
        code = frame.f_code
        if not code.co_filename.startswith(_library):
            break
        file = code.co_filename[len(_library):]
        reason = _REASONS.get((file, code.co_name))
        if reason is None and file in _NETWORK and code.co_name.startswith(("sock_", "create_", "getaddrinfo", "start_", "_sock")):
            reason = "network"
        if reason is not None:
            return reason, _detail(reason, frame)
    number = _tasks.get(id(future))
    if number is not None:
        return "await", names_of(future)
    if type(future).__name__ == "_GatheringFuture":
        return "await", "gather of %d" % len(getattr(future, "_children", ()))
    return "await", type(future).__name__


def names_of(task):
    """Returns the name of a task, as it was recorded."""
    name = task.get_name()
    return task.get_coro().__qualname__ if name.startswith("Task-") else name


def _detail(reason, frame):
    if reason == "sleep":
        delay = frame.f_locals.get("delay")
        return "%g s" % delay if type(delay) in (int, float) else ""
    if reason in ("lock", "condition", "queue"):
        return "%s.%s" % (type(frame.f_locals.get("self")).__name__, frame.f_code.co_name)
    return frame.f_code.co_name
