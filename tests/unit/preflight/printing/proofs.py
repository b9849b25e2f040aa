"""Proofs: small files that each printer takes, made from scratch with pikepdf, and ways to spoil one thing in them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from builder import printers
from builder.errors import Report
from builder.preflight.printing import Finding, judge
from builder.profile import Profile
from builder.typography import TRIMS

MM = 72 / 25.4
NAMES = ("generic", "ingramspark", "kdp", "lulu", "press-cn", "proof")


@cache
def profile(name: str) -> Profile:
    """Return a profile that comes with postpress."""
    return printers.load(name, places=printers.folders(), trims=tuple(TRIMS), report=Report())


def judged(data: bytes, name: str) -> list[Finding]:
    """Return what a printer would refuse."""
    return list(judge(data, profile(name)))


def codes(data: bytes, name: str) -> set[str]:
    """Return the codes of what a printer would refuse."""
    return {finding.code for finding in judged(data, name)}


class Proof:
    """A book that one printer takes: text in black ink on every page but the last."""

    def __init__(self, name: str, pages: int = 0) -> None:
        self.profile = profile(name)
        self.pdf = pikepdf.new()
        width, height = (length * MM for length in TRIMS[self.profile.trim])
        self.bleed = self.profile.bleed * MM
        self.slug = 12 * MM if self.profile.marks else self.bleed
        self.size = width + 2 * self.slug, height + 2 * self.slug
        self.trim = [self.slug, self.slug, self.slug + width, self.slug + height]
        self.font = self.pdf.make_indirect(Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Noto"), FirstChar=65, LastChar=66, Widths=[600, 600],
            FontDescriptor=Dictionary(
                Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Noto"), Flags=32, FontBBox=[0, -200, 600, 800], ItalicAngle=0,
                Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=self.pdf.make_stream(b"\0" * 12))))
        count = pages or max(self.profile.fewest, self.profile.multiple)
        count += -count % self.profile.multiple
        for number in range(count):
            page = self.pdf.add_blank_page(page_size=self.size)
            page.obj.MediaBox = Array([0, 0, *self.size])
            page.obj.TrimBox = Array(self.trim)
            page.obj.BleedBox = Array([self.slug - self.bleed, self.slug - self.bleed, self.size[0] - self.slug + self.bleed,
                                       self.size[1] - self.slug + self.bleed])
            page.obj.Resources = Dictionary(Font=Dictionary(F=self.font))
            if number < count - 1:
                page.obj.Contents = self.pdf.make_stream(self.marks() + self.text())
            else:
                page.obj.Contents = self.pdf.make_stream(self.marks())
        self._say_what_it_is()

    def _say_what_it_is(self) -> None:
        wanted = self.profile
        for key, value in (("Title", "Rain"), ("CreationDate", "D:20260101000000Z"), ("ModDate", "D:20260101000000Z")):
            self.pdf.docinfo[f"/{key}"] = value
        self.pdf.docinfo["/Trapped"] = Name("/False")
        if wanted.standard.startswith("PDF/X-1a"):
            self.pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1:2001" if wanted.standard.endswith("2001") else wanted.standard
            self.pdf.docinfo["/GTS_PDFXConformance"] = wanted.standard
        if wanted.standard == "PDF/X-4":
            self.pdf.Root.Metadata = self.pdf.make_stream(
                b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
                b'<rdf:Description xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" pdfxid:GTS_PDFXVersion="PDF/X-4"/>'
                b"</rdf:RDF></x:xmpmeta>",
                Type=Name.Metadata, Subtype=Name.XML)
        if wanted.standard:
            intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=wanted.condition,
                                RegistryName="http://www.color.org")
            if wanted.embeds_icc:
                intent.DestOutputProfile = self.pdf.make_stream(wanted.icc_data, N=4)
            self.pdf.Root.OutputIntents = Array([self.pdf.make_indirect(intent)])
        self.pdf.Root.Lang = pikepdf.String("en")

    def marks(self) -> bytes:
        """Return the lines at the corners that the printer asks for."""
        if not self.profile.marks:
            return b""
        left, bottom, right, top = self.trim
        out = self.bleed + 3
        lines = [(x, y, x, y + d) for x in (left, right) for y, d in ((bottom - out, -9), (top + out, 9))]
        lines += [(x, y, x + d, y) for y in (bottom, top) for x, d in ((left - out, -9), (right + out, 9))]
        drawn = "".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S\n" for a, b, c, d in lines)
        return f"q 0.25 w 0 0 0 1 K\n{drawn}Q\n".encode()

    def text(self, *, x: float = 30, y: float = 40, size: float = 10, colour: str = "0 0 0 1 k") -> bytes:
        """Return a word, `x` and `y` in mm from the lower left corner of the trimmed page."""
        return (f"BT {colour} /F {size} Tf 1 0 0 1 {self.trim[0] + x * MM:.3f} {self.trim[1] + y * MM:.3f} Tm (AB) Tj ET\n").encode()

    def add(self, content: bytes, page: int = 0, **resources: Any) -> Proof:
        """Draw something more on a page, with resources of each kind by name."""
        leaf = self.pdf.pages[page].obj
        for kind, entries in resources.items():
            if f"/{kind}" not in leaf.Resources:
                leaf.Resources[f"/{kind}"] = Dictionary()
            for name, value in entries.items():
                leaf.Resources[f"/{kind}"][f"/{name}"] = value
        leaf.Contents = self.pdf.make_stream(leaf.Contents.read_bytes() + b"\n" + content)
        return self

    def picture(self, *, pixels: Sequence[int] = (300, 300), space: Any = Name.DeviceCMYK, inks: Sequence[int] = (0, 0, 0, 90),
                inches: float = 1.0, page: int = 0, **entries: Any) -> Proof:
        """Print a picture of one colour, so many inches wide and high."""
        data = zlib.compress(bytes(inks) * (pixels[0] * pixels[1]))
        options = {"BitsPerComponent": 8, "Filter": Name.FlateDecode, **entries}
        image = self.pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=pixels[0], Height=pixels[1], ColorSpace=space,
                                     **options)
        side = 72 * inches
        return self.add(f"q {side} 0 0 {side} {self.trim[0] + 30 * MM} {self.trim[1] + 50 * MM} cm /Im Do Q".encode(), page,
                        XObject={"Im": image})

    def icc(self, parts: int) -> Array:
        """Return a colour space with a profile."""
        return Array([Name.ICCBased, self.pdf.make_stream(b"\0" * 128, N=parts)])

    def data(self, **options: Any) -> bytes:
        """Return the finished file."""
        version = {"PDF/X-1a:2001": "1.3", "PDF/X-1a:2003": "1.4"}.get(self.profile.standard, "1.6")
        out = io.BytesIO()
        given = {"force_version": version, "object_stream_mode": pikepdf.ObjectStreamMode.disable, **options}
        self.pdf.save(out, deterministic_id="encryption" not in given, **given)
        return out.getvalue()
