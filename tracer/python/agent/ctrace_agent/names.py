"""How calls are written: "task(1, 2)", as the course does."""

_PLAIN = (int, float, bool, type(None))
_LONGEST = 40  # characters of one argument


def argument(value):
    """Returns a value as source code would, "…" for one whose repr is the program's."""
    kind = type(value)
    if kind in _PLAIN:
        text = repr(value)
    elif kind is str:
        text = repr(value[:_LONGEST])
    else:
        return "…"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def call_of(name, args):
    """Returns a call: the name of a function and its arguments."""
    return "%s(%s)" % (name, ", ".join(map(argument, args)))


def coroutine(coro):
    """Returns the call that made a coroutine which has not begun."""
    name = getattr(coro, "__qualname__", type(coro).__name__).rpartition("<locals>.")[2]
    frame = getattr(coro, "cr_frame", None)
    if frame is None:
        return name
    code = frame.f_code
    names = code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]
    values = frame.f_locals
    return call_of(name, [values[n] for n in names if n in values and n not in ("self", "cls")])
