"""Pages: each page that lets show what is behind is made opaque, or refused with its number."""

from __future__ import annotations

from typing import Any

import pikepdf

from builder.errors import Report
from builder.pdf.flattening.following import Sheet, Walk
from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.ground import Item, Level
from builder.pdf.flattening.laying import Laying
from builder.pdf.flattening.proof import Proof, TooLargeError
from builder.pdf.flattening.shining import own, put_out, shines, used_shines
from builder.pdf.flattening.states import State
from builder.profile import Profile

_BROKEN = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a damaged page raises: an object is not there, or not of the type the standard says."""


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
        except TooLargeError:
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
    proof = Proof.of(pdf, page, profile)
    pictures: list[str] = []

    def draw(item: Item, index: int) -> tuple[str, Box]:
        laid, picture = proof.picture(pdf, item, index)
        pictures.append(f"/PpFlat{len(pictures)}")
        resources["/XObject"][pictures[-1]] = picture
        return pictures[-1], laid

    level = Level()
    laying = Laying(level, draw)
    walk = Walk(Sheet(pdf, proof.boxes, laying), resources, State(clip=media, sure=media), [level])
    walk.follow(proof.instructions)
    if walk.changed:
        page.obj["/Contents"] = pdf.make_stream(pikepdf.unparse_content_stream(laying.woven(walk.out)))
        page.obj["/Resources"] = resources
    return bool(pictures)
