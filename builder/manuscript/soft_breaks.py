"""A line break in the source between two full-width characters leaves no space in the book.

The rule is that of CSS Text 4, "Segment Break Transformation": joined when both sides are wide and neither is Hangul; a
mark of ambiguous width (“ ” ‘ ’ … —) goes with what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from builder.manuscript.characters import is_ambiguous, is_wide

_MARKS = 8
"""How many ambiguous marks in a row are looked through: `——”` and the like; more are no prose."""


def joins(before: str, after: str) -> bool:
    """Return whether a line ending in `before` and the next one, starting with `after`, are set without a space."""
    if not before or not after:
        return False
    first, second = _width(reversed(before)), _width(after)
    if first is None or second is None:
        return bool(first or second)
    return first and second


def _width(characters: Iterable[str]) -> bool | None:
    """Return whether the edge of a line, walked away from the break, is full-width; None when its neighbour decides.

    Marks of ambiguous width go with the wide character they lean on; beside a space they belong to another script, and
    at a letter (`”` of `“hello”`) or alone they follow what stands across the break.
    """
    for place, character in enumerate(characters):
        if is_ambiguous(character):
            continue
        if is_wide(character):
            return True
        return None if place and not character.isspace() else False
    return None


def soft_break_plugin(md: MarkdownIt) -> None:
    """Take soft breaks between full-width characters out of every paragraph, through emphasis, links and note marks."""
    md.core.ruler.push("soft_break", _drop_soft_breaks)


def _drop_soft_breaks(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = without_soft_breaks(token.children)


def without_soft_breaks(tokens: list[Token]) -> list[Token]:
    """Return a run of inline tokens without the soft breaks that leave no space."""
    if not any(token.type == "softbreak" for token in tokens):
        return tokens
    texts = [_visible(token) for token in tokens]
    return [
        token for place, token in enumerate(tokens)
        if not (token.type == "softbreak" and joins(_text_before(texts, place), _text_after(texts, place)))
    ]


def _visible(token: Token) -> str | None:
    """Return the text a token sets, empty where it sets none, or None where it ends a run of text."""
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    if token.type == "html_inline":
        return None if token.content[:3].lower() in ("<br", "<im") else ""
    # A soft break is looked through: whether one goes must not hang on whether another has gone.
    return None if token.type in ("image", "hardbreak") else ""


def _text_before(texts: Sequence[str | None], place: int) -> str:
    found = ""
    for text in reversed(texts[:place] if place < 64 else texts[place - 64:place]):
        if text is None or len(found) > _MARKS:
            break
        found = text[-_MARKS - 1:] + found
    return found


def _text_after(texts: Sequence[str | None], place: int) -> str:
    found = ""
    for text in texts[place + 1:place + 65]:
        if text is None or len(found) > _MARKS:
            break
        found += text[:_MARKS + 1]
    return found
