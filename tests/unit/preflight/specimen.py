"""The small book bound, with ways to spoil it; and small PDFs made from scratch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pikepdf
from epub.specimen import book

from builder.epub import bind
from builder.epub.container import packed
from builder.errors import Diagnostic, Report
from builder.preflight import check

CHAPTER, NAV, NCX, OPF, SHEET = ("EPUB/chapter-01.xhtml", "EPUB/nav.xhtml", "EPUB/toc.ncx", "EPUB/content.opf",
                                 "EPUB/styles/book.css")


def files() -> dict[str, bytes]:
    """Return the files of a good book."""
    with zipfile.ZipFile(io.BytesIO(bind(book(), Report()).data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoilt(*changes: tuple[str, str, str], without: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    """Return the book with texts of inner files replaced, one file left out, others added under `EPUB/`."""
    found = files()
    for inner, old, new in changes:
        assert old.encode() in found[inner], (inner, old)
        found[inner] = found[inner].replace(old.encode(), new.encode())
    if without:
        del found[without]
    return packed(found | {f"EPUB/{name}": data for name, data in (more or {}).items()})


def findings(data: bytes, name: str = "rain.epub") -> list[Diagnostic]:
    """Return what preflight says of a file."""
    report = Report()
    check(data, name, report)
    return list(report)


def codes(data: bytes) -> set[str]:
    """Return the codes of what preflight says."""
    return {d.code for d in findings(data)}


def zipped(entries: Mapping[str, bytes], *, mimetype_first: bool = True) -> bytes:
    """Return a plain zip, as any tool would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(entries, key=lambda n: (n != "mimetype") is mimetype_first):
            archive.writestr(name, entries[name])
    return out.getvalue()


class Leaf:
    """A PDF in the making: two pages with boxes, a title, a language and a bookmark."""

    def __init__(self, pages: int = 2) -> None:
        self.pdf = pikepdf.new()
        for _ in range(pages):
            page = self.pdf.add_blank_page(page_size=(437, 612))
            page.obj.TrimBox = pikepdf.Array([9, 9, 428, 603])
            page.obj.BleedBox = pikepdf.Array([0, 0, 437, 612])
        self.pdf.Root.Lang = pikepdf.String("zh-Hans")
        self.pdf.docinfo["/Title"] = "雨"
        if pages:
            with self.pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("一", 0))

    def font(self, **entries: Any) -> None:
        """Put a font into the first page's resources."""
        font = self.pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, **entries))
        self.pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))

    def link(self, **action: Any) -> None:
        """Put a link on the first page."""
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                                  A=pikepdf.Dictionary(**action))
        self.pdf.pages[0].obj.Annots = pikepdf.Array([note])

    def write(self, page: int, *, height: int, text: str = "9") -> None:
        """Set a text on a page at some height, in a font every reader has."""
        helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        self.pdf.pages[page].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica))
        self.pdf.pages[page].obj.Contents = self.pdf.make_stream(f"BT /F1 10 Tf 200 {height} Td ({text}) Tj ET".encode())

    def data(self, **options: Any) -> bytes:
        """Return the finished file."""
        out = io.BytesIO()
        self.pdf.save(out, **options)
        return out.getvalue()
