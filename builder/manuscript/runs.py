"""The passages of a post's or a chapter's tree: what is read in one go, through links, emphasis and the like.

Each is a row of runs, so that a word that is parted by a tag can be looked at whole and changed where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from builder.manuscript.tree import READINGS
from builder.manuscript.vocabulary import FLOW

_CODE = frozenset({"code", "pre", "kbd", "samp"})
_CHINESE = frozenset({"zh", "cmn", "yue", "lzh", "wuu", "hak", "nan", "gan", "hsn"})
"""Languages written in ideographs that are simplified or traditional (ISO 639-3, macrolanguage zho, and literary Chinese)."""
_TRADITIONAL_REGIONS = frozenset({"TW", "HK", "MO"})


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text between two tags."""

    element: etree._Element | None
    """None for a line's end, which is no text of the tree."""
    place: str
    """`text` or `tail` of the element."""
    text: str
    is_open: bool
    """Whether it may be changed: no code, formula or address, and in the language of the book."""
    inside: frozenset[str]
    """Names of the elements around it."""

    def put(self, text: str) -> None:
        """Let another text take its place."""
        if self.element is not None:
            setattr(self.element, self.place, text)


def script_of(language: str) -> str:
    """Return `Hans` or `Hant` for Chinese in that script, an empty text where a tag (BCP 47) does not say which; of another
    language `-`.
    """
    parts = language.replace("_", "-").split("-")
    if parts[0].lower() not in _CHINESE:
        return "-"
    named = {part.title() for part in parts[1:] if len(part) == 4}
    if named & {"Hans", "Hant"}:
        return "Hant" if "Hant" in named else "Hans"
    regions = {part.upper() for part in parts[1:] if len(part) == 2}
    return "" if not regions else "Hant" if regions & _TRADITIONAL_REGIONS else "Hans"


def passages(root: etree._Element, script: str) -> list[list[Run]]:
    """Return the passages below an element, in the order in which they end.

    Readings of ruby and the numbers of notes are in none; blocks, pictures and cells part passages.

    Args:
        root: Its tree has no namespaces.
        script: The book's own, `Hans` or `Hant`: a passage whose `lang` says another is not open.
    """
    walk = _Walk(lambda language: script_of(language) in ("", script))
    walk.visit(root, frozenset(), is_open=True)
    walk.close()
    return walk.found


@dataclass(slots=True)
class _Walk:
    is_ours: Callable[[str], bool]
    found: list[list[Run]] = field(default_factory=list)
    current: list[Run] = field(default_factory=list)

    def close(self) -> None:
        if self.current:
            self.found.append(self.current)
        self.current = []

    def visit(self, element: etree._Element, around: frozenset[str], *, is_open: bool) -> None:
        tag = str(element.tag)
        inside = around | {tag}
        if tag == "br":
            self.current.append(Run(None, "", "\n", False, inside))
            return
        parts = tag in FLOW or tag in ("img", "body", "note")
        if parts:
            self.close()
        language = element.get("lang")
        if language is not None:
            is_open = self.is_ours(language)
        is_closed = not is_open or tag in _CODE or tag == "math" or _is_address(element)
        self._take(element, "text", inside, is_open=not is_closed)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in READINGS and child.get("class") != "noteref":
                self.visit(child, inside, is_open=not is_closed)
            self._take(child, "tail", inside, is_open=not is_closed)
        if parts:
            self.close()

    def _take(self, element: etree._Element, place: str, inside: frozenset[str], *, is_open: bool) -> None:
        text = getattr(element, place)
        if text:
            self.current.append(Run(element, place, text, is_open, inside))


def _is_address(element: etree._Element) -> bool:
    """Return whether a link shows nothing but where it leads."""
    href = element.get("href") if element.tag == "a" else None
    if not href:
        return False
    shown, target = "".join(map(str, element.itertext())).strip(), unquote(href)
    return bool(shown) and unquote(shown) in (target, target.partition("://")[2], target.removeprefix("mailto:"))


def line_of(passage: Sequence[Run]) -> int:
    """Return the line of the post that a passage's block begins on; 1 where no element around it says."""
    for run in passage:
        for element in _upwards(run.element):
            if element.get("data-line"):
                return int(element.get("data-line", "1"))
    return 1


def _upwards(element: etree._Element | None) -> Iterator[etree._Element]:
    while element is not None:
        yield element
        element = element.getparent()
