"""The press: a whole XHTML document, its style sheet, pictures and faces in; the bytes of a PDF out. Owner of WeasyPrint."""

from __future__ import annotations

import gc
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any

from lxml import etree

from builder.errors import Report
from builder.manner import Manner
from builder.model import Asset, Face

with warnings.catch_warnings():
    # A machine without a single font is a good machine for us: the book brings its own.
    warnings.simplefilter("ignore", UserWarning)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    from builder.pdf import grid, lines
    from builder.pdf.page_starts import page_starts
    from builder.pdf.tags import Structure

ORIGIN = "https://book.invalid/"
"""What relative addresses are resolved against; `.invalid` is reserved never to exist (RFC 2606)."""

XHTML = "{http://www.w3.org/1999/xhtml}"

_LOG = logging.getLogger("weasyprint")

lines.install()


class _Shelf(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Hands out the book's own pictures and faces; any other address ends the build."""

    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._files = files

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        del headers
        if url not in self._files:
            raise FatalURLFetchingError(url)
        media_type, data = self._files[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


@dataclass(frozen=True, slots=True)
class PressedFont:
    """A font as the finished pages use it."""

    family: str
    weight: int
    italic: bool
    missing: tuple[str, ...]
    """Characters that were asked of it and that it has no glyph for."""
    characters: str
    """What is set in it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A printed document."""

    data: bytes
    """The PDF."""
    fonts: tuple[PressedFont, ...]
    pages: int
    places: tuple[tuple[str, int], ...]
    """(id, index of the page it stands on), for every element of the document that has an id."""
    structure: Structure | None = None
    """The tags of its contents, when they were asked for."""
    starts: tuple[tuple[int, str, int], ...] = ()
    """Where its pages begin; see `builder.pdf.page_starts`."""


class _Gathering(logging.Handler):
    """Keeps what WeasyPrint logs, so that nothing it noticed is lost."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _own_fonts_only() -> Iterator[None]:
    """Point fontconfig at a configuration without folders while a font configuration is made."""
    before = os.environ.get("FONTCONFIG_FILE")
    with resources.as_file(resources.files("builder.pdf").joinpath("fonts.conf")) as path:
        os.environ["FONTCONFIG_FILE"] = str(path)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _log_gathered() -> Iterator[list[str]]:
    handler, level, propagate = _Gathering(), _LOG.level, _LOG.propagate
    others = _LOG.handlers[:]
    _LOG.handlers = [handler]
    _LOG.setLevel(logging.WARNING)
    _LOG.propagate = False
    try:
        yield handler.lines
    finally:
        _LOG.handlers = others
        _LOG.setLevel(level)
        _LOG.propagate = propagate


_COLLECT_AFTER = (50_000, 10, 50)
"""New objects, and rounds, after which Python looks for cycles while pages are laid out (`gc.set_threshold`)."""


@contextmanager
def _few_collections() -> Iterator[None]:
    """Have Python look for cycles seldom. Layout makes millions of small objects that are kept to its end: looking through them
    over and over finds nothing and takes a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def as_html(markup: str) -> str:
    """Return an XHTML document as HTML text, which is what the press reads: no empty-element tags, no namespaces."""
    root = etree.fromstring(markup.encode(), etree.XMLParser(huge_tree=True))
    for element in root.iter(etree.Element):
        if isinstance(element.tag, str) and element.tag.startswith(XHTML):
            element.tag = element.tag.removeprefix(XHTML)
        for name in [str(n) for n in element.attrib if str(n).startswith("{")]:
            del element.attrib[name]
    language = root.get("lang")
    etree.cleanup_namespaces(root)
    if language:
        root.set("lang", language)
    return "<!DOCTYPE html>\n" + etree.tostring(root, method="html", encoding="unicode")


def press(
    markup: str, *, stylesheet: str, assets: Sequence[Asset] = (), faces: Sequence[Face] = (), report: Report,
    identifier: bytes = b"", manner: Manner | None = None, tagged: bool = False,
) -> Pressed:
    """Lay out and paint a document, from memory alone; its lines of ideographs in that manner, None leaves them to WeasyPrint.

    The markup names pictures `images/NAME`; the style sheet names faces `fonts/FILE` in its own `@font-face` rules. What is
    `tagged` has its contents marked, and its structure comes with it.

    Raises:
        PostpressError: P001 when the document asks for anything that is not the book's own; P002 when a font that is
            no face of the book was used; P003 when a character was set without a glyph; P005 when there is no room for
            temporary files.
    """
    shelf = _Shelf(
        {f"{ORIGIN}images/{a.name}": (a.media_type, a.data) for a in assets}
        | {f"{ORIGIN}fonts/{f.file}": ("font/ttf", f.data) for f in faces}
    )
    used: list[PressedFont] = []

    def gather_fonts(document: Any, pdf: Any) -> None:
        del pdf
        used.extend(_pressed_font(font) for font in document.fonts.values())

    with _few_collections(), _log_gathered() as logged:
        with _own_fonts_only():
            configuration = FontConfiguration()
        grid.set_manner(configuration, manner)
        try:
            html = weasyprint.HTML(string=as_html(markup), base_url=ORIGIN, url_fetcher=shelf)
            css = weasyprint.CSS(string=stylesheet, base_url=ORIGIN, url_fetcher=shelf, font_config=configuration)
            document = html.render(font_config=configuration, stylesheets=[css])
            data = document.write_pdf(finisher=gather_fonts, pdf_identifier=identifier or None, pdf_tags=tagged)
        except FatalURLFetchingError as error:
            report.error("P001", f"the page asks for {str(error)!r}, which is not part of the book",
                         hint="pictures and faces come in through the post, the book.toml and the theme only")
            report.stop_on_errors()
            raise
        except OSError as error:  # the faces of a page pass through the folder for temporary files
            report.error("P005", f"the press cannot write its temporary files: {(error.strerror or str(error)).lower()}",
                         hint="make room in the folder for temporary files, or name another one in TMPDIR")
            report.stop_on_errors()
            raise
    for line in logged:
        report.warn("P004", f"the press says: {line}")
    fonts = tuple(sorted(set(used), key=lambda f: (f.family, f.weight, f.italic, f.characters)))
    _judge_fonts(fonts, faces, report)
    report.stop_on_errors()
    places = tuple((name, index) for index, page in enumerate(document.pages) for name in page.anchors)
    return Pressed(data, fonts, len(document.pages), places, document.structure if tagged else None,
                   page_starts(document) if not tagged else ())


def _pressed_font(font: Any) -> PressedFont:
    return PressedFont(
        family=str(font.family).split(",", maxsplit=1)[0],
        weight=int(font.weight),
        italic=bool(font.style),
        missing=tuple(chr(c) for c in sorted(font.missing)),
        characters="".join(sorted(set("".join(font.to_unicode.values())))),
    )


def _judge_fonts(fonts: Sequence[PressedFont], faces: Sequence[Face], report: Report) -> None:
    known = {(face.family, face.weight, face.italic) for face in faces}
    for font in fonts:
        if (font.family, font.weight, font.italic) not in known:
            style = " italic" if font.italic else ""
            report.error("P002", f"the pages use {font.family} {font.weight}{style}, which is no face of the theme, "
                         f"for {font.characters[:40]!r}",
                         hint="name a face of fonts.toml in the theme's style sheet, or give the combination a substitute")
        if font.missing:
            named = ", ".join(f"{c!r} U+{ord(c):04X}" for c in font.missing[:8])
            report.error("P003", f"{font.family} has no glyph for {named}",
                         hint="run 'postpress fonts' to see which faces there are")
