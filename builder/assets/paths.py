"""Finds a local picture under the project's folder, and lets nothing lead out of it."""

from __future__ import annotations

import difflib
import errno
import os
import re
import stat
from pathlib import Path
from urllib.parse import unquote

MAX_BYTES = 100_000_000
"""Of a local file: five times what is downloaded, as it is the user's own."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
_SEARCHED = 5000
"""Files looked at, at most, to say where a missing one may be."""


class PathError(Exception):
    """Why a local picture was not had: a code of this room, a sentence and what to do."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def locate(target: str, *, folder: Path, root: Path) -> Path:
    """Return where the picture lies, with every link followed: a regular file under `root`.

    Args:
        target: the path as its author wrote it; percent escapes are read first, so that none hides a `..`.
        folder: the folder of the file that asks for it; relative paths start there.
        root: the project's folder.

    Raises:
        PathError: A031 missing, A032 outside, A033 absolute, A034 not a file, A036 not a path.
    """
    decoded = unquote(target, errors="replace")
    spellings = _spellings(target, decoded)
    target = target if len(target) <= 120 else f"{target[:100]}…"
    _require_path(target, decoded)
    _require_relative(target, decoded, root)
    within = root.resolve()
    for spelling in spellings:
        place = _place(folder, spelling, target)
        if not place.is_relative_to(within):
            how = _link_note(folder, spelling, within)
            raise PathError("A032", f"'{target}' leads out of the project's folder{how}",
                            "copy the picture into the folder and name the copy")
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise PathError("A036", f"'{target}' is not a path: it is too long", "name a picture") from error
            raise PathError("A035", f"'{target}' cannot be read: {_why(error)}", "look at its rights") from error
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a file but a device, socket or pipe"
            raise PathError("A034", f"'{target}' is {what}", "name a picture")
        return place
    raise PathError("A031", f"there is no picture '{target}'", _suggestion(decoded, folder, within))


def contents(path: Path, target: str) -> bytes:
    """Return the bytes of a file that `locate` found.

    Raises:
        PathError: A034, A035 or A037: not a file any more, not to be read, or too large.
    """
    try:
        # Without blocking: what was a file a moment ago may be a pipe now, and that would wait for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PathError("A034", f"'{target}' is not a file", "name a picture")
            if status.st_size > MAX_BYTES:
                raise PathError("A037", f"'{target}' is larger than {MAX_BYTES // 1_000_000} MB", "save a smaller copy")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PathError("A035", f"'{target}' cannot be read: {_why(error)}", "look at its rights") from error


def _require_path(target: str, decoded: str) -> None:
    shown = "".join(c if c.isprintable() else "�" for c in target)
    if any(ord(c) < 32 or ord(c) == 127 for c in decoded):
        raise PathError("A036", f"'{shown}' is not a path: it has a control character in it", "name a picture")
    if not decoded.strip():
        raise PathError("A036", "a picture without an address or path", "name a picture, or take the mark away")


def _require_relative(target: str, decoded: str, root: Path) -> None:
    hint = "name the picture by a path that starts from the post's own folder"
    if decoded.lower().startswith("file:") or _DRIVE.match(decoded) or decoded.startswith(("\\\\", "~")):
        raise PathError("A033", f"'{target}' is a place on one machine", hint)
    if decoded.startswith(("/", "\\")):
        # Blog engines write paths from the site's root; the folder they mean is often here under the same name.
        inside = decoded.lstrip("/\\").partition("?")[0]
        for base in ("", "static", "public", "source", "assets"):
            if inside and ".." not in inside and (root / base / inside).is_file():
                hint = f"did you mean '{(Path(base) / inside).as_posix()}'?"
                break
        raise PathError("A033", f"'{target}' is an absolute path", hint)
    if _SCHEME.match(decoded):
        scheme = decoded.partition(":")[0].lower()
        raise PathError("A036", f"'{target}' is neither a path nor an http address: '{scheme}:' is not known here",
                        "save the picture beside the post and name that file")


def _spellings(target: str, decoded: str) -> list[str]:
    """Return the readings of a path, the likeliest first: decoded, without a query, as written, with slashes turned."""
    plain = decoded.partition("?")[0].partition("#")[0]
    return list(dict.fromkeys(s for s in (decoded, plain, target, decoded.replace("\\", "/")) if s))


def _place(folder: Path, spelling: str, target: str) -> Path:
    try:
        return (folder / spelling).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise PathError("A036", f"'{target}' is not a path: {_why(error)}", "name a picture") from error


def _link_note(folder: Path, spelling: str, within: Path) -> str:
    """Say that it is a link which leads out, where the path as written does not."""
    written = Path(os.path.normpath(folder.resolve() / spelling))
    return ", by a symbolic link" if written.is_relative_to(within) else ""


def _suggestion(decoded: str, folder: Path, within: Path) -> str:
    """Return the name that was most likely meant: in the folder it should be in, or elsewhere in the project."""
    wanted = Path(decoded.partition("?")[0].replace("\\", "/"))
    beside = folder / wanted.parent
    names = _names(beside) if beside.resolve().is_relative_to(within) else []
    pictures = {Path(name).stem.casefold(): name for name in names if name.lower().endswith(_PICTURE_NAMES)}
    stem = wanted.stem.casefold()
    elsewhere = None if stem in pictures else _elsewhere(wanted.name, within)
    if elsewhere is not None:
        return f"did you mean '{Path(os.path.relpath(elsewhere, folder.resolve())).as_posix()}'?"
    near = difflib.get_close_matches(stem, pictures, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{(wanted.parent / pictures[near[0]]).as_posix()}'?"
    return "put the picture there, or correct the path; it starts from the post's own folder"


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []


def _elsewhere(name: str, within: Path) -> Path | None:
    """Return the first file of that name in the project, hidden folders left out."""
    looked = 0
    for place, folders, files in os.walk(within):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in {"node_modules", "__pycache__"})
        looked += len(files) + 1
        if name in files:
            return Path(place, name)
        if looked > _SEARCHED:
            return None
    return None


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
