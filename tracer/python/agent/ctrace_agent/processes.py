"""Processes of multiprocessing: their names."""

import sys

from ctrace_agent import sink, threads

PROCESS = 7


def wrap(process):
    bootstrap = process.BaseProcess._bootstrap
    join_ = process.BaseProcess.join

    def _bootstrap(self, *args, **kwargs):
        sink.write(PROCESS, 0, threads.current(), 0, sink.now(), sink.text(self._name))
        return bootstrap(self, *args, **kwargs)

    def join(self, timeout=None):
        begun = threads.wait("child", self._name, sys._getframe(1))
        try:
            return join_(self, timeout)
        finally:
            threads.end(begun)

    join.__doc__ = join_.__doc__
    process.BaseProcess._bootstrap = _bootstrap
    process.BaseProcess.join = join

