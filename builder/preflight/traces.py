"""Traces of the machine a book was made on: paths of somebody's home, addresses of files on a disk."""

from __future__ import annotations

import re

HOME = re.compile(
    r"""file:/{1,3}\S{0,80}|(?<![\w/.])/(?:home|Users)/[\w.-]+/[^\s"'<>)]{0,80}|(?<![\w/.])/root/[^\s"'<>)]{0,80}"""
    r"""|\b[A-Za-z]:\\Users\\[^\s"'<>)]{1,80}""")
"""What names a place on one machine; looked for in attributes, styles and metadata, never in the text of a book."""


def trace(text: str) -> str:
    """Return the first trace of a machine in a text, or empty."""
    found = HOME.search(text)
    return found[0] if found else ""
