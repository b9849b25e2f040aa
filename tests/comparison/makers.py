"""The makers that can be asked, and what each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .jobs import Job
from .ours import plain, postpress
from .typst_maker import typst, typst_missing
from .web import vivliostyle, vivliostyle_missing, weasyprint
from .xelatex_maker import xelatex, xelatex_missing


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A program that turns a job into a PDF."""

    make: Callable[[Job, Path], Path]
    """Takes a job and an empty folder, returns the PDF in it."""
    missing: Callable[[], str] = _always
    """Returns what has to be installed first; nothing when it is there."""
    is_usual: bool = True
    """Whether it is asked when no maker is named."""


MAKERS = {
    "postpress": Maker(postpress),
    "plain": Maker(plain, is_usual=False),
    "weasyprint": Maker(weasyprint),
    "typst": Maker(typst, typst_missing),
    "vivliostyle": Maker(vivliostyle, vivliostyle_missing),
    "xelatex": Maker(xelatex, xelatex_missing),
}
"""By the name the table gives them."""
