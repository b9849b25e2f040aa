"""What kinds of e-readers there are: how each is known by its folders, which files it opens, and where it wants them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of devices."""

    name: str
    folder: str
    """Where books go, below the device's own top; empty: the top."""
    endings: tuple[str, ...]
    """What it opens, the best first."""
    hint: str = ""
    """What to do when there is no file it opens."""


_MAKE = "make one with 'postpress build --to epub'"

KOBO = Kind("Kobo", "", (".kepub.epub", ".epub"), _MAKE)
KINDLE = Kind("Kindle", "documents", (".azw3",),
              "a Kindle ignores an EPUB that is copied to it: make an .azw3 with 'postpress build --to azw3', or send the EPUB "
              "by mail")
POCKETBOOK = Kind("PocketBook", "Books", (".epub",), _MAKE)
KINDLE_KOREADER = Kind("Kindle with KOReader", "documents", (".epub",), _MAKE)
KOREADER = Kind("KOReader", "Books", (".epub",), _MAKE)
FOLDER = Kind("folder", "", (".epub",), _MAKE)

_KOREADER = ("koreader", "extensions/koreader", "applications/koreader")
"""Where KOReader is installed: on Android and in its own folder, on a Kindle, on a PocketBook (its wiki, Installation)."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is connected, or a folder that is treated as one."""

    kind: Kind
    top: Path
    """Where it is mounted."""
    source: str = ""
    """The system's own name of its disk, `/dev/sdb1`, where it has one."""

    @property
    def name(self) -> str:
        """What it is called by whoever mounted it."""
        return self.top.name or str(self.top)

    @property
    def shelf(self) -> Path:
        """The folder its books go to."""
        return self.top / self.kind.folder if self.kind.folder else self.top


def kind_of(top: Path) -> Kind | None:
    """Return what kind of device is mounted at a place, by the folders its makers put there; None for any other disk.

    A Kobo has `.kobo` (kobolabs/epub-spec); a Kindle `documents` and `system`; a PocketBook `system` and `Books` and, unlike a
    Kindle, no `documents`.
    """

    def has(*folders: str) -> bool:
        return all(_is_folder(top / folder) for folder in folders)

    reads_epub = any(has(place) for place in _KOREADER)
    if has(".kobo"):
        return KOBO
    if has("documents", "system"):
        return KINDLE_KOREADER if reads_epub else KINDLE
    if has("system", "Books"):
        return POCKETBOOK
    return KOREADER if reads_epub else None


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:  # a device that has just been pulled out
        return False
