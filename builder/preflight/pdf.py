"""The rules for a finished PDF, read with pikepdf and PDFium, as a printing house would read it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

from builder.errors import Report
from builder.preflight.accessible import check_claim, is_for_screen
from builder.preflight.names import name_of
from builder.preflight.printing import Finding, for_the_wrap, judge, leaves
from builder.preflight.printing.layers import Layers
from builder.preflight.printing.reading import follow
from builder.preflight.printing.state import EVERYWHERE, overlap
from builder.preflight.printing.streams import METADATA_MOST, unpacked
from builder.preflight.printing.supply import Shelf
from builder.preflight.printing.tally import Tally
from builder.preflight.traces import trace
from builder.profile import Profile

SUBSET = re.compile(r"/?[A-Z]{6}\+")
"""The tag of a subset (ISO 32000-1, 9.6.4)."""

ACTIVE = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie", "/Sound",
                    "/RichMediaExecute", "/GoToE"})
"""Actions that run, fetch or send something (ISO 32000-1, 12.6.4)."""

BLEED_LEAST = 3 * 72 / 25.4 - 0.1
"""3 mm in points, less what rounding takes."""

_FURNITURE_MOST = 200
_HEAD, _FOOT = 17 / 210, 18 / 210
"""Where running heads and folios stand: the margins of an A5 page, as parts of the trimmed height."""
_MARKS_OF_FURNITURE = frozenset({raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM})


_MISCOUNTED = "reported number of objects"
_DAMAGED = (pikepdf.PdfError, pypdfium2.PdfiumError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError,
            ValueError)
"""What reading a damaged file raises: an object is not of the type the standard says, or is not there."""


def check(data: bytes, name: str, report: Report, profile: Profile | None = None) -> tuple[Finding, ...]:
    """Report what a printing house or a screen reader would refuse in a PDF: V050 to V069.

    With a profile that printer's rules stand in place of those of any printer on boxes, fonts, bookmarks and the number of
    pages: V052 to V054 and V080 to V109. Returned are the findings of these rules, with their pages.
    Of a file made for a screen nothing is asked that paper alone needs: no trim box, no whole leaves.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                report.error("V050", "the file is encrypted", path=name, hint="printers refuse it; save it without a password")
            if _is_damaged(pdf):
                _report_damage(name, report)
                return ()
            if not len(pdf.pages):
                report.error("V063", "the file has no page", path=name, hint="make it again")
                return ()
            if profile is None:
                _check_boxes(pdf, name, report)
                _check_fonts(pdf, name, report)
                _check_for_any_printer(pdf, name, report)
            _check_actions(pdf, name, report)
            _check_document(pdf, name, report)
            check_claim(pdf, name, report)
            bearable = _bearable(pdf, sorted({page - 1 for page in _openings(pdf) if page}))
            is_wrap = _is_wrap(pdf, name)
            if _is_damaged(pdf):
                _report_damage(name, report)
        _check_blanks(data, bearable, name, report)
        if profile is not None:
            findings = judge(data, for_the_wrap(profile) if is_wrap else profile)
            for finding in findings:
                report.add(finding.diagnostic(name))
            return findings
    except pikepdf.PasswordError:
        report.error("V050", "the file needs a password", path=name, hint="printers refuse it; save it without one")
    except _DAMAGED:
        _report_damage(name, report)
    return ()


def _is_damaged(pdf: pikepdf.Pdf) -> bool:
    """Return whether qpdf had to mend a file to read it.

    A trailer that miscounts its objects, as those of poppler's pdfunite do, keeps no program from reading a file.
    """
    return any(_MISCOUNTED not in str(warning) for warning in pdf.get_warnings())


def _report_damage(name: str, report: Report) -> None:
    report.error("V050", "the file is damaged", path=name,
                 hint="some programs open it after mending, a printer's may not; make or fetch it again")


def _check_boxes(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    """Report V051, once for each kind of mistake, with the first page that has it."""
    said: set[str] = set()
    displaced: list[int] = []
    on_screen = is_for_screen(pdf)

    def say(page: int, message: str, hint: str) -> None:
        if message not in said:
            said.add(message)
            report.error("V051", f"page {page}: {message}", path=name, hint=hint)

    sizes: dict[tuple[float, float], int] = {}
    for number, page in enumerate(pdf.pages, start=1):
        leaf = leaves.read(page.obj)
        media, trim, bleed = leaf.media, leaf.trim, leaf.bleed
        if media is None:
            say(number, "no MediaBox", "the page has no size")
            continue
        if trim is None and not on_screen:
            say(number, "no TrimBox", "a printer would take the whole sheet for the page")
        outer = bleed or (media if trim else leaf.crop) or media
        if bleed and not _inside(bleed, media):
            say(number, "the BleedBox reaches out of the MediaBox", "the sheet must hold the bleed")
        if trim and not _inside(trim, outer):
            say(number, "the TrimBox reaches out of the BleedBox", "the bleed lies around the trimmed page")
        if trim and bleed and trim != bleed and min(abs(t - b) for t, b in zip(trim, bleed, strict=True)) < BLEED_LEAST:
            say(number, "less than 3 mm of bleed", "printing houses ask for 3 mm on every side")
        if (media[0], media[1]) != (0, 0):
            displaced.append(number)
        shape = (overlap(trim, media) if trim else None) or leaf.crop or media
        sizes.setdefault((round(shape[2] - shape[0], 1), round(shape[3] - shape[1], 1)), number)
        if leaf.turned:
            say(number, "the page is turned", "give the page the size it has on paper")
    if displaced:
        report.warn("V062", f"page {displaced[0]}: the MediaBox does not begin at 0, 0", path=name,
                    hint="some prepress tools then misplace the page")
    if len(sizes) > 1:
        (_, _), (_, second) = list(sizes.items())[:2]
        report.error("V051", f"page {second}: its trimmed size is not that of page 1", path=name,
                     hint="all pages of a book are cut alike")


def _inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return (inner[0] >= outer[0] - 0.01 and inner[1] >= outer[1] - 0.01 and inner[2] <= outer[2] + 0.01
            and inner[3] <= outer[3] + 0.01)


def _fonts(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield every font of some resources and of the forms and patterns they name, each form and each font once.

    Forms are told apart by themselves, whose resources may stand directly in them, may be those of others, or may name the form
    itself again.
    """
    waiting = [resources]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, pikepdf.Dictionary) or (found.is_indirect and found.objgen in seen):
            continue
        if found.is_indirect:
            seen.add(found.objgen)
        for font in _entries(found, "/Font"):
            if isinstance(font, pikepdf.Dictionary) and (not font.is_indirect or font.objgen not in seen):
                if font.is_indirect:
                    seen.add(font.objgen)
                yield font
        for part in (*_entries(found, "/XObject"), *_entries(found, "/Pattern")):
            if isinstance(part, pikepdf.Stream) and part.objgen not in seen:
                seen.add(part.objgen)
                waiting.append(part.get("/Resources"))


def _entries(resources: Any, kind: str) -> list[Any]:
    found = resources.get(kind)
    return list(found.values()) if isinstance(found, pikepdf.Dictionary) else []


def _check_fonts(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        for font in _fonts(page.resources, seen):
            called = name_of(font.get("/BaseFont", "/unnamed"))
            if font.get("/Subtype") == "/Type3":
                report.error("V054", f"page {number}: a Type 3 font", path=name,
                             hint="printing houses refuse fonts made of drawings; embed TrueType or OpenType")
                continue
            described = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            descriptor = described.get("/FontDescriptor")
            if descriptor is None or not any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")):
                report.error("V052", f"page {number}: the font {called} is not embedded", path=name,
                             hint="the printer has another of that name, or none")
            elif not SUBSET.match(called):
                report.warn("V053", f"page {number}: the font {called} is embedded whole", path=name,
                            hint="embed only the glyphs the book uses")


def _check_actions(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        for found in _dictionaries(item, 0):
            kind = f"/{name_of(found.get('/S', ''))}"
            if kind in ACTIVE or "/JS" in found:
                report.error("V055", f"the file holds an action, {kind.removeprefix('/') or 'JavaScript'}", path=name,
                             hint="a book runs nothing")
            address = str(found.get("/URI", "")) if kind == "/URI" else ""
            if trace(address):
                report.error("V056", f"a link to a file of one machine: {address[:80]!r}", path=name,
                             hint="nobody else can open it")
            elif address and not re.match(r"(https?|mailto|tel):", address, re.IGNORECASE):
                report.error("V056", f"a link no reader can follow: {address[:80]!r}", path=name,
                             hint="link to http, https or mailto addresses only")
            if found.get("/Type") == "/Filespec" or kind == "/GoToR":
                report.error("V055", "the file refers to, or carries, another file", path=name, hint="a book stands alone")


def _dictionaries(item: Any, depth: int) -> Iterator[Any]:
    """Yield a dictionary and those written directly inside it."""
    yield item
    for value in item.values() if depth < 5 else ():
        if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)
        elif isinstance(value, pikepdf.Array) and not value.is_indirect:
            for part in value.as_list():
                if isinstance(part, pikepdf.Dictionary) and not part.is_indirect:
                    yield from _dictionaries(part, depth + 1)


def _check_document(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    root = pdf.Root
    if "/AcroForm" in root and root.AcroForm.get("/Fields"):
        report.error("V055", "the file holds a form", path=name, hint="a book asks for nothing")
    if not str(root.get("/Lang", "")).strip():
        report.error("V057", "the file does not say its language", path=name,
                     hint="screen readers guess, and hyphenate wrongly")
    title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    if not title.strip():
        report.error("V058", "the file has no title", path=name, hint="readers then show the file's name")
    for key, value in (pdf.docinfo.items() if "/Info" in pdf.trailer else ()):
        if trace(str(value)):
            report.error("V032", f"the path of somebody's machine in {key.removeprefix('/')}: {trace(str(value))!r}", path=name,
                         hint="it tells who made the book")
    if isinstance(root.get("/Metadata"), pikepdf.Stream):
        found = trace((unpacked(root.Metadata, METADATA_MOST) or b"").decode("utf-8", "replace"))
        if found:
            report.error("V032", f"the path of somebody's machine in the metadata: {found!r}", path=name,
                         hint="it tells who made the book")


def _is_wrap(pdf: pikepdf.Pdf, name: str) -> bool:
    """Return whether a file is the one sheet around a book, which has no chapters and no second side."""
    return len(pdf.pages) == 1 and name.endswith("-wrap.pdf")


def _check_for_any_printer(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    """Report V059 and V060, on which a printer's profile has its own word."""
    if _is_wrap(pdf, name):
        return
    if "/Outlines" not in pdf.Root or "/First" not in pdf.Root.Outlines:
        report.error("V059", "there are no bookmarks", path=name, hint="readers on a screen find their way by them")
    if len(pdf.pages) % 2 and not is_for_screen(pdf):
        report.warn("V060", f"the page count is odd: {len(pdf.pages)}", path=name, hint="a leaf has two sides; end on a verso")


def _openings(pdf: pikepdf.Pdf) -> tuple[int, ...]:
    """Return the pages, counted from 0, that the bookmarks of the first level lead to."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    found: list[int] = []
    try:
        with pdf.open_outline() as outline:
            for item in outline.root:
                destination: Any = item.destination
                if destination is None and item.action is not None:
                    destination = item.action.get("/D")
                # Pages of other files are named by number (ISO 32000-1, 12.3.2.2), and some destinations are empty.
                page = destination[0] if isinstance(destination, pikepdf.Array) and len(destination) else None
                if isinstance(page, pikepdf.Dictionary) and page.objgen in numbers:
                    found.append(numbers[page.objgen])
    except pikepdf.PdfError:
        return ()
    return tuple(found)


def _bearable(pdf: pikepdf.Pdf, numbers: Sequence[int]) -> tuple[int, ...]:
    """Return those of some pages, counted from 0, that PDFium may be given: it would follow what draws without end."""
    shelf = Shelf(Layers(pdf.Root))
    found: list[int] = []
    for number in numbers:
        page = pdf.pages[number].obj
        leaf = leaves.read(page)
        unread = follow(page, leaf, Tally(leaf.media or EVERYWHERE), shelf)
        if unread == "endless":
            break
        if not unread:
            found.append(number)
    return tuple(found)


def _check_blanks(data: bytes, numbers: Sequence[int], name: str, report: Report) -> None:
    """Report V061 for a page before an opening whose only marks are a head or a folio: it should be blank."""
    if not numbers:
        return
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number]
            try:
                if _holds_furniture_alone(page):
                    report.error("V061", f"page {number + 1}: a blank page with a running head or folio", path=name,
                                 hint="the back of a leaf before a chapter stays empty")
            finally:
                page.close()
    finally:
        document.close()


def _holds_furniture_alone(page: Any) -> bool:
    """Whether a page has little text, all of it in the head and foot margins, and no picture or drawing.

    A page that may have content is not called blank: one letter that reaches into the type area is enough.
    """
    if any(mark.type not in _MARKS_OF_FURNITURE for mark in page.get_objects(max_depth=15)):
        return False
    _, bottom, _, top = page.get_trimbox()
    height = top - bottom
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if not 0 < count <= _FURNITURE_MOST:
            return False
        boxes = [box for box in (text.get_charbox(i) for i in range(count)) if box[2] > box[0]]
    finally:
        text.close()
    return bool(boxes) and all(box[3] <= bottom + _FOOT * height or box[1] >= top - _HEAD * height for box in boxes)
