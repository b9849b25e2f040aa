"""Flattening: a PDF of which parts let show what is behind them comes in; one that looks the same, and none does, leaves.

What is painted half transparent on paper, or on one flat colour that reaches beyond it, becomes opaque in the colour that is
seen there: letters stay letters and edges stay edges. Of everything else a picture is made, of the box it stands in and of
all that is seen there up to it, and laid in at its place: what is painted later lies above, live, and what was painted before
lies below, hidden. Text is never taken away. What became a picture is kept as text that is not painted, so that a search
finds it and a reader can copy it.

This is done with the colours of screens, as they are what themes are drawn with, before they become inks.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from builder.errors import Report
from builder.pdf.colour import DRAWN, put_in_light
from builder.pdf.following import Sheet, Walk, mark_of
from builder.pdf.ground import Box, Item, Level
from builder.pdf.raster import marked_boxes, rasterise
from builder.pdf.shining import TEXT, instruction, own, put_out, shines, used_shines
from builder.pdf.states import State
from builder.profile import Profile

SMOOTH = 300
"""Pixels per inch of what has no edges of its own, pictures and blends: twice the 150 lines of a printing screen, beyond which
no press shows more."""
SHARP = 600
"""Pixels per inch of what has letters or lines. Their edges keep all shades of grey between ink and paper, so that they are as
even as those of 1200 and more pixels of one bit, which is what line art is asked in; 1200 would make it four times the size."""
MOST = 36_000_000
"""Pixels of one picture at the most, a page of A4 in `SHARP`; a larger one has fewer per inch, and none below `SMOOTH`."""
_SPARE = 2
"""Pixels that are taken around a box, for what PDFium paints over its edges."""
_BROKEN = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a damaged page raises: an object is not there, or not of the type the standard says."""


class _TooLargeError(ValueError):
    """A picture would be larger than there is memory for."""


def flatten(pdf: pikepdf.Pdf, profile: Profile, report: Report) -> None:
    """Make a PDF opaque, in place, where the standard of a profile knows no transparency; leave it alone elsewhere.

    A report gets the warning P007 for pages of which a part became a picture.

    Raises:
        PostpressError: P006 for pages that cannot be made opaque.
    """
    if not profile.standard.startswith("PDF/X-1a"):
        return
    drawn: list[int] = []
    refused: dict[str, list[int]] = {}
    for number, page in enumerate(pdf.pages, 1):
        if any(_annotation_shines(each) for each in page.obj.get("/Annots", [])):
            refused.setdefault("an annotation", []).append(number)
            continue
        try:
            if "/Contents" in page.obj and _page_shines(page) and _flatten_page(pdf, page, profile):
                drawn.append(number)
        except _TooLargeError:
            refused.setdefault("something too large to be made a picture", []).append(number)
        except _BROKEN:
            refused.setdefault("something that cannot be followed", []).append(number)
    for what, pages in refused.items():
        report.error("P006", f"{what} is transparent, which {profile.standard} does not know ({_named(pages)})",
                     hint="use whole colours in the theme's style sheet in place of opacity and shadows")
    report.stop_on_errors()
    if drawn:
        report.warn("P007", f"something transparent lies on more than one colour and became a picture ({_named(drawn)})",
                    hint="use whole colours in the theme's style sheet where it should stay sharp at any size")
    put_out(pdf)


def _named(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:12])) + (f" and {len(pages) - 12} more" if len(pages) > 12 else "")
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"


def _annotation_shines(annotation: Any) -> bool:
    """Return whether an annotation, or a form that it is shown by (ISO 32000-1, 12.5.5), lets show what is behind."""
    waiting = [annotation.get("/AP")]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream):
            if "/Group" in item or shines(item.get("/Resources")):
                return True
        elif isinstance(item, pikepdf.Dictionary):
            waiting += list(item.values())
    return any(float(annotation.get(key, 1)) != 1 for key in ("/CA", "/ca"))


def _page_shines(page: pikepdf.Page) -> bool:
    page.contents_coalesce()
    return bool(used_shines(page.obj["/Contents"], page.resources))


def _flatten_page(pdf: pikepdf.Pdf, page: pikepdf.Page, profile: Profile) -> bool:
    """Make a page opaque; return whether a part of it became a picture."""
    resources = own(page.resources, "/XObject")
    media = Box(*(float(n) for n in page.obj["/MediaBox"]))
    proof = _Proof.of(pdf, page, profile)
    pictures: list[str] = []

    def lay(item: Item, index: int) -> tuple[str, Box]:
        laid, picture = proof.picture(pdf, item, index)
        pictures.append(f"/PpFlat{len(pictures)}")
        resources["/XObject"][pictures[-1]] = picture
        return pictures[-1], laid

    walk = Walk(Sheet(pdf, proof.boxes, lay), resources, State(clip=media, sure=media), [Level()])
    walk.follow(proof.instructions)
    if walk.changed:
        page.obj["/Contents"] = pdf.make_stream(pikepdf.unparse_content_stream(walk.out))
        page.obj["/Resources"] = resources
    return bool(pictures)


@dataclass(frozen=True, slots=True)
class _Proof:
    """A copy of one page as it was, that boxes are measured and pictures are made of."""

    pdf: pikepdf.Pdf
    """That page alone, in colours of light."""
    profile: Profile
    instructions: tuple[Any, ...]
    lights: tuple[Any, ...]
    """The instructions of `pdf`."""
    boxes: dict[str, tuple[float, float, float, float]]
    """Where text stands, by `mark_of`."""

    @classmethod
    def of(cls, pdf: pikepdf.Pdf, page: pikepdf.Page, profile: Profile) -> _Proof:
        instructions = tuple(pikepdf.parse_content_stream(page))
        marked, alone = _alone(pdf, page, instructions), _alone(pdf, page, instructions)
        marked.pages[0].obj["/Contents"] = marked.make_stream(_with_marks(instructions, (0, 0)))
        _mark_forms(page.resources, marked.pages[0].resources, set())
        put_in_light(alone, profile)
        return cls(alone, profile, instructions, tuple(pikepdf.parse_content_stream(alone.pages[0])),
                   marked_boxes(_bytes_of(marked)))

    def picture(self, pdf: pikepdf.Pdf, item: Item, index: int) -> tuple[Box, pikepdf.Object]:
        """Return what a box shows up to an instruction, as a picture, and the picture's own box, which is a little larger.

        Raises:
            _TooLargeError: when it is too large for print's resolution.
        """
        box = item.box
        inches = (box.right - box.left) / 72, (box.top - box.bottom) / 72
        finest = math.floor(math.sqrt(MOST / (inches[0] * inches[1])))
        smooth = max(SMOOTH, self.profile.resolution)
        if finest < smooth:
            raise _TooLargeError
        fineness = min(max(SHARP, smooth) if item.sharp else smooth, finest)
        # The box is whole pixels wide and high, so that an edge on its border is as sharp as it was.
        across, up = (math.ceil(inch * fineness) for inch in inches)
        width, height = across + 2 * _SPARE, up + 2 * _SPARE
        more = _SPARE * (box.right - box.left) / across, _SPARE * (box.top - box.bottom) / up
        laid = Box(box.left - more[0], box.bottom - more[1], box.right + more[0], box.top + more[1])
        leaf = self.pdf.pages[0].obj
        leaf["/Contents"] = self.pdf.make_stream(pikepdf.unparse_content_stream(self.lights[: index + 1]))
        leaf["/MediaBox"] = leaf["/CropBox"] = pikepdf.Array([round(side, 6) for side in laid])
        pixels = rasterise(_bytes_of(self.pdf), width=width, height=height)
        picture = pdf.make_stream(b"")
        picture.write(zlib.compress(pixels, 6), filter=pikepdf.Name.FlateDecode)
        for key, value in {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height,
                           "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8}.items():
            picture[key] = value
        if not item.photo and self.profile.ink == "cmyk":
            picture[DRAWN] = True
        return laid, picture


def _alone(pdf: pikepdf.Pdf, page: pikepdf.Page, instructions: Sequence[Any]) -> pikepdf.Pdf:
    """Return a PDF of what is drawn on one page, with the forms, pictures and fonts of this page alone: a book's pages often
    share the resources of all."""
    names = {str(each.operands[0]) for each in instructions if str(each.operator) in {"Do", "Tf"}}
    resources = own(own(page.resources, "/XObject", names), "/Font", names)
    drawn = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=page.obj["/MediaBox"], Resources=resources,
                               Contents=page.obj["/Contents"])
    alone = pikepdf.new()
    alone.pages.append(pikepdf.Page(pdf.make_indirect(drawn)))
    return alone


def _bytes_of(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def _with_marks(instructions: Sequence[Any], form: tuple[int, int]) -> bytes:
    """Return a stream of operators in which all that shows text is marked by `mark_of`."""
    marked: list[Any] = []
    for index, each in enumerate(instructions):
        is_text = str(each.operator) in TEXT
        marked += [instruction("BMC", f"/{mark_of(form, index)}"), each, instruction("EMC")] if is_text else [each]
    return pikepdf.unparse_content_stream(marked)


def _mark_forms(resources: Any, copied: Any, done: set[tuple[int, int]]) -> None:
    """Mark the text in the copies of forms, by the object numbers of the forms themselves."""
    for name, form in (resources or {}).get("/XObject", pikepdf.Dictionary()).items():
        copy = copied["/XObject"].get(name)
        if copy is not None and form.get("/Subtype") == "/Form" and form.objgen not in done:
            done.add(form.objgen)
            copy.write(_with_marks(list(pikepdf.parse_content_stream(copy)), form.objgen))
            if "/Resources" in form:
                _mark_forms(form["/Resources"], copy["/Resources"], done)
