"""Curly quotation marks: one code point for two shapes. In a run of ideographs they are full-width, in Latin words they are not
(CLREQ 3.1.4; GB/T 15834-2011, 5.1.2), and a Chinese face draws all of them full-width."""

from __future__ import annotations

from lxml import etree

from builder.typography.characters import is_han, is_wide
from builder.typography.trees import element, name_of, named, plain_text, split_text

QUOTES = frozenset("“”‘’")
_CLOSE = {"“": "”", "‘": "’"}

_BLOCKS = ("p", "li", "dd", "dt", "td", "th", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "summary")
_SLANTED = {"em", "i", "cite", "dfn", "var"}
_CODE = {"code", "pre", "kbd", "samp"}


def latin_quotes(text: str) -> frozenset[int]:
    """Return the offsets of the quotation marks and apostrophes of a paragraph that belong to Latin words.

    A pair belongs to what it encloses and what stands against it: any ideograph there makes it full-width. A single ’ is an
    apostrophe when a Latin letter stands before it.
    """
    latin: set[int] = set()
    opened: list[int] = []
    for offset, character in enumerate(text):
        if character in _CLOSE:
            opened.append(offset)
        elif character == "’" and _is_latin(text[offset - 1 : offset]) and (
            _is_latin(text[offset + 1 : offset + 2]) or not any(text[o] == "‘" for o in opened)
        ):
            latin.add(offset)
        elif character in QUOTES:
            pair = next((o for o in reversed(opened) if _CLOSE[text[o]] == character), None)
            if pair is None:
                if _is_latin(text[offset - 1 : offset]) and not _is_east(text[offset + 1 : offset + 2]):
                    latin.add(offset)
                continue
            opened.remove(pair)
            around = text[max(pair - 1, 0) : offset + 2]
            if any(map(_is_latin, text[pair + 1 : offset])) and not any(map(_is_east, around)):
                latin |= {pair, offset}
    for offset in opened:
        if _is_latin(text[offset + 1 : offset + 2]) and not _is_east(text[max(offset - 1, 0) : offset]):
            latin.add(offset)
    return frozenset(latin)


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_wide(character)


def _is_east(character: str) -> bool:
    return bool(character) and character not in QUOTES and (is_han(character) or is_wide(character))


def shape_quotes(root: etree._Element) -> None:
    """Wrap quotation marks that the face would draw in the wrong shape: `<span class="latin-mark">` for those of Latin words,
    and in slanted text, which is set in a Latin face, `<span class="han-mark">` for those of ideographs.
    """
    for block in named(root, *_BLOCKS):
        if any(name_of(child) in {*_BLOCKS, "div", "blockquote"} for child in block.iterdescendants()):
            continue
        text = plain_text(block)
        if QUOTES & set(text):
            _Shaper(latin_quotes(text)).shape(block)


class _Shaper:
    """Walks one paragraph's stretches of text in order, with the offset in the whole kept."""

    def __init__(self, latin: frozenset[int]) -> None:
        self._latin = latin
        self._at = 0

    def shape(self, block: etree._Element) -> None:
        split_text(block, self._stretch)

    def _stretch(self, text: str, inside: frozenset[str]) -> list[str | etree._Element]:
        parts: list[str | etree._Element] = []
        for character in text:
            wrapped = character in QUOTES and not inside & _CODE and self._wrapped(inside)
            parts.append(element("span", character, class_=wrapped) if wrapped else character)
            self._at += 1
        return parts

    def _wrapped(self, inside: frozenset[str]) -> str:
        if self._at in self._latin:
            return "" if inside & _SLANTED else "latin-mark"
        return "han-mark" if inside & _SLANTED else ""
