"""Finds the books of a folder and keeps the shelf as the folder is, reading again only what changed."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from builder.catalogue.books import EPOCH, KINDS, PRINT_LABEL, SCREEN, Book, Download, Kind, Package, Shelf
from builder.catalogue.folding import derived, key_of, shown, uri
from builder.catalogue.packages import UnreadableError, read_package
from builder.catalogue.words import words_for
from builder.errors import Report

DEPTH_MOST = 8
"""Folders in folders."""
FILES_MOST = 100_000
"""Looked at in all."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A file of a kind that books come as."""

    path: Path
    stem: str
    """Its place in the folder without the suffix, with slashes."""
    kind: Kind
    size: int
    mtime_ns: int

    @property
    def stamp(self) -> tuple[str, int, int]:
        return str(self.path), self.size, self.mtime_ns


class Library:
    """A folder of finished books, and the shelf it makes."""

    def __init__(self, folder: Path, *, title: str = "", by_file: bool = True, patience: float = 1.0) -> None:
        """Look at nothing yet.

        Args:
            folder: where the books are.
            title: of the catalogue; "Books" in the language of most of them by default.
            by_file: date a book by its files, so that what was put there last is the newest; else by what it says itself.
            patience: seconds during which the folder is not looked at again.
        """
        self.folder = folder
        self._title = shown(title)
        self._by_file = by_file
        self._patience = patience
        self._read: dict[tuple[str, int, int], Package | str] = {}
        self._shelf: Shelf | None = None
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._looked = 0.0
        self._lock = threading.Lock()

    def shelf(self, report: Report) -> Shelf:
        """Return the books as they are now, the newest first.

        Args:
            report: takes K001 when the folder cannot be read, K002 for each EPUB that cannot, K011 for each link out of it.

        Raises:
            PostpressError: K001.
        """
        with self._lock:
            if self._shelf is None or time.monotonic() - self._looked >= self._patience:
                found = self._found(report)
                seen = tuple(file.stamp for file in found)
                if self._shelf is None or seen != self._seen:
                    self._shelf = self._made(found, report)
                self._seen, self._looked = seen, time.monotonic()
            return self._shelf

    def holds(self, path: Path) -> bool:
        """Say whether a file is still a file inside the folder, wherever links lead."""
        try:
            return path.resolve(strict=True).is_relative_to(self.folder.resolve()) and path.is_file()
        except OSError:
            return False

    def _found(self, report: Report) -> list[_Found]:
        try:
            found = _walk(self.folder, self.folder.resolve(strict=True), report)
            return sorted(found, key=lambda f: (f.stem, f.kind.suffix))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            report.error("K001", f"the folder of books cannot be read: {why}", path=shown(str(self.folder)),
                         hint="name the folder that 'postpress build' writes to, 'dist' by default")
            report.stop_on_errors()
            raise

    def _made(self, found: list[_Found], report: Report) -> Shelf:
        self._read = {file.stamp: self._package(file) for file in found if file.kind.suffix.endswith(".epub")}
        together: dict[str, list[_Found]] = {}
        for file in found:
            said = self._read.get(file.stamp)
            if isinstance(said, str):
                report.warn("K002", f"the EPUB is left out: {said}", path=shown(str(file.path)),
                            hint="make it again, or judge it with 'postpress check'")
            else:
                together.setdefault(file.stem, []).append(file)
        _sort_editions(together)
        books = [self._book(stem, files) for stem, files in sorted(together.items())]
        ordered = sorted(_told_apart(books), key=lambda b: (-b.updated.timestamp(), b.key))
        shelf = Shelf(self._title, tuple(ordered))
        return shelf if shelf.title else replace(shelf, title=words_for(shelf).shelf)

    def _package(self, file: _Found) -> Package | str:
        """Return what an EPUB says, or why it cannot be read; from memory when it is the same file."""
        if file.stamp in self._read:
            return self._read[file.stamp]
        try:
            return read_package(file.path)
        except UnreadableError as error:
            return str(error)

    def _book(self, stem: str, files: list[_Found]) -> Book:
        by_suffix = {file.kind.suffix: file for file in files}
        source = by_suffix.get(".epub") or by_suffix.get(".kepub.epub")
        said = self._read[source.stamp] if source else None
        package = said if isinstance(said, Package) else Package(title=shown(stem.rpartition("/")[2]))
        key = key_of(stem)
        newest = max(file.mtime_ns for file in files)
        updated = datetime.fromtimestamp(newest // 1_000_000_000, UTC) if self._by_file else package.modified or EPOCH
        has_cover = source is not None and bool(package.cover)
        return Book(
            key, uri(package.identifier, stem), package, updated, _downloads(by_suffix),
            cover_file=source.path if source and has_cover else None,
            cover_stamp=key_of(f"{source.size} {source.mtime_ns}") if source and has_cover else "",
        )


def _walk(folder: Path, root: Path, report: Report) -> Iterator[_Found]:
    """Yield the files of all kinds below a folder; nothing hidden, no linked folder, no link that leads out."""
    left, seen = [(folder, "", 0)], 0
    while left:
        place, above, depth = left.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                seen += 1
                if seen > FILES_MOST:
                    return
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEPTH_MOST and os.access(entry.path, os.R_OK | os.X_OK):
                        left.append((Path(entry.path), f"{above}{entry.name}/", depth + 1))
                elif found := _file(entry, above, root, report):
                    yield found


def _file(entry: os.DirEntry[str], above: str, root: Path, report: Report) -> _Found | None:
    name = entry.name.lower()
    fits = [kind for kind in KINDS if name.endswith(kind.suffix) and len(name) > len(kind.suffix)]
    if not fits:
        return None
    kind = max(fits, key=lambda k: len(k.suffix))
    path = Path(entry.path)
    try:
        if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(root):
            report.warn("K011", "a link out of the folder is left out", path=shown(str(path)), hint="put the book itself there")
            return None
        about = path.stat()
    except OSError:  # gone since, or a link to nothing
        return None
    if not stat.S_ISREG(about.st_mode) or not os.access(path, os.R_OK):
        return None
    return _Found(path, above + entry.name[: -len(kind.suffix)], kind, about.st_size, about.st_mtime_ns)


def _sort_editions(together: dict[str, list[_Found]]) -> None:
    """Put the PDF for a screen beside the book it is an edition of, and leave the wrap out: it is nothing to read."""
    for stem in list(together):
        base, dash, edition = stem.rpartition("-")
        files = together[stem]
        if dash and base in together and edition in {"screen", "wrap"} and {file.kind.suffix for file in files} == {".pdf"}:
            del together[stem]
            if edition == "screen":
                together[base] += [replace(file, kind=SCREEN) for file in files]


def _downloads(by_suffix: dict[str, _Found]) -> tuple[Download, ...]:
    """Return the files in the order in which they are offered."""
    order = [KINDS[0], KINDS[1], SCREEN, *KINDS[2:]]
    has_screen = SCREEN.suffix in by_suffix
    return tuple(
        Download(file.path, shown(file.path.name), kind.media_type,
                 PRINT_LABEL if has_screen and kind.suffix == ".pdf" else kind.label, file.size, file.mtime_ns)
        for kind in order if (file := by_suffix.get(kind.suffix))
    )


def _told_apart(books: list[Book]) -> Iterator[Book]:
    """Yield the books, with an id of its own for each: two files may carry one identifier."""
    taken: set[str] = set()
    for book in books:
        own = book if book.id not in taken else replace(book, id=derived(f"{book.id} {book.key}"))
        taken.add(own.id)
        yield own
