"""What a PDF says of itself to a printing house: its standard, its printing condition, its dates and its identity."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from uuid import UUID

import pikepdf

from builder.model import Metadata
from builder.pdf.xmp import packet, x_keys
from builder.profile import Profile

VERSIONS = {"PDF/X-1a:2001": "1.3", "PDF/X-1a:2003": "1.4", "PDF/X-4": "1.6", "": "1.7"}
"""The PDF version of each standard (ISO 15930-1, 6.1; 15930-4, 6.1; 15930-7, 6.1)."""


def declare(pdf: pikepdf.Pdf, metadata: Metadata, profile: Profile, data: bytes) -> None:
    """Write the standard's keys, the output intent, the dates and an XMP packet into a PDF.

    The identity is made of `data`, the file before; dates are the text's own days, so that no clock is read.
    """
    made, changed = metadata.date, metadata.updated or metadata.date
    info = pdf.docinfo
    info["/CreationDate"], info["/ModDate"], info["/Producer"] = moment(made), moment(changed), "postpress"
    if profile.standard:
        info["/Trapped"] = pikepdf.Name("/False")
        pdf.Root.OutputIntents = pikepdf.Array([_intent(pdf, profile)])
    for key, value in x_keys(profile.standard).items():
        info[f"/{key}"] = value
    described = packet(metadata, standard=profile.standard, title=str(info.get("/Title", "")),
                       identity=str(UUID(bytes=sha256(data).digest()[:16], version=4)))
    pdf.Root.Metadata = pdf.make_stream(described, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _intent(pdf: pikepdf.Pdf, profile: Profile) -> pikepdf.Dictionary:
    """Return the output intent (ISO 32000-1, 14.11.5): PDF/X-4 carries the profile, PDF/X-1a may name a registered one."""
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier=profile.condition,
        OutputCondition=profile.condition_info, Info=profile.condition_info, RegistryName="http://www.color.org")
    if profile.embeds_icc or profile.standard == "PDF/X-4":
        intent["/DestOutputProfile"] = pdf.make_stream(profile.icc_data, N=4)
    return pdf.make_indirect(intent)


def moment(day: date) -> str:
    """Return midnight UTC of a day as a PDF date (ISO 32000-1, 7.9.4)."""
    return f"D:{day:%Y%m%d}000000Z"
