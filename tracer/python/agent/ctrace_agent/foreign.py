"""Libraries that do what the agent watches in ways that it cannot see."""

from ctrace_agent import sink

WARNING = 8


def wrap(module):
    sink.write(WARNING, 0, 0, 0, sink.now(), sink.text(module.__name__))
