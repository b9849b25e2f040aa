"""Proof: one page as it was comes in; where its text stands, and pictures of what it shows up to a place, leave."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from builder.pdf.colour import DRAWN, put_in_light
from builder.pdf.flattening.following import mark_of
from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.ground import Item
from builder.pdf.flattening.shining import TEXT, instruction, own
from builder.pdf.raster import marked_boxes, rasterise
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


class TooLargeError(ValueError):
    """A picture would be larger than there is memory for."""


@dataclass(frozen=True, slots=True)
class Proof:
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
    def of(cls, pdf: pikepdf.Pdf, page: pikepdf.Page, profile: Profile) -> Proof:
        """Return a page's proof: a copy of it in colours of light, and where its text stands."""
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
            TooLargeError: when it is too large for print's resolution.
        """
        box = item.box
        inches = (box.right - box.left) / 72, (box.top - box.bottom) / 72
        finest = math.floor(math.sqrt(MOST / (inches[0] * inches[1])))
        smooth = max(SMOOTH, self.profile.resolution)
        if finest < smooth:
            raise TooLargeError
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
