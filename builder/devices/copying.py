"""Copying: a book's bytes come in; they stand on a device under their own name, read back and compared, or nothing does."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from builder.devices.kinds import Device
from builder.devices.names import device_name, numbered
from builder.devices.shelves import identifier_of
from builder.errors import Report

_PART = ".postpress-part"
"""What an unfinished file is called; readers pass over names with a dot."""

_SPARE = 2 * 1024 * 1024
"""Bytes that are left free: a device that is full to the last cannot keep its own catalogue."""

LARGEST = 2**32 - 1
"""Bytes of a file on FAT32."""

_CHUNK = 1024 * 1024

_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.EHOSTDOWN}
_UNSYNCED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EPERM, errno.EACCES}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book on a device."""

    place: Path
    action: str
    """`copied`, `replaced` an earlier edition, or `unchanged`: it was there already."""


def put(stem: str, ending: str, data: bytes, device: Device, report: Report) -> Loaded | None:
    """Copy a book to a device, and read it back; None, with a D-code in the report, where that cannot be done.

    An earlier edition of the same book, by its identifier, is replaced in one step; another book of that name keeps it, and
    this one gets a number. Whatever goes wrong, no part of the book stays behind.
    """
    try:
        shelf = _shelf(device)
        _sweep(shelf)
        place, action = _place(shelf, device_name(stem, ending), ending, data)
        if action == "unchanged":
            return Loaded(place, action)
        free = shutil.disk_usage(shelf).free
        if len(data) > LARGEST or len(data) + _SPARE > free:
            _tell_no_room(stem, len(data), free, device, report)
            return None
        if not _write(place, data):
            report.error("D009", f"what {device.name} gives back of {place.name} is not what was written",
                         path=str(place), hint="the device or its cable may be failing; nothing was kept, try another port")
            return None
    except OSError as error:
        _tell(error, stem, device, report)
        return None
    return Loaded(place, action)


def _shelf(device: Device) -> Path:
    """Return the folder for books, made where it is missing; one that leads off the device is not followed."""
    shelf = device.shelf
    shelf.mkdir(parents=True, exist_ok=True)
    if not shelf.resolve().is_relative_to(device.top.resolve()):
        return device.top
    return shelf


def _sweep(shelf: Path) -> None:
    """Take away what an earlier load left when its device was pulled out: no other program writes names of this kind."""
    for left in shelf.glob(f".*{_PART}"):
        with contextlib.suppress(OSError):
            left.unlink()


def _place(shelf: Path, name: str, ending: str, data: bytes) -> tuple[Path, str]:
    """Return where the book goes and what becomes of what is there."""
    there = {file.name.casefold(): file for file in shelf.iterdir()}  # FAT takes Book.epub and book.epub for one
    identifier = identifier_of(data)
    for wished in _wishes(name, ending):
        found = there.get(wished.casefold())
        if found is None:
            return shelf / wished, "copied"
        if found.is_symlink() or not found.is_file():
            continue
        held = found.read_bytes()
        if held == data:
            return found, "unchanged"
        if identifier and identifier_of(held) == identifier:
            return found, "replaced"
    raise OSError(errno.EEXIST, "every name is taken")


def _wishes(name: str, ending: str) -> Iterator[str]:
    yield name
    yield from (numbered(name, ending, number) for number in range(2, 100))


def _write(place: Path, data: bytes) -> bool:
    """Write a file beside its place, read it back and move it in; return whether what was read is what was written."""
    part = place.with_name(f".{sha256(place.name.encode()).hexdigest()[:12]}{_PART}")
    try:
        with part.open("wb") as file:
            for start in range(0, len(data), _CHUNK):
                file.write(data[start : start + _CHUNK])
            file.flush()
            _sync(file.fileno())
        if _digest(part) != sha256(data).digest():
            return False
        part.replace(place)
        _sync_folder(place.parent)
        return True
    finally:
        with contextlib.suppress(OSError):  # moved in already, or gone with its device
            part.unlink()


def _sync(handle: int) -> None:
    """Wait until the device has it; file systems in user space, such as those for MTP, may not know how."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNSYNCED:
            raise


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)


def _digest(file: Path) -> bytes:
    """Return the hash of a file as the device has it: what the system remembers of it is dropped first, where it can be."""
    found = sha256()
    with file.open("rb") as opened:
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := opened.read(_CHUNK):
            found.update(chunk)
    return found.digest()


_MAKE_ROOM = "delete books on the device, on its own screen"


def _tell_no_room(stem: str, size: int, free: int, device: Device, report: Report) -> None:
    if size > LARGEST:
        report.error("D004", f"{stem!r} has 4 GB or more, which no e-reader's disk takes in one file",
                     hint="make its pictures smaller")
    else:
        report.error("D004", f"{device.name} has no room for {stem!r}: {size / 1e6:.1f} MB, and {free / 1e6:.1f} MB are free",
                     hint=_MAKE_ROOM)


def _tell(error: OSError, stem: str, device: Device, report: Report) -> None:
    said = (error.strerror or str(error)).lower()
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        report.error("D004", f"{device.name} is full, and {stem!r} was not copied", hint=_MAKE_ROOM)
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        report.error("D005", f"nothing can be written to {device.name} ({device.top}): {said}",
                     hint="unlock it and connect it again; one that was pulled out may need its file system checked")
    elif error.errno in _GONE or not device.top.exists():
        report.error("D006", f"{device.name} went away while {stem!r} was copied",
                     hint="connect it again and repeat; nothing of the book was kept")
    else:
        report.error("D008", f"{stem!r} could not be copied to {device.name}: {said}", hint="connect it again and repeat")
