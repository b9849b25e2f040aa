"""Atoms: what content streams are written in - numbers, names, strings - as bytes comes in, their values leave."""

from __future__ import annotations

import re

Operand = float | str | bool | tuple[float | str | bool, ...]
"""A number; a name without its slash; whether a string or an array of strings holds anything; what an array holds."""

_IN_STRING = re.compile(rb"\\[\s\S]|[()]")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def number(token: bytes) -> float:
    """Return a number as readers read it: of several signs the first counts."""
    try:
        return float(token)
    except ValueError:
        return (-1.0 if token[:1] == b"-" else 1.0) * float(token.lstrip(b"+-")[:64])


def name(token: bytes) -> str:
    """Return a name with its `#20` resolved (ISO 32000-1, 7.3.5); bytes that are not UTF-8 are kept as Python keeps them."""
    if b"#" in token:
        token = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), token)
    return token.decode("utf-8", "surrogateescape")


def past_string(data: bytes, at: int) -> tuple[int, bool]:
    """Return the place behind a literal string whose opening parenthesis was read, and whether it holds anything."""
    start, depth = at, 1
    for found in _IN_STRING.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end(), found.start() > start
    return len(data), True
