"""What ctrace knows of a Python process from inside: threads, tasks, items of pools.

Every observation is a record of 32 bytes in a file that is mapped into memory, so
that nothing is lost when the process is killed. The program's own objects are not
changed: a few functions of the standard library are wrapped, once their module is
imported by the program. The agent never prints, never raises, and imports nothing
that the interpreter has not imported at start-up anyway, but mmap and struct.
"""

from ctrace_agent import hook, sink


def start(folder):
    """Starts to record this process, and those that it forks, into a folder."""
    if not sink.open_in(folder):
        return
    hook.when_imported("threading", "ctrace_agent.threads")
    hook.when_imported("asyncio", "ctrace_agent.tasks")
    hook.when_imported("multiprocessing.process", "ctrace_agent.processes")
    hook.when_imported("multiprocessing.pool", "ctrace_agent.pools")
    hook.when_imported("multiprocessing.queues", "ctrace_agent.queues")
    hook.when_imported("multiprocessing.connection", "ctrace_agent.connections")
    hook.when_imported("uvloop", "ctrace_agent.foreign")
    hook.install()
