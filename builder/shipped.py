"""Where the files are that come with postpress: themes and fonts."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the folder `name` (`themes`, `fonts`): inside the installed package, else at the top of the checkout."""
    installed = _HERE / "_shipped" / name
    return installed if installed.is_dir() else _HERE.parent / name
