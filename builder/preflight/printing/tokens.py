"""Tokens: the bytes of a content stream come in, operators with their operands leave (ISO 32000-1, 7.8.2).

A string, or an array with strings, is told only as empty or not: what a rule needs, at a speed that lets a whole book be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPERANDS_MOST = 64
"""No operator takes more; a hostile stream may give millions."""

Operand = float | str | bool | tuple[float, ...]
"""A number; a name without its slash; whether a string or an array of strings holds anything; the numbers of an array."""

_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:"
    rb"(?P<number>[+-]*+(?:\d++\.?+\d*+|\.\d++))"
    rb"|/(?P<name>[^\0\t\n\f\r \[\]()<>{}/%]*+)"
    rb"|(?P<word>[A-Za-z'\"*][A-Za-z0-9'\"*]*+)"
    rb"|(?P<numbers>\[[0-9\0\t\n\f\r .+-]*+\])"
    rb"|(?P<shown>\[(?:[^\[\]()%]++|\((?:[^()\\]++|\\[\s\S])*+\))*+\])"
    rb"|(?P<string>\((?:[^()\\]++|\\[\s\S])*+\))"
    rb"|(?P<hex><(?!<)[^<>]*+>)"
    rb"|(?P<open>\()"
    rb"|(?P<other><<|>>|[\s\S]))")
_IN_STRING = re.compile(rb"\\[\s\S]|[()]")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def operators(data: bytes) -> Iterator[tuple[str, list[Operand]]]:
    """Yield each operator with its operands. An inline image is one operator `BI`, its operands keys and values in turn."""
    operands: list[Operand] = []
    at, end, match = 0, len(data), _TOKEN.match
    while at < end:
        token = match(data, at)
        if token is None:
            return
        at = token.end()
        kind = token.lastgroup
        if kind == "number":
            operands.append(number(token[kind]))
        elif kind == "word":
            word = token[kind].decode("ascii")
            if word == "BI":
                operands = []
                continue
            if word == "ID":
                ending = _END_OF_IMAGE.search(data, at)
                at, word = ending.end() if ending else end, "BI"
            if word in {"true", "false", "null"}:
                operands.append(word == "true")
                continue
            yield word, operands
            operands = []
        elif kind == "open":
            at, value = _past_string(data, at)
            operands.append(value)
        else:
            operands += _value(kind, token[kind] if kind else b"")
        if len(operands) > OPERANDS_MOST:
            del operands[:-OPERANDS_MOST]


def _value(kind: str | None, token: bytes) -> list[Operand]:
    match kind:
        case "name":
            return [name(token)]
        case "shown":
            return [b"(" in token.replace(b"()", b"") or b"<" in token.replace(b"<>", b"")]
        case "hex" | "string":
            return [len(token) > len(b"<>")]
        case "numbers":
            return [tuple(number(found) for found in _NUMBER.findall(token)[:OPERANDS_MOST])]
        case _:
            return []


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


def _past_string(data: bytes, at: int) -> tuple[int, bool]:
    """Return the place behind a literal string whose opening parenthesis was read, and whether it holds anything."""
    start, depth = at, 1
    for found in _IN_STRING.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end(), found.start() > start
    return len(data), True
