"""Judges what a file is by its first bytes; names and Content-Type headers are never asked."""

from __future__ import annotations

import re

RASTERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
"""The pictures that are decoded: media type -> the decoder's name for it."""
SVG = "image/svg+xml"
WEB_PAGE = "text/html"
GIT_LFS = "text/x-git-lfs"
UNKNOWN = "application/octet-stream"

_NAMES = {
    "image/tiff": "a TIFF picture", "image/bmp": "a BMP picture", "image/x-icon": "an icon file",
    "image/heic": "a HEIC picture", "image/jxl": "a JPEG XL picture", "image/jp2": "a JPEG 2000 picture",
    "image/vnd.adobe.photoshop": "a Photoshop file", "application/pdf": "a PDF",
    "application/postscript": "a PostScript file",
    "application/gzip": "a gzip file", "application/zip": "a zip file", "video/mp4": "a video",
    "text/xml": "an XML file", "text/plain": "a text file", UNKNOWN: "not a picture",
}
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cJXL ", "image/jxl"),
    (b"\0\0\0\x0cjP  ", "image/jp2"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"%PDF-", "application/pdf"),
    (b"%!PS", "application/postscript"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PK\3\4", "application/zip"),
    (b"version https://git-lfs", GIT_LFS),
)
_HTML_TAGS = frozenset({"html", "head", "body", "title", "meta", "script", "div", "p", "h1", "center"})
# Atomic and possessive, so that no text makes it go back: a million comments cost a million steps.
_ROOT = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[[^\]]*\]\s*)?>)*+<([\w:.-]+)", re.DOTALL | re.IGNORECASE)
_DOCTYPE_HTML = re.compile(r"\s*<!DOCTYPE\s+html\b", re.IGNORECASE)


def media_type(data: bytes) -> str:
    """Return the media type that the content shows; `application/octet-stream` when it shows none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _of_brands(data)
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    return _of_text(data[:65536])


def described(kind: str) -> str:
    """Return what a file of that media type is called in a message: `a TIFF picture`."""
    return _NAMES.get(kind, _NAMES[UNKNOWN])


def _of_brands(data: bytes) -> str:
    """Return the type of an ISO base media file by its brands (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if brands & {b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"}:
        return "image/heic"
    return "video/mp4"


def _of_text(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start.decode("utf-16", "replace")
    elif b"\0" in start:
        return UNKNOWN
    else:
        text = start.decode("utf-8-sig", "replace")
    if not text.strip():
        return UNKNOWN
    if _DOCTYPE_HTML.match(text):
        return WEB_PAGE
    root = _ROOT.match(text)
    if root:
        name = root[1].rpartition(":")[2].lower()
        if name == "svg":
            return SVG
        return WEB_PAGE if name in _HTML_TAGS else "text/xml"
    control = sum(1 for c in text[:1024] if c < " " and c not in "\t\n\r\f")
    return "text/plain" if control == 0 and "�" not in text[:1024] else UNKNOWN
