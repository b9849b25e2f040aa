"""Keeps what was fetched and what was made of it, each under the hash that proves it; any file of it may be deleted."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
from hashlib import sha256
from pathlib import Path

import platformdirs

from builder.errors import Report

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Store:
    """A folder of fetched pictures (`objects`) and of results that can be made again (`derived`).

    Nothing in it is believed before its hash is found right. Builds may share it at the same time: a file is written
    beside its place and moved in, and whoever comes second moves in the same bytes.
    """

    def __init__(self, folder: Path | None = None, *, report: Report | None = None) -> None:
        """Open the store; nothing is written yet.

        Args:
            folder: where it stands; the user's own cache folder of `postpress` when None.
            report: told once when the folder cannot be written to. Builds go on without it.
        """
        self.folder = platformdirs.user_cache_path("postpress", appauthor=False) if folder is None else folder
        self._report = report
        self._told = False
        self._lock = threading.Lock()

    def find(self, digest: str) -> bytes | None:
        """Return the bytes with that SHA-256 (64 hex digits); None when they are not here, or no longer intact."""
        if not _DIGEST.fullmatch(digest):
            return None
        path = self.folder / "objects" / digest[:2] / digest
        data = _contents(path)
        if data is None or sha256(data).hexdigest() == digest:
            return data
        _forget(path)
        return None

    def put(self, data: bytes) -> str:
        """Keep the bytes if the folder can be written to; return their SHA-256 in either case."""
        digest = sha256(data).hexdigest()
        if self.find(digest) is None:
            self._write(self.folder / "objects" / digest[:2] / digest, data)
        return digest

    def recall(self, key: str) -> bytes | None:
        """Return what `keep` was given under that key; None when it is not here, or no longer intact.

        The key is any text that names everything the result depends on; it is hashed, never used as a path.
        """
        path = self._derived(key)
        kept = _contents(path)
        if kept is None:
            return None
        # The key stands in the file as well: a result moved to another key's place is not believed.
        proof, data = kept[:64], kept[65:]
        if proof == _proof(key, data):
            return data
        _forget(path)
        return None

    def keep(self, key: str, data: bytes) -> None:
        """Keep a result under the key, if the folder can be written to."""
        self._write(self._derived(key), _proof(key, data) + b"\n" + data)

    def _derived(self, key: str) -> Path:
        name = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / "derived" / name[:2] / name

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_beside(path, data)
        except OSError as error:
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        with self._lock:
            if self._told or self._report is None:
                return
            self._told = True
        self._report.warn(
            "A051", f"pictures cannot be kept in '{shown(self.folder)}': {(error.strerror or str(error)).lower()}",
            hint="the next build has to fetch and prepare them again; make that folder writable",
        )


def write_beside(path: Path, data: bytes) -> None:
    """Write a whole file: beside its place first, then moved in, so that no reader ever sees a part of it.

    Raises:
        OSError: it could not be written; what stood there before still does.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def shown(folder: Path) -> str:
    """Return a folder outside the project as people write it, with `~` for their home."""
    try:
        return (Path("~") / folder.relative_to(Path.home())).as_posix()
    except (ValueError, RuntimeError):
        return folder.as_posix()


def _proof(key: str, data: bytes) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest().encode("ascii")


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
