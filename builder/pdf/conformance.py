"""What a PDF says of itself to a printing house: its standard, its printing condition, its dates and its identity."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from uuid import UUID
from xml.sax.saxutils import escape

import pikepdf

from builder.model import Metadata
from builder.profile import Profile

VERSIONS = {"PDF/X-1a:2001": "1.3", "PDF/X-1a:2003": "1.4", "PDF/X-4": "1.6", "": "1.7"}
"""The PDF version of each standard (ISO 15930-1, 6.1; 15930-4, 6.1; 15930-7, 6.1)."""


def declare(pdf: pikepdf.Pdf, metadata: Metadata, profile: Profile, data: bytes) -> None:
    """Write the standard's keys, the output intent, the dates and an XMP packet into a PDF.

    The identity is made of `data`, the file before; dates are the text's own days, so that no clock is read.
    """
    made, changed = metadata.date, metadata.updated or metadata.date
    info = pdf.docinfo
    info["/CreationDate"], info["/ModDate"], info["/Producer"] = _moment(made), _moment(changed), "postpress"
    if profile.standard:
        info["/Trapped"] = pikepdf.Name("/False")
    if profile.standard.startswith("PDF/X-1a"):
        info["/GTS_PDFXVersion"] = "PDF/X-1:2001" if profile.standard.endswith("2001") else profile.standard
        if profile.standard.endswith("2001"):
            info["/GTS_PDFXConformance"] = profile.standard
    if profile.standard:
        pdf.Root.OutputIntents = pikepdf.Array([_intent(pdf, profile)])
    title = str(info.get("/Title", "")) or metadata.title
    packet = _packet(title, metadata, profile, made, changed, UUID(bytes=sha256(data).digest()[:16], version=4))
    pdf.Root.Metadata = pdf.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _intent(pdf: pikepdf.Pdf, profile: Profile) -> pikepdf.Dictionary:
    """Return the output intent (ISO 32000-1, 14.11.5): PDF/X-4 carries the profile, PDF/X-1a may name a registered one."""
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier=profile.condition,
        OutputCondition=profile.condition_info, Info=profile.condition_info, RegistryName="http://www.color.org")
    if profile.embeds_icc or profile.standard == "PDF/X-4":
        intent["/DestOutputProfile"] = pdf.make_stream(profile.icc_data, N=4)
    return pdf.make_indirect(intent)


def _packet(title: str, metadata: Metadata, profile: Profile, made: date, changed: date, identity: UUID) -> bytes:
    """Return the XMP packet (ISO 16684-1), which says the same as the document's information."""
    language = metadata.language
    authors = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in metadata.names("aut"))
    titles = "".join(f'<rdf:li xml:lang="{tag}">{escape(title)}</rdf:li>' for tag in ("x-default", escape(language)))
    lines = [
        f"<dc:title><rdf:Alt>{titles}</rdf:Alt></dc:title>",
        f"<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>" if authors else "",
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>",
        _described(metadata.description) if metadata.description else "",
        "<dc:format>application/pdf</dc:format>",
        f"<dc:identifier>{escape(metadata.identifier)}</dc:identifier>",
        f"<xmp:CreateDate>{made:%Y-%m-%d}T00:00:00Z</xmp:CreateDate>",
        f"<xmp:ModifyDate>{changed:%Y-%m-%d}T00:00:00Z</xmp:ModifyDate>",
        f"<xmp:MetadataDate>{changed:%Y-%m-%d}T00:00:00Z</xmp:MetadataDate>",
        "<xmp:CreatorTool>postpress</xmp:CreatorTool>",
        "<pdf:Producer>postpress</pdf:Producer>",
        f"<pdf:Keywords>{escape(', '.join(metadata.subjects))}</pdf:Keywords>" if metadata.subjects else "",
        f"<xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID>",
        "<xmpMM:VersionID>1</xmpMM:VersionID>",
        "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
    ]
    if profile.standard:
        lines.append("<pdf:Trapped>False</pdf:Trapped>")
    if profile.standard == "PDF/X-4":
        lines.append("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>")
    elif profile.standard:
        lines.append(f"<pdfx:GTS_PDFXVersion>{profile.standard}</pdfx:GTS_PDFXVersion>")
    spaces = {
        "dc": "http://purl.org/dc/elements/1.1/", "xmp": "http://ns.adobe.com/xap/1.0/", "pdf": "http://ns.adobe.com/pdf/1.3/",
        "xmpMM": "http://ns.adobe.com/xap/1.0/mm/", "pdfx": "http://ns.adobe.com/pdfx/1.3/",
        "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    }
    named = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in spaces.items())
    body = "\n".join(line for line in lines if line)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {named}>\n{body}\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _described(text: str) -> str:
    return f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:description>'


def _moment(day: date) -> str:
    """Return midnight UTC of a day as a PDF date (ISO 32000-1, 7.9.4)."""
    return f"D:{day:%Y%m%d}000000Z"
