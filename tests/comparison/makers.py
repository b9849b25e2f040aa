"""The makers that can be asked, and what each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .jobs import Job
from .ours import postpress


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A program that turns a job into a PDF."""

    make: Callable[[Job, Path], Path]
    """Takes a job and an empty folder, returns the PDF in it."""
    missing: Callable[[], str] = _always
    """Returns what has to be installed first; nothing when it is there."""


MAKERS = {
    "postpress": Maker(postpress),
}
"""By the name the table gives them."""
