"""Covers as JPEG, in two sizes, each made once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from builder.assets import thumbnail
from builder.catalogue.books import Book
from builder.catalogue.packages import UnreadableError, read_cover

COVER = 1280
"""Pixels of the longer side: what e-readers have."""
SMALL = 400
KEPT_BYTES = 32 << 20
AT_ONCE = 2
"""Decoders that run side by side; each may take 2 GB."""


class Covers:
    """Makes covers when they are asked for and keeps those asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(AT_ONCE)

    def picture(self, book: Book, longest: int) -> bytes:
        """Return a book's cover as a JPEG whose longer side has at most that many pixels; empty when none can be made."""
        if book.cover_file is None:
            return b""
        key = book.key, book.cover_stamp, longest
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._turn:
            made = _made(book, longest)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += len(made)
            while self._size > KEPT_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1])
        return made


def _made(book: Book, longest: int) -> bytes:
    if book.cover_file is None:
        return b""
    try:
        return thumbnail(read_cover(book.cover_file, book.package.cover), longest) or b""
    except UnreadableError:  # the file changed since it was listed, or the cover in it is damaged
        return b""
