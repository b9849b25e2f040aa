"""Work on many pictures at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")


def in_parallel(work: Callable[[_T], _R], items: Sequence[_T], at_once: int) -> list[_R]:
    """Return the results in the order of the items. Threads are daemons, so that an interrupted build ends at once."""
    results: dict[int, _R] = {}
    failures: list[BaseException] = []
    waiting = iter(list(enumerate(items)))
    turn = threading.Lock()

    def labour() -> None:
        while not failures:
            with turn:
                number, item = next(waiting, (None, None))
            if number is None:
                return
            try:
                results[number] = work(item)  # type: ignore[arg-type]  # None only comes with the number None
            except BaseException as error:  # handed over to the thread that waits
                failures.append(error)

    threads = [threading.Thread(target=labour, daemon=True, name="postpress-pictures") for _ in items[:at_once]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(items))]
