"""The file of records.

The file is a sequence of segments. A segment begins with a header of 64 bytes
(HEADER), which says how many bytes it has, and goes on with records of 32 bytes
(RECORD and TEXT). A record that is all zero was not written. Segments are mapped
as they are needed and never unmapped, so that writing is one store into memory.
The numbers are little-endian; times are CLOCK_MONOTONIC in ns. The meaning of the
fields is documented where package python of ctrace reads them.
"""

import _thread
import itertools
import mmap
import os
import sys
import time
from struct import Struct

MAGIC = b"ctracepy"
VERSION = 1
HEADER = Struct("<8sIIQIIQQQ8x")  # magic, version, pid, size, hexversion, flags, time, lost, first record
RECORD = Struct("<BBHIQIIQ")  # kind, flags, thread, id, time, text, number, time
TEXT = Struct("<BBHI24s")  # kind, length, chunk, id, bytes
LOST_AT = 40  # where the header counts lost records

FREE_THREADED = 1  # a flag of the header

FIRST_SEGMENT = 64 << 10
LARGEST_SEGMENT = 16 << 20
MOST_BYTES = 160 << 20  # of all segments: five million records
MOST_TEXTS = 1 << 16
LONGEST_TEXT = 2000  # bytes

now = time.monotonic_ns
get_native_id = _thread.get_native_id


class _Segment:
    __slots__ = ("first", "end", "map")

    def __init__(self, first, size, memory):
        self.first = first
        self.end = first + (size - HEADER.size) // RECORD.size
        self.map = memory


_path = None
_owner = 0  # the process that the file belongs to
_segments = []
_counter = itertools.count()
_texts = {}
_next_size = FIRST_SEGMENT
_bytes = 0
_growing = None  # a lock of _thread
_after_fork = []


def open_in(folder):
    """Opens the file of this process in a folder. Without it nothing is recorded."""
    if not _open(folder):
        return False
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _reopen(folder))
    return True


def after_fork(function):
    """Has a function called in each forked child, once it has a file of its own."""
    _after_fork.append(function)


def _open(folder):
    global _path, _owner, _segments, _counter, _texts, _next_size, _bytes, _growing
    _growing = _thread.allocate_lock()
    _owner = os.getpid()
    _path = os.path.join(folder, "%d.python" % _owner)
    _segments, _counter, _texts = [], itertools.count(), {}
    _next_size, _bytes = FIRST_SEGMENT, 0
    return _grow(0) is not None


def _reopen(folder):
    if _open(folder):
        for function in _after_fork:
            function()


def _grow(index):
    """Maps further segments until one holds the record with an index."""
    global _next_size, _bytes
    with _growing:
        while not _segments or index >= _segments[-1].end:
            size = _next_size
            if _bytes + size > MOST_BYTES:
                return None
            try:
                memory = _map(size)
            except Exception:
                _bytes = MOST_BYTES  # The disk is full: what follows is counted as lost.
                return None
            flags = 0 if getattr(sys, "_is_gil_enabled", lambda: True)() else FREE_THREADED
            first = _segments[-1].end if _segments else 0
            HEADER.pack_into(memory, 0, MAGIC, VERSION, _owner, size, sys.hexversion, flags, now(), 0, first)
            _segments.append(_Segment(first, size, memory))
            _bytes += size
            _next_size = min(size * 2, LARGEST_SEGMENT)
        return _segments[-1]


def _map(size):
    """Maps size new bytes at the end of the file. They are allocated on the disk
    first: writing to memory that the disk has no room for would kill the process."""
    fd = os.open(_path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        end = os.fstat(fd).st_size
        start = -(-end // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(fd, start, size)
        else:
            os.ftruncate(fd, start + size)
        return mmap.mmap(fd, size, offset=start)
    finally:
        os.close(fd)


def _slot():
    """Returns the memory and the offset of the next record, None if it is lost."""
    index = next(_counter)
    segment = _segments[-1]
    if index >= segment.end:
        if _grow(index) is None:
            first = _segments[0].map
            lost = int.from_bytes(first[LOST_AT:LOST_AT + 8], "little") + 1
            first[LOST_AT:LOST_AT + 8] = lost.to_bytes(8, "little")
            return None
    for segment in reversed(_segments):
        if index >= segment.first:
            return segment.map, HEADER.size + (index - segment.first) * RECORD.size
    return None


def write(kind, flags, thread, number, at, text=0, extra=0, until=0):
    """Writes a record and returns its place, for update."""
    place = _slot()
    if place is not None:
        RECORD.pack_into(place[0], place[1], kind, flags, thread, number & 0xFFFFFFFF, at, text, extra & 0xFFFFFFFF, until)
    return place


def update(place, *fields):
    """Writes a record again, with other fields, where it is."""
    if place is not None:
        RECORD.pack_into(place[0], place[1], *fields)


def text(string):
    """Returns the id of a text, 0 if there are too many."""
    known = _texts.get(string)
    if known is not None:
        return known
    if len(_texts) >= MOST_TEXTS:
        return 0
    number = _texts.setdefault(string, len(_texts) + 1)
    data = string.encode("utf-8", "replace")[:LONGEST_TEXT]
    for chunk in range(0, len(data) or 1, 24):
        piece = data[chunk:chunk + 24]
        place = _slot()
        if place is not None:
            TEXT.pack_into(place[0], place[1], 1, len(piece), chunk // 24, number, piece)
    return number
