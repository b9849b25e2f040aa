"""Save: the only way out. A file is written beside its place and moved in, so that a half-written one never stays."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from builder.errors import Report
from builder.model import Edition


def save(edition: Edition, folder: Path, report: Report) -> Path:
    """Write an edition into a folder under its own name and return where it stands.

    Raises:
        PostpressError: S001 when the folder cannot be made, S002 when the file cannot be written (no room, no right to),
            and nothing of it stays.
    """
    place = folder / edition.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        report.error("S001", f"the folder cannot be made: {_why(error)}", path=str(folder),
                     hint="choose another with --out, or ask for the right to write there")
        report.stop_on_errors()
    try:
        _write_beside(place, edition.data)
    except OSError as error:
        report.error("S002", f"the book cannot be written: {_why(error)}", path=str(place),
                     hint="make room or choose another folder with --out; nothing was left behind")
        report.stop_on_errors()
    return place


def _write_beside(place: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644 & ~_umask())
        Path(name).replace(place)
    except BaseException:  # Ctrl-C too: nothing half-written may stay
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
