"""Wraps functions of a module once the program has imported it.

Nothing is imported early for the agent's sake: what a program imports, and when,
stays as it is.
"""

import sys

_wrappers = {}


def when_imported(module, wrapper):
    """Says which module of the agent wraps what is in a module."""
    _wrappers.setdefault(module, []).append(wrapper)


def install():
    """Begins to watch imports, and wraps what is imported already."""
    sys.meta_path.insert(0, _Finder())
    for name in list(_wrappers):
        if name in sys.modules:
            _wrap(name)


def _wrap(name):
    module = sys.modules.get(name)
    for wrapper in _wrappers.pop(name, ()):
        try:
            __import__(wrapper)
            sys.modules[wrapper].wrap(module)
        except Exception:
            pass  # A library of another form than expected is left as it is.


class _Finder:
    """Finds nothing itself: it asks the other finders and wraps their loaders."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in _wrappers:
            return None
        for finder in sys.meta_path:
            if isinstance(finder, _Finder) or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    _intercept(spec.loader, name)
                return spec
        return None


def _intercept(loader, name):
    run = loader.exec_module

    def exec_module(module):
        try:
            run(module)
        finally:
            try:
                del loader.exec_module
            except AttributeError:
                pass
        _wrap(name)

    loader.exec_module = exec_module
