"""Captions of tables, and the numbers of figures and tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from builder.manuscript.tree import plain

_SIGN = re.compile(r"\s*(?:表|表格|Table|표)[ \t]*[:：][ \t]*", re.IGNORECASE)
"""What makes a paragraph beside a table its caption; pandoc knows the English word."""

_OWN_NUMBER = re.compile(r"(?:图|圖|図|表|Fig(?:ure|\.)?|Table|그림|표)[ \t]*[0-9０-９A-Z一二三四五六七八九十]", re.IGNORECASE)
"""The start of a caption that its author has numbered."""


def caption_tables(body: etree._Element) -> None:
    """Make a paragraph `表：题目` or `Table: words` right above or below a table its caption, without the sign.

    Between two tables it belongs to the lower one: a table's caption stands over it (GB/T 7713.1).
    """
    for table in list(body.iter("table")):
        if table.find("caption") is not None or (table.tail or "").strip():
            continue
        above, below = table.getprevious(), table.getnext()
        if _is_caption(above):
            _take_in(table, above)
        elif _is_caption(below) and not _captions_the_next(below):
            _take_in(table, below)


def _is_caption(element: etree._Element | None) -> bool:
    if element is None or element.tag != "p" or (element.tail or "").strip():
        return False
    sign = _SIGN.match(element.text or "")
    return sign is not None and bool((element.text or "")[sign.end():].strip() or len(element))


def _captions_the_next(paragraph: etree._Element | None) -> bool:
    after = paragraph.getnext() if paragraph is not None else None
    return after is not None and after.tag == "table" and after.find("caption") is None


def _take_in(table: etree._Element, paragraph: etree._Element | None) -> None:
    if paragraph is None:
        return
    parent = paragraph.getparent()
    if parent is not None:
        paragraph.tail = None
        parent.remove(paragraph)
    paragraph.tag = "caption"
    paragraph.text = _SIGN.sub("", paragraph.text or "", count=1)
    table.insert(0, paragraph)


class Numbering:
    """Counts a book's figures and tables that have captions: in a chapter with a label by its number, elsewhere all through the
    book.

    Chapters are numbered as their labels say; where these say no number, or one twice, by their order among the labelled ones.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        """Take the labels of all chapters, in order; empty for a chapter without one."""
        said = [number_in(label) for label in labels if label]
        is_sound = all(said) and len(set(said)) == len(said)
        numbers = iter(said if is_sound else [str(place) for place in range(1, len(said) + 1)])
        self._numbers = [next(numbers) if label else "" for label in labels]
        self._plain: Counter[str] = Counter()

    def number(self, body: etree._Element, chapter: int) -> None:
        """Give the figures and tables of a chapter, counted from 0, their numbers in `data-count`: `1-2`, or `2`.

        One without a caption is an ornament of the text and takes none, nor does one whose caption has a number of its own.
        """
        prefix = self._numbers[chapter]
        counts = Counter[str]() if prefix else self._plain
        for element in body.iter("figure", "table"):
            tag = str(element.tag)
            caption = element.find("figcaption" if tag == "figure" else "caption")
            words = plain([caption]) if caption is not None else ""
            if words and not _OWN_NUMBER.match(words):
                counts[tag] += 1
                element.set("data-count", f"{prefix}-{counts[tag]}" if prefix else str(counts[tag]))


# ---- the number a label says

_FIGURES = ("零〇", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGITS = {character: value for value, same in enumerate(_FIGURES) for character in same}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "千": 1000}
_CHINESE = re.compile(f"[{''.join((*_DIGITS, *_TENS))}]+")
_ENGLISH = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
_APPENDIX = re.compile("附|付|부|App", re.IGNORECASE)
"""Its letters are letters: Appendix C is not the hundredth."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def number_in(label: str) -> str:
    """Return the number a chapter's label says, in Arabic figures: `时代一` is 1, `Part IV` 4, `附录B` B; or an empty text."""
    text = unicodedata.normalize("NFKC", label)
    if digits := re.search(r"[0-9]+", text):
        return str(int(digits[0]))
    last = text.split()[-1] if text.split() else ""
    if last.casefold() in _ENGLISH:
        return str(_ENGLISH.index(last.casefold()) + 1)
    if re.fullmatch(r"[IVX]|[IVXLC]{2,}", last) and not _APPENDIX.match(text):
        return str(_roman(last))
    if letter := re.search(r"(?<![A-Za-z])[A-Z]$|[甲乙丙丁戊己庚辛壬癸]$", text):
        return letter[0]
    found = _CHINESE.findall(text)
    return str(_chinese(found[-1])) if found else ""


def _chinese(numeral: str) -> int:
    """Return the value of `二十三`, `一百零五` or, digit by digit, `一〇五`."""
    if not any(c in _TENS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _TENS[c]
            digit = 0
    return total + digit


def _roman(numeral: str) -> int:
    values = [_ROMAN[c] for c in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
