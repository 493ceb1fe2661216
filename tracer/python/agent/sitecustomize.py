"""Loads ctrace's agent into a Python process, as the module that site imports.

The folder of this file stands first in PYTHONPATH, for child processes to find
it too. It is taken off sys.path again, so that the program finds the modules that
it would find without ctrace, among them a sitecustomize of its own.
"""

import os
import sys


def _load():
    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.environ.get("CTRACE_RECORDING")
    if folder and sys.version_info >= (3, 8):
        try:
            import ctrace_agent
            ctrace_agent.start(folder)
        except Exception:  # Whatever goes wrong here is no matter of the program.
            pass
    sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != here]


def _chain():
    """Imports the sitecustomize that this one hides, if there is one."""
    ours = sys.modules.pop("sitecustomize", None)
    sys.path_importer_cache.pop(os.path.dirname(os.path.abspath(__file__)), None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if ours is not None:
            sys.modules["sitecustomize"] = ours
        missing = getattr(error, "name", str(error).split(" ")[-1])  # Python 2 names it in words only.
        if missing != "sitecustomize":
            raise


_load()
_chain()
