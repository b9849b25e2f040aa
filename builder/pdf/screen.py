"""Screen: the finishing of a PDF for a screen - tags, labels, the claims of PDF/UA-1 and PDF/A-3u, a reproducible identity."""

from __future__ import annotations

import io
from hashlib import sha256

import pikepdf

from builder.model import Metadata
from builder.pdf.conformance import moment
from builder.pdf.engine import srgb_profile
from builder.pdf.tagging import tag
from builder.pdf.tags import Structure
from builder.pdf.xmp import packet


def finish_for_screen(data: bytes, metadata: Metadata, structure: Structure, *, standard: str) -> bytes:
    """Return the PDF with its structure tree, labels and metadata, the same bytes for the same input.

    It opens on one page with its bookmarks and shows its title (ISO 14289-1, 7.1). Pages are labelled 1, 2, 3 from the cover
    on, as the folios are. `standard` is `ua`, or `a-3u` for a file that is PDF/A-3u as well: its colours are those of sRGB.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tag(pdf, structure)
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary(
            Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)])))
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Direction=pikepdf.Name.L2R)
        pdf.Root.PageLayout = pikepdf.Name.SinglePage
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        described = pdf.make_stream(packet(metadata, standard=standard), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.Root.Metadata = described
        if standard == "a-3u":
            _intend_srgb(pdf)
        pdf.docinfo["/CreationDate"] = moment(metadata.date)
        pdf.docinfo["/ModDate"] = moment(metadata.updated or metadata.date)
        pdf.docinfo["/Producer"] = "postpress"
        identity = sha256(data).digest()[:16]
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True,
                 recompress_flate=False, normalize_content=False, fix_metadata_version=False)
    return out.getvalue()


def _intend_srgb(pdf: pikepdf.Pdf) -> None:
    """Say that the file's colours are those of sRGB (ISO 19005-3, 6.2.3), and let no reader smooth its pictures (6.2.8)."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == pikepdf.Name.Image and "/Interpolate" in item:
            item.Interpolate = False
    profile = pdf.make_stream(srgb_profile(), N=3, Alternate=pikepdf.Name.DeviceRGB)
    name = pikepdf.String("sRGB IEC61966-2.1")
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier=name, Info=name,
        DestOutputProfile=profile))])
