"""Save: the only way out. A file is written beside its place and moved in, so that a half-written one never stays."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from builder.errors import Report
from builder.model import Edition


def save(edition: Edition, folder: Path, report: Report) -> Path:
    """Write an edition into a folder under its own name and return where it stands.

    Raises:
        PostpressError: S001 when the folder cannot be made, S002 when the file cannot be written (no room, no right to),
            and nothing of it stays.
    """
    return save_together([edition], folder, report)[0]


def save_together(editions: Sequence[Edition], folder: Path, report: Report) -> tuple[Path, ...]:
    """Write editions into a folder, all of them or none: every one is whole on the disk before the first is moved in.

    Raises:
        PostpressError: as `save`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        report.error("S001", f"the folder cannot be made: {_why(error)}", path=str(folder),
                     hint="choose another with --out, or ask for the right to write there")
        report.stop_on_errors()
    places = tuple(folder / edition.name for edition in editions)
    written: list[Path] = []
    writing = places[0]
    try:
        for edition, writing in zip(editions, places, strict=True):
            written.append(_write_beside(writing, edition.data))
        for file, writing in zip(written, places, strict=True):
            file.replace(writing)
    except OSError as error:
        report.error("S002", f"the book cannot be written: {_why(error)}", path=str(writing),
                     hint="make room or choose another folder with --out; nothing was left behind")
        report.stop_on_errors()
    finally:
        for file in written:  # those not moved in: after an error, and after Ctrl-C
            file.unlink(missing_ok=True)
    return places


def save_text(text: str, place: Path, report: Report) -> None:
    """Write a text as UTF-8 under that name, or nothing.

    Raises:
        PostpressError: S002 when it cannot be written.
    """
    try:
        _write_beside(place, text.encode("utf-8", "backslashreplace")).replace(place)
    except OSError as error:
        report.error("S002", f"the file cannot be written: {_why(error)}", path=str(place),
                     hint="make room or choose another folder; nothing was left behind")
        report.stop_on_errors()


def _write_beside(place: Path, data: bytes) -> Path:
    """Return a file in the same folder that holds the data; on any failure it is gone."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
    except BaseException:  # Ctrl-C too
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
