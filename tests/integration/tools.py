"""The programs from outside that finished books are judged with."""

from __future__ import annotations

import shutil

from .node_modules import absent


def require(tool: str) -> str:
    """Return the path of a program; without it the test is skipped, and fails where CI=true is set."""
    found = shutil.which(tool)
    if found is None:
        absent(f"{tool} is not installed; 'make test' installs it")
    return str(found)
