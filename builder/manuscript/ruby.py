"""Ruby in Markdown: `{汉字|hàn|zì}` gives every character its reading, `{漢字|かんじ}` one to all of them.

Only ideographs and kana take readings, so that `{a|b}` stays the text it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

from builder.typography.characters import is_han
from builder.typography.code import clusters

_NOTATION = re.compile(r"\{(?P<base>[^{}|\\\s]+)(?P<readings>(?:\|(?:\\.|[^{}|\\\n])*)+)\}")
_READING = re.compile(r"\|((?:\\.|[^|\\])*)")


@dataclass(frozen=True, slots=True)
class Ruby:
    """What stands in a pair of braces."""

    base: tuple[str, ...]
    """Its characters, each with the marks and variation selectors that belong to it."""
    readings: tuple[str, ...]
    """Plain text; one for all of the base, or one for each of its characters, some of them empty."""
    end: int
    """The place behind the closing brace."""

    @property
    def is_even(self) -> bool:
        """Whether there are as many readings as can be shared out, and one at least says something."""
        return len(self.readings) in (1, len(self.base)) and any(self.readings)

    @property
    def counts(self) -> str:
        """How many readings and characters there are, in words."""
        readings = f"{len(self.readings)} readings" if any(self.readings) else "no reading"
        return f"{readings} for {len(self.base)} character{'s' if len(self.base) > 1 else ''}"

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each base with its reading."""
        bases = ("".join(self.base),) if len(self.readings) == 1 else self.base
        return tuple(zip(bases, self.readings, strict=True))


def ruby_at(text: str, place: int, end: int) -> Ruby | None:
    """Return what is written as ruby at a place, whether its readings are even or not; None when it is other text."""
    match = _NOTATION.match(text, place, end)
    if match is None:
        return None
    base = tuple(clusters(match["base"]))
    if not all(is_han(cluster[0]) for cluster in base):
        return None
    return Ruby(base, tuple(unescapeAll(r).strip() for r in _READING.findall(match["readings"])), match.end())


def push_ruby(state: StateInline, ruby: Ruby) -> None:
    """Write the tokens of a ruby: its base as text, so that all who look for text find it, its readings apart.

    A character without a reading stands outside, because an empty reading would be left out and its base join the next.
    """
    for is_read, pairs in groupby(ruby.pairs, key=lambda pair: bool(pair[1])):
        if is_read:
            state.push("ruby_open", "ruby", 1)
        for base, reading in pairs:
            state.push("text", "", 0).content = base
            if is_read:
                state.push("ruby_reading", "rt", 0).content = reading
        if is_read:
            state.push("ruby_close", "ruby", -1)
