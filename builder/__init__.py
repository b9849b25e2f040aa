"""postpress turns Markdown posts into books, in five stages, one direction:

    read    posts, book.toml, pictures, fonts, theme -> Manuscript   the only way in
    edit    Manuscript -> Book                                       chapters, roles, notes; no medium yet
    make    Book -> Edition                                          typeset, bind, preflight: the bytes of one file
    check   a finished file -> findings
    save    Edition -> a file                                        the only way out

`build` does all of it. Same input, same bytes.


The names below are imported when they are first asked for: `postpress explain` need not wait for the layout engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.errors import Diagnostic, Exit, PostpressError, Report, Severity
    from builder.faces import Face
    from builder.model import (
        Asset,
        Book,
        Chapter,
        Contributor,
        Edition,
        Entry,
        Manuscript,
        Matter,
        Metadata,
        Note,
        Page,
        Pages,
        Post,
        Role,
        Section,
        Target,
        Theme,
    )
    from builder.pipeline import Built, Settings, build, check, edit, make, read
    from builder.saving import save

__version__ = "0.1.0"

__all__ = [
    "Asset",
    "Book",
    "Built",
    "Chapter",
    "Contributor",
    "Diagnostic",
    "Edition",
    "Entry",
    "Exit",
    "Face",
    "Manuscript",
    "Matter",
    "Metadata",
    "Note",
    "Page",
    "Pages",
    "Post",
    "PostpressError",
    "Report",
    "Role",
    "Section",
    "Settings",
    "Severity",
    "Target",
    "Theme",
    "build",
    "check",
    "edit",
    "make",
    "read",
    "save",
]

_HOMES = {
    "builder.errors": ("Diagnostic", "Exit", "PostpressError", "Report", "Severity"),
    "builder.pipeline": ("Built", "Settings", "build", "check", "edit", "make", "read"),
    "builder.faces": ("Face",),
    "builder.saving": ("save",),
}
"""Where the names live that are not values of `builder.model`."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), "builder.model")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
