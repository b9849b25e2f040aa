"""Writes a catalogue as files for any web server, the same bytes for the same books, and touches nothing it did not write."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from builder.catalogue import atom, opds_json, web_page
from builder.catalogue.books import Shelf
from builder.catalogue.covers import COVER, SMALL, Covers
from builder.catalogue.feeds import feed, grouped
from builder.catalogue.places import Form, Place, Published
from builder.catalogue.words import words_for
from builder.errors import Report

_FORMS: tuple[Form, ...] = ("xml", "json", "html")
RECORD = ".postpress-catalogue.json"
"""What an earlier run wrote: path -> SHA-256."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A file to write: its bytes, or the file it is a copy of."""

    path: str
    """With slashes, below the folder."""
    source: bytes | Path
    is_book: bool = False


def publish(
    shelf: Shelf, books: Path, out: Path, addresses: Published, report: Report, *, link: bool = False,
) -> tuple[Path, ...]:
    """Write the catalogue of a shelf into a folder and return its files that changed, index.xml first.

    Files of an earlier run that are not needed any more are removed, if they are still as they were written.

    Args:
        shelf: the books, dated by what they say themselves.
        books: the folder they stand in.
        out: the folder to write to, made when it is not there.
        addresses: relative or absolute.
        report: takes K007 for covers that cannot be used.
        link: link books in place of copying them, where the file system can.

    Raises:
        PostpressError: K008 when one folder is in the other, K009 when a file stands in the way that is none of ours,
            K010 when something cannot be written; S-codes never.
    """
    inner, outer = out.resolve(), books.resolve()
    if inner == outer or inner.is_relative_to(outer) or outer.is_relative_to(inner):
        report.error("K008", "the catalogue cannot stand in the folder of the books, nor they in it", path=str(out),
                     hint="name a folder of its own with --out")
        report.stop_on_errors()
    try:
        with tempfile.TemporaryDirectory(prefix="postpress-") as drafts:
            leaves = _leaves(shelf, addresses, Path(drafts), report)
            return _bring(sorted(leaves, key=lambda leaf: (leaf.path != "index.xml", leaf.path)), out, report, link=link)
    except OSError as error:
        report.error("K010", f"the catalogue cannot be written: {(error.strerror or str(error)).lower()}",
                     path=str(error.filename or out), hint="make room or choose another folder with --out; run it again")
        report.stop_on_errors()
        raise


def _bring(leaves: Sequence[_Leaf], out: Path, report: Report, *, link: bool) -> tuple[Path, ...]:
    """Make the folder hold those files and return those that had to be written."""
    record = _record(out)
    digests = {leaf.path: _digest(leaf.source) for leaf in leaves}
    there = {path: _digest(file) for path in {*digests, *record}
             if (file := out / path).is_file() and not file.is_symlink()}
    _stop_at_strangers(out, digests, record, there, report)
    changed = tuple(out / leaf.path for leaf in leaves if there.get(leaf.path) != digests[leaf.path])
    # First what the feeds speak of, then the feeds: a reader never meets an address that leads nowhere.
    for leaf in sorted(leaves, key=lambda each: each.path.endswith((".xml", ".json", ".html"))):
        if there.get(leaf.path) != digests[leaf.path]:
            _write(out / leaf.path, leaf.source, link=link and leaf.is_book)
    for path in sorted(set(record) - set(digests)):
        if there.get(path) == record[path]:
            _remove(out, path)
    told = json.dumps(digests, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n"
    _write(out / RECORD, told, link=False)
    return changed


def _with_good_covers(shelf: Shelf, covers: Covers, report: Report) -> Shelf:
    """Return the shelf without covers of which no picture can be made."""
    books = []
    for book in shelf.books:
        if book.cover_stamp and not covers.picture(book, SMALL):
            report.warn("K007", "the cover cannot be shown", path=str(book.cover_file),
                        hint="see what 'postpress check' says of the file")
            book = replace(book, cover_file=None, cover_stamp="")  # noqa: PLW2901 - the same book
        books.append(book)
    return replace(shelf, books=tuple(books))


def _leaves(shelf: Shelf, addresses: Published, drafts: Path, report: Report) -> Iterator[_Leaf]:
    """Yield all files of the catalogue; covers are kept in the folder of drafts, for there may be thousands."""
    covers = Covers()
    shelf = _with_good_covers(shelf, covers, report)
    for place in _places(shelf):
        page = 1
        while found := feed(shelf, place.turned(page)):
            xml, json_, html = (addresses.file(found.place, form) for form in _FORMS)
            yield _Leaf(xml, atom.write(found, shelf.title, addresses, xml))
            yield _Leaf(json_, opds_json.write(found, addresses, json_))
            if place.kind == "new":
                yield _Leaf(html, web_page.write(found, shelf.title, addresses, html))
            page += 1
    for book in shelf.books:
        if book.cover_stamp:
            for folder, longest in (("covers", COVER), ("thumbnails", SMALL)):
                draft = drafts / f"{folder}-{book.key}.jpg"
                draft.write_bytes(covers.picture(book, longest))
                yield _Leaf(f"{folder}/{book.key}.jpg", draft)
        for download in book.downloads:
            yield _Leaf(addresses.download_file(book, download), download.path, is_book=True)


def _places(shelf: Shelf) -> Iterator[Place]:
    yield from (Place("opds"), Place("new"), Place("titles"))
    for place in (Place("authors"), Place("tags")):
        groups = grouped(shelf, place.kind, words_for(shelf))
        if groups:
            yield place
            yield from (Place(place.kind, key) for key in groups)


def _record(out: Path) -> dict[str, str]:
    """Return what an earlier run wrote; a record that is damaged or names what is outside counts for nothing."""
    try:
        said = json.loads((out / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {path: digest for path, digest in said.items() if isinstance(digest, str) and _is_inside(path)}


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path and ":" not in parts[0]


def _stop_at_strangers(
    out: Path, digests: dict[str, str], record: dict[str, str], there: dict[str, str], report: Report,
) -> None:
    for path in sorted(digests):
        file = out / path
        if (file.exists() or file.is_symlink()) and there.get(path) not in {digests[path], record.get(path)}:
            report.error("K009", "a file stands in the way that this command did not write, or that was changed since",
                         path=str(file), hint="move it away, or choose another folder with --out")
    report.stop_on_errors()


def _digest(source: bytes | Path) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(place: Path, source: bytes | Path, *, link: bool) -> None:
    """Write beside the place and move in, so that a half-written file never stands there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".catalogue-", dir=place.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(source, bytes):
                file.write(source)
            elif not link:
                with source.open("rb") as book:
                    shutil.copyfileobj(book, file, 1 << 20)
        if isinstance(source, Path) and link:
            _link(source, beside)
        else:
            beside.chmod(0o644)
        beside.replace(place)
    except BaseException:  # Ctrl-C too
        beside.unlink(missing_ok=True)
        raise


def _link(source: Path, place: Path) -> None:
    place.unlink()
    try:
        place.hardlink_to(source.resolve())
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, place)
        place.chmod(0o644)


def _remove(out: Path, path: str) -> None:
    """Remove a file of an earlier run, and the folder it leaves empty."""
    (out / path).unlink()
    folder = (out / path).parent
    while folder != out and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
