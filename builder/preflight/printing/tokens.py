"""Tokens: the bytes of a content stream come in, operators with their operands leave (ISO 32000-1, 7.8.2).

A string, or an array with strings, is told only as empty or not: what a rule needs, at a speed that lets a whole book be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from builder.preflight.printing.atoms import Operand, name, number, past_string
from builder.preflight.printing.inline import entries, past_data

OPERANDS_MOST = 64
"""No operator takes more; a hostile stream may give millions."""

_COUNTED = 1024
"""Tokens that are counted together."""
_VALUES = frozenset({"true", "false", "null"})

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
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")


def _free(_: int) -> None:
    """Count nothing."""


def operators(data: bytes, spend: Callable[[int], None] = _free) -> Iterator[tuple[str, list[Operand]]]:
    """Yield each operator with its operands. An inline image is one operator `BI`, its operands keys and values in turn.

    `spend` is told how many tokens were read, some thousand at a time.
    """
    operands: list[Operand] = []
    at, end, match, count = 0, len(data), _TOKEN.match, 0
    while at < end:
        token = match(data, at)
        if token is None:
            break
        count += 1
        if count == _COUNTED:
            spend(count)
            count = 0
        at = token.end()
        kind = token.lastgroup
        if kind == "number":
            operands.append(number(token[kind]))
        elif kind == "word":
            word = token[kind].decode("ascii")
            if word in _VALUES:
                operands.append(word == "true")
                continue
            if word == "BI":
                at, operands = entries(data, at, spend)
                at = past_data(data, at, operands, spend)
            yield word, operands
            operands = []
        elif kind == "open":
            at, value = past_string(data, at)
            operands.append(value)
        else:
            operands += _value(kind, token[kind] if kind else b"")
        if len(operands) > OPERANDS_MOST:
            del operands[:-OPERANDS_MOST]
    spend(count)


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
