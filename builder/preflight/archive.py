"""A zip from anywhere, opened with care: names that stay inside, sizes that were promised, nothing encrypted."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping

from builder.epub.documents import lower
from builder.errors import Report

FILES_MOST = 5_000
BYTES_MOST = 512 << 20
"""Unpacked bytes of a whole book."""
RATIO_MOST = 200
"""Unpacked bytes per packed byte, for files beyond RATIO_FROM: text packs to a tenth, a bomb to a thousandth."""
RATIO_FROM = 32 << 20
"""A smaller file does no harm unpacked, and one letter five million times over is text as well."""
_FLAG_ENCRYPTED = 0x1
MIMETYPE = b"application/epub+zip"


def unpack(data: bytes, name: str, report: Report) -> Mapping[str, bytes] | None:
    """Return the files of a zip by name; None with V010, V011 or V012 in the report when it is not safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if not _are_sound(infos, name, report):
                return None
            return {info.filename: _content(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        report.error("V010", f"the container cannot be opened: {lower(str(error))}", path=name,
                     hint="the file is damaged; make or download it again")
        return None


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file's bytes, and no more than its header promises."""
    with archive.open(info) as stream:
        content = stream.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise zipfile.BadZipFile(f"{info.filename!r} is longer or shorter than it says")
    return content


def _are_sound(infos: list[zipfile.ZipInfo], name: str, report: Report) -> bool:
    before = len(report.errors)
    for info in infos:
        reason = _unsafe(info)
        if reason:
            report.error("V011", f"an unsafe file in the container, {reason}: {info.filename[:80]!r}", path=name,
                         hint="do not unpack this file; ask where it comes from")
    for folded, count in Counter(info.filename.casefold() for info in infos).items():
        if count > 1:
            report.error("V011", f"{count} files of the container have the same name: {folded[:80]!r}", path=name,
                         hint="names must differ in more than case")
    total = sum(info.file_size for info in infos)
    if len(infos) > FILES_MOST or total > BYTES_MOST:
        report.error("V012", f"the container holds {len(infos)} files of {total >> 20} MB, too much for a book", path=name,
                     hint="do not unpack this file; ask where it comes from")
    for info in infos:
        if info.file_size > RATIO_FROM and info.file_size > RATIO_MOST * max(info.compress_size, 1):
            report.error("V012", f"{info.filename[:80]!r} would unpack to {info.file_size // max(info.compress_size, 1)} times "
                         "its size", path=name, hint="do not unpack this file; ask where it comes from")
    return len(report.errors) == before


def _unsafe(info: zipfile.ZipInfo) -> str:
    """Return why an entry may not be unpacked, or empty."""
    name, written = info.filename, info.orig_filename
    reasons = (
        ("an absolute path", name.startswith("/") or name[1:2] == ":"),
        ("a path with backslashes", "\\" in written),
        ("a path that leaves the book", ".." in name.split("/")),
        ("a name with control characters", any(ord(c) < 32 or c == "\x7f" for c in written)),
        ("a symbolic link", stat.S_ISLNK(info.external_attr >> 16)),
        ("packed in a way no reading system knows", info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}),
        ("encrypted", bool(info.flag_bits & _FLAG_ENCRYPTED)),
    )
    return next((reason for reason, holds in reasons if holds), "")


def check_mimetype(data: bytes, files: Mapping[str, bytes], name: str, report: Report) -> None:
    """Report V013 unless `mimetype` comes first, stored, without an extra field (EPUB OCF 3.3, 4.3)."""
    hint = "Kobo calls such a book damaged; pack it again with mimetype first and stored"
    if files.get("mimetype") != MIMETYPE:
        report.error("V013", "the file 'mimetype' is missing or does not say application/epub+zip", path=name, hint=hint)
    # Local file header (APPNOTE 4.3.7): method at 8, length of name at 26, of the extra field at 28, the name at 30.
    elif data[8:10] != b"\0\0" or data[26:30] != b"\x08\0\0\0" or data[30:58] != b"mimetype" + MIMETYPE:
        report.error("V013", "the file 'mimetype' does not come first and stored", path=name, hint=hint)
