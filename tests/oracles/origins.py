"""Where every glyph of a finished PDF stands, whoever made it, read off the operators of its pages.

Nothing is guessed: an origin is what the text matrix, the shifts inside `TJ` and the spacings put it at, an advance what the
font's own table of widths says. Pages whose lines run from left to right are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pikepdf

from .embedded import EmbeddedFont
from .expected import IGNORABLE
from .glyphs import Matrix, matrix, times

HYPHENS = frozenset("\u00ad\u2010\u2011")
"""How a PDF names the hyphen at a line's end."""

UNSEEN = 3
"""Text rendering mode that paints nothing."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph as it is drawn, lengths in points."""

    text: str
    """What it stands for: of a ligature several characters, of any blank one space."""
    x: float
    """Origin, from the left of the page."""
    y: float
    """Baseline, from the top of the page."""
    advance: float
    """Its width by its font, without what the maker added or took behind it."""
    size: float
    """Type size on the page."""
    font: str
    page: int
    """0-based."""
    ink: tuple[float, float]
    """Where its outline begins and ends, from the left of the page; origin and end of its advance when that is not known."""

    @property
    def right(self) -> float:
        """Where its square ends."""
        return self.x + self.advance


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` keeps and `Q` brings back."""

    here: Matrix
    font: EmbeddedFont | None = None
    size: float = 0.0
    letter: float = 0.0
    word: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


_ONE: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class _Reader:
    """Follows the operators of a page and of the forms it draws."""

    page: int
    top: float
    left: float
    fonts: dict[tuple[int, int], EmbeddedFont]
    found: list[Glyph] = field(default_factory=list)
    meant: list[tuple[str | None, int]] = field(default_factory=list)
    """For each marked content that is open: the text it stands for, if it says so, and how many glyphs came before it."""

    def read(self, content: Any, resources: Any, state: _State) -> None:
        kept: list[_State] = []
        text = line = _ONE
        instructions: Any = pikepdf.parse_content_stream(content)
        for operands, operator in instructions:
            name = str(operator)
            if name == "q":
                kept.append(state)
            elif name == "Q":
                state = kept.pop()
            elif name in {"BT", "Tm", "Td", "TD", "T*"}:
                if name == "TD":
                    state = replace(state, leading=-float(operands[1]))
                line = text = _line_start(name, operands, line, state)
            elif name in {"Tj", "TJ", "'", '"'}:
                if name in {"'", '"'}:
                    line = text = times((1, 0, 0, 1, 0, -state.leading), line)
                text = self._show(operands[0] if name == "TJ" else [operands[-1]], text, state)
            elif name in {"BMC", "BDC", "EMC"}:
                self._mark(name, operands, resources)
            elif name == "Do":
                self._form(resources.XObject[str(operands[0])], resources, state)
            else:
                state = self._changed(name, operands, resources, state)

    def _changed(self, name: str, operands: Sequence[Any], resources: Any, state: _State) -> _State:
        number = float(operands[0]) if name in {"Tz", "Tr", "Tc", "Tw", "TL", "Ts"} else 0.0
        match name:
            case "cm":
                state = replace(state, here=times(matrix(operands), state.here))
            case "Tf":
                state = replace(state, font=self._font(resources.Font[str(operands[0])]), size=float(operands[1]))
            case "Tc":
                state = replace(state, letter=number)
            case "Tw":
                state = replace(state, word=number)
            case "Tz":
                state = replace(state, stretch=number / 100)
            case "TL":
                state = replace(state, leading=number)
            case "Ts":
                state = replace(state, rise=number)
            case "Tr":
                state = replace(state, mode=int(number))
        return state

    def _font(self, entry: Any) -> EmbeddedFont:
        if not entry.is_indirect:
            return EmbeddedFont(entry)
        return self.fonts.setdefault(entry.objgen, EmbeddedFont(entry))

    def _form(self, form: Any, resources: Any, state: _State) -> None:
        if form.get("/Subtype") == "/Form":
            placed = times(matrix(form.get("/Matrix", list(_ONE))), state.here)
            self.read(form, form.get("/Resources", resources), replace(state, here=placed))

    def _show(self, strings: Sequence[Any], text: Matrix, state: _State) -> Matrix:
        """Note the glyphs of one string operator; return the text matrix behind them."""
        if state.font is None:
            return text
        for piece in strings:
            if not isinstance(piece, pikepdf.String):
                text = times((1, 0, 0, 1, -float(piece) / 1000 * state.size * state.stretch, 0), text)
                continue
            for code in state.font.codes(bytes(piece)):
                width = state.font.width(code) * state.size * state.stretch
                if state.mode != UNSEEN:
                    self._note(code, width, text, state)
                spaced = state.letter + (state.word if code == 32 and not state.font.is_composite else 0)
                text = times((1, 0, 0, 1, width + spaced * state.stretch, 0), text)
        return text

    def _note(self, code: int, width: float, text: Matrix, state: _State) -> None:
        assert state.font is not None
        a, b, c, d, x, y = times((1, 0, 0, 1, 0, state.rise), times(text, state.here))
        x, y, along, size = x - self.left, self.top - y, (a * a + b * b) ** 0.5, state.size * (c * c + d * d) ** 0.5
        ink = state.font.ink(code)
        unit = state.size * state.stretch * along
        edges = (x + ink[0] * unit, x + ink[1] * unit) if ink else (x, x + width * along)
        self.found.append(Glyph(state.font.text(code), x, y, width * along, size, state.font.name, self.page, edges))

    def _mark(self, name: str, operands: Sequence[Any], resources: Any) -> None:
        if name != "EMC":
            tags = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
            if isinstance(tags, pikepdf.Name):
                tags = resources.get("/Properties", pikepdf.Dictionary()).get(str(tags), pikepdf.Dictionary())
            meant = tags.get("/ActualText") if isinstance(tags, pikepdf.Dictionary) else None
            self.meant.append((None if meant is None else str(meant), len(self.found)))
        elif self.meant:
            said, start = self.meant.pop()
            if said is not None:
                self.found[start:] = _renamed(self.found[start:], said)


def _line_start(name: str, operands: Sequence[Any], line: Matrix, state: _State) -> Matrix:
    if name == "BT":
        return _ONE
    if name == "Tm":
        return matrix(operands)
    down = (0.0, -state.leading) if name == "T*" else (float(operands[0]), float(operands[1]))
    return times((1, 0, 0, 1, *down), line)


def _renamed(glyphs: list[Glyph], said: str) -> list[Glyph]:
    """Return glyphs with the text that stands for all of them: one character each where the numbers agree, else all at the first."""
    texts = list(said) if len(said) == len(glyphs) else [said] + [""] * (len(glyphs) - 1)
    return [replace(glyph, text=text) for glyph, text in zip(glyphs, texts, strict=False)]


def glyphs_of(path: Path) -> list[Glyph]:
    """Return every glyph of a PDF in the order they are drawn; what has neither ink nor width, and unseen text, is left out."""
    fonts: dict[tuple[int, int], EmbeddedFont] = {}
    with pikepdf.open(path) as pdf:
        return [glyph for number, page in enumerate(pdf.pages) for glyph in _of_page(page, number, fonts)]


def _of_page(page: pikepdf.Page, number: int, fonts: dict[tuple[int, int], EmbeddedFont]) -> Iterator[Glyph]:
    left, _, _, top = (float(n) for n in list(page.mediabox))
    reader = _Reader(number, top, left, fonts)
    reader.read(page, page.resources, _State(_ONE))
    for glyph in reader.found:
        said = _plain(glyph)
        if said:
            yield replace(glyph, text=said)


def _plain(glyph: Glyph) -> str:
    if glyph.text in HYPHENS:
        return "-" if glyph.advance > 0.1 * glyph.size else ""
    if glyph.text.isspace():
        return " "
    return IGNORABLE.sub("", glyph.text)
