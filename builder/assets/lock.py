"""The lock file of a project: which bytes stood at which address when the book was last made."""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from builder.assets.store import write_beside
from builder.errors import Report

LOCK_NAME = "postpress.lock"
_HEAD = """\
# The pictures this folder's books were made with, as they stood at their addresses.
# Written by postpress. Keep it with the posts; delete it to take every picture as it is today.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture that was fetched."""

    url: str
    """As the post names it."""
    sha256: str
    """Of the bytes as they were sent, 64 hex digits."""
    type: str
    """Media type judged by content: `image/png`."""
    bytes: int
    """How many there were."""


def read_lock(path: Path, report: Report) -> tuple[Entry, ...]:
    """Return the lock file's entries; none where there is no file. A file that cannot be read is the error A053."""
    try:
        text = path.read_text(encoding="utf-8")
        return tuple(_entry(table) for table in tomllib.loads(text).get("picture", ()))
    except FileNotFoundError:
        return ()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        why = f"line {place[1]} is not TOML" if place else "it ends too early"
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError):
        why = "it does not hold what a lock file holds"
    report.error("A053", f"the lock file cannot be read: {why}", path=path.name,
                 hint="restore it, or delete it and the next build writes it anew")
    return ()


def _entry(table: dict[str, object]) -> Entry:
    url, digest, media_type, size = table["url"], table["sha256"], table["type"], table["bytes"]
    if not (isinstance(url, str) and isinstance(digest, str) and isinstance(media_type, str) and isinstance(size, int)):
        raise TypeError
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError
    return Entry(url, digest, media_type, size)


def lock_text(entries: tuple[Entry, ...]) -> str:
    """Return the lock file: sorted by address, the same for the same entries, with no path of any machine in it."""
    blocks = [
        f"\n[[picture]]\nurl = {_quoted(e.url)}\n"
        f"sha256 = {_quoted(e.sha256)}\ntype = {_quoted(e.type)}\nbytes = {e.bytes}\n"
        for e in sorted(entries, key=lambda e: e.url)
    ]
    return _HEAD + "".join(blocks)


def save_lock(path: Path, entries: tuple[Entry, ...], report: Report) -> None:
    """Write the lock file if that changes it; a folder that cannot be written to is the warning A054."""
    data = lock_text(entries).encode("utf-8")
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        write_beside(path, data)
        with contextlib.suppress(OSError):
            path.chmod(0o644)
    except OSError as error:
        report.warn("A054", f"the lock file cannot be written: {(error.strerror or str(error)).lower()}",
                    path=path.name, hint="the next build has to fetch the pictures again; make the folder writable")


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL (TOML 1.0, Strings) and for pairs of surrogates, which this never writes.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
