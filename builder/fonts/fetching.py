"""Brings optional faces into the user's own fonts folder, with the package client the user has; nothing else is asked."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from builder.errors import Report
from builder.fonts.catalogue import fetched_folder, shown
from builder.fonts.sfnt import UnfitFont, facts
from builder.fonts.suggestions import OptionalFace, optional_faces

Run = Callable[..., "subprocess.CompletedProcess[str]"]

_SECONDS = 900
"""The largest package has 47 MB."""
_LARGEST = 40_000_000
"""Bytes a single face may have; the largest of the catalogue has 15 million."""
_RATIO = 20
"""Unpacked bytes for each packed one; faces compress to a half."""


def fetch_faces(
    names: Sequence[str], report: Report, *, folder: Path | None = None, run: Run = subprocess.run,
) -> tuple[Path, ...]:
    """Bring the faces of those names (`zh-Hant`, `ja`, `ko`, `full`) and return the files now in the fonts folder.

    Each package is fetched once, with `npm pack`, into a temporary folder; of its files only the named faces and the
    licence are read, and a face only enters when it is the file that was recorded. Faces already there are kept.

    Raises:
        PostpressError: F014 an unknown name, X010 no npm, F015 a package that could not be fetched, F016 one that does
            not hold what was recorded, F017 a fonts folder that cannot be written.
    """
    folder = fetched_folder() if folder is None else folder
    known = list(dict.fromkeys(face.name for face in optional_faces()))
    for name in names:
        if name not in known:
            report.error("F014", f"there are no faces {name!r} to fetch", hint=f"there are: {', '.join(known)}")
    report.stop_on_errors()
    wanted = [face for face in optional_faces() if face.name in names]
    here = _entries(folder)
    missing = [f for f in wanted if not (folder / f.file).is_file() or _entry_of(here, f) is None]
    if missing and shutil.which("npm") is None:
        report.error("X010", "npm, which brings the faces, is not installed",
                     hint="install Node.js (Debian: apt-get install npm; macOS: brew install node) and fetch again")
        report.stop_on_errors()
    for package in dict.fromkeys(face.package for face in missing):
        with tempfile.TemporaryDirectory(prefix="postpress-") as temporary:
            archive = _packed(package, Path(temporary), run, report)
            if archive is not None:
                _install([f for f in missing if f.package == package], archive, folder, report, run)
    report.stop_on_errors()
    return tuple(folder / face.file for face in wanted)


def _packed(package: str, place: Path, run: Run, report: Report) -> Path | None:
    """Have npm bring one package as an archive, without running anything of it."""
    _, name, version = package.split()
    program = shutil.which("npm") or "npm"
    try:
        done = run([program, "pack", "--ignore-scripts", "--loglevel=error", f"{name}@{version}"], cwd=place,
                   capture_output=True, text=True, timeout=_SECONDS, check=False)
        said = " ".join((done.stderr or "").split())[:300]
    except (OSError, subprocess.TimeoutExpired) as error:
        report.error("F015", f"npm could not bring {name} {version}: {error}", hint="look at the network and fetch again")
        return None
    archives = sorted(place.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        report.error("F015", f"npm could not bring {name} {version}: {said or 'it left no archive'}",
                     hint="look at the network and at npm's own settings, and fetch again")
        return None
    return archives[0]


def _install(faces: Sequence[OptionalFace], archive: Path, folder: Path, report: Report, run: Run) -> None:
    """Put the faces of one archive into the fonts folder, each beside its place and moved in, then name them there."""
    try:
        files = _read_members(archive, {f.source for f in faces} | {f.license_source for f in faces})
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        report.error("F016", f"the package {faces[0].package} cannot be unpacked: {error}",
                     hint="fetch again; if it stays so, report it")
        return
    entries = _entries(folder)
    try:
        (folder / "licenses").mkdir(parents=True, exist_ok=True)
        for face in faces:
            data = files.get(face.source, b"")
            if hashlib.sha256(data).hexdigest() != face.sha256 or not files.get(face.license_source):
                report.error("F016", f"the package {face.package} does not hold the {face.file} that was recorded",
                             hint="fetch again; if it stays so, report it")
                continue
            if face.lacks_chws:
                data = _spaced(data, face, report, run)
            _move_in(folder / face.file, data)
            licence = f"licenses/{face.family.replace(' ', '')}-OFL.txt"
            _move_in(folder / licence, files[face.license_source])
            old = _entry_of(entries, face)
            if old is not None:
                entries["face"].remove(old)
            entries["face"].append({
                "family": face.family, "weight": face.weight, "style": face.style, "file": face.file,
                "version": face.version, "package": face.package, "license": face.license, "license-file": licence,
                "copyright": face.copyright, "sha256": hashlib.sha256(data).hexdigest()})
        _move_in(folder / "fonts.toml", _toml(entries).encode())
    except OSError as error:
        report.error("F017", f"the fonts folder cannot be written: {error.strerror}", path=shown(folder),
                     hint="make room there, or make it writable")


def _read_members(archive: Path, wanted: set[str]) -> dict[str, bytes]:
    """Return the plain files of an archive that have just those names; nothing is unpacked onto the disk.

    Raises:
        ValueError: for a file larger than any face, or an archive that swells like no archive of faces does.
    """
    found: dict[str, bytes] = {}
    allowed = archive.stat().st_size * _RATIO
    with tarfile.open(archive, "r:gz") as members:
        for member in members:
            allowed -= member.size
            if allowed < 0:
                raise ValueError("it unpacks to more than faces do")
            if member.name not in wanted or not member.isfile():
                continue
            if member.size > _LARGEST:
                raise ValueError(f"{member.name} is larger than a face can be")
            stream = members.extractfile(member)
            found[member.name] = stream.read(_LARGEST) if stream is not None else b""
    return found


def _spaced(data: bytes, face: OptionalFace, report: Report, run: Run) -> bytes:
    """Return the face with contextual spacing added by chws-tool; as it is, with a hint, where that is not installed."""
    program = shutil.which("add-chws", path=str(Path(sys.executable).parent)) or shutil.which("add-chws")
    if program is not None:
        with tempfile.TemporaryDirectory(prefix="postpress-") as temporary:
            place = Path(temporary)
            (place / "face.ttf").write_bytes(data)
            fixed = {**os.environ, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
            run([program, "face.ttf", "-o", "spaced.ttf"], cwd=place, capture_output=True, text=True, env=fixed,
                timeout=_SECONDS, check=False)
            made = place / "spaced.ttf"
            if made.is_file():
                spaced = made.read_bytes()
                try:
                    facts(spaced)
                except UnfitFont:
                    return data
                return spaced
    report.hint("F018", f"{face.file} does not close up the space between two full-width marks",
                hint=f"pip install chws-tool, delete {shown(fetched_folder() / face.file)} and fetch again")
    return data


def _entries(folder: Path) -> dict[str, Any]:
    """Return what the folder's fonts.toml names, or the beginning of one; a damaged one is written anew."""
    try:
        table = tomllib.loads((folder / "fonts.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        table = {}
    faces = table.get("face", [])
    return {"face": [e for e in faces if isinstance(e, dict) and (folder / str(e.get("file"))).is_file()]}


def _entry_of(entries: dict[str, Any], face: OptionalFace) -> dict[str, Any] | None:
    key = (face.family, face.weight, face.style)
    return next((e for e in entries["face"] if (e.get("family"), e.get("weight"), e.get("style")) == key), None)


def _toml(entries: dict[str, Any]) -> str:
    """Return a fonts.toml of those faces, their substitutes and fallbacks."""
    faces = sorted(entries["face"], key=lambda e: (e["family"], e["weight"], e["style"]))
    families = sorted({str(e["family"]) for e in faces}, key=lambda f: ("Serif" not in f, f))  # the body's kind first
    lines = ["# Written by postpress fonts --fetch.", "", f"fallbacks = {json.dumps(families, ensure_ascii=False)}", ""]
    for entry in faces:
        lines += ["[[face]]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in entry.items()), ""]
    for family in families:
        for weight, style, used in _substitutes(family):
            lines += ["[[substitute]]", f'family = "{family}"', f"weight = {weight}", f'style = "{style}"',
                      f'use-family = "{used[0]}"', f"use-weight = {used[1]}", f'use-style = "{used[2]}"', ""]
    return "\n".join(lines)


def _substitutes(family: str) -> list[tuple[int, str, tuple[str, int, str]]]:
    """Return what stands in for a fetched family's slant: the Latin true italic, for the rest the upright face."""
    latin = family.rsplit(" ", 1)[0]
    upright = [(w, "normal", (latin, w, "normal")) for w in (400, 700)]
    slanted = [(w, "italic", used) for w in (400, 700) for used in ((latin, w, "italic"), (family, w, "normal"))]
    return [] if family.endswith(" SC") else [*upright, *slanted]


def _move_in(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it in."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as stream:
        try:
            stream.write(data)
            stream.close()
            Path(stream.name).chmod(0o644)  # a temporary file is its owner's alone
            Path(stream.name).replace(path)
        except OSError:
            Path(stream.name).unlink(missing_ok=True)
            raise
