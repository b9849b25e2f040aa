"""The catalogue: `fonts.toml` and the faces beside it, read, checked and proved whole."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from builder.errors import Report
from builder.faces import Catalogue, Face, Substitute
from builder.fonts.sfnt import FontFacts, UnfitFont, facts
from builder.shipped import shipped

_STYLES = {"normal": False, "italic": True}
_FACE_KEYS = {"family": str, "weight": int, "style": str, "file": str, "license": str, "copyright": str, "sha256": str}
_SUBSTITUTE_KEYS = {"family": str, "weight": int, "style": str, "use-family": str, "use-weight": int, "use-style": str}


@dataclass(frozen=True, slots=True)
class _Read:
    """One file of the catalogue as it was found."""

    data: bytes = b""
    digest: str = ""
    facts: FontFacts | None = None
    unfit: UnfitFont | None = None
    trouble: str = ""


def font_folders() -> tuple[Path, ...]:
    """Return where faces are looked for: those that come with postpress, then those the user fetched."""
    return (shipped("fonts"), fetched_folder())


def fetched_folder() -> Path:
    """Return the user's own folder for faces brought by `postpress fonts --fetch`."""
    return platformdirs.user_data_path("postpress", appauthor=False) / "fonts"


def load_catalogue(report: Report, *, folders: Sequence[Path] | None = None) -> Catalogue:
    """Return the faces of those folders, every file compared with its sha256.

    A later folder's face takes the place of an earlier one of the same family, weight and style; its fallbacks come
    after, its substitutes before. A folder without a `fonts.toml` holds nothing, except the first, which must have one.

    Raises:
        PostpressError: F001 a fonts.toml that cannot be read, F002 a missing file, F003 a file that is not the one
            named, F004 to F009 a font that cannot be used.
    """
    folders = font_folders() if folders is None else folders
    faces: dict[tuple[str, int, bool], Face] = {}
    substitutes: list[Substitute] = []
    fallbacks: list[str] = []
    generics: dict[str, str] = {}
    for i, folder in enumerate(folders):
        if i and not (folder / "fonts.toml").is_file():
            continue
        table = _table(folder, report)
        faces |= _faces(folder, table.get("face", []), report)
        substitutes[:0] = _substitutes(table.get("substitute", []))
        fallbacks += [f for f in table.get("fallbacks", []) if f not in fallbacks]
        generics |= table.get("generics", {})
    report.stop_on_errors()
    return Catalogue(tuple(faces.values()), tuple(substitutes), tuple(fallbacks), tuple(generics.items()))


def shown(path: Path) -> str:
    """Return a path as a message names it: postpress's own files by their folder, the user's from `~`."""
    if path.is_relative_to(shipped("fonts")):
        return (Path("fonts") / path.relative_to(shipped("fonts"))).as_posix()
    try:
        return (Path("~") / path.relative_to(Path.home())).as_posix()
    except (ValueError, RuntimeError):
        return path.as_posix()


def _table(folder: Path, report: Report) -> dict[str, Any]:
    """Return the parsed fonts.toml with every entry of the right shape, or an empty table."""
    path = folder / "fonts.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        report.error("F001", "there is no fonts.toml", path=shown(path), hint="install postpress again")
        return {}
    except (OSError, ValueError) as error:
        report.error("F001", f"fonts.toml cannot be read: {error}", path=shown(path), hint="mend it as the message says")
        return {}
    for kind, keys in (("face", _FACE_KEYS), ("substitute", _SUBSTITUTE_KEYS)):
        for i, entry in enumerate(table.get(kind, []), 1):
            wrong = [k for k, t in keys.items() if not isinstance(entry.get(k), t)]
            wrong += [k for k in ("style", "use-style") if k in keys and k not in wrong and entry[k] not in _STYLES]
            if wrong:
                report.error("F001", f"{kind} {i} has no right {', '.join(repr(k) for k in wrong)}", path=shown(path),
                             hint="each needs " + ", ".join(f"{k!r}" for k in keys))
                return {}
    return table


def _faces(folder: Path, entries: Sequence[dict[str, Any]], report: Report) -> dict[tuple[str, int, bool], Face]:
    """Read the files of one folder, several at a time, and judge each."""
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda e: _read(folder, e["file"], e["sha256"]), entries))
    found: dict[tuple[str, int, bool], Face] = {}
    for entry, file in zip(entries, files, strict=True):
        path = shown(folder / entry["file"])
        if file.trouble:
            report.error("F002", f"the face {entry['family']} {entry['weight']} cannot be read: {file.trouble}",
                         path=path, hint=_mend(folder))
        elif file.unfit is not None:
            report.error(file.unfit.code, f"this font cannot be used: {file.unfit}", path=path, hint=_mend(folder))
        elif file.digest != entry["sha256"]:
            report.error("F003", f"this is not the file fonts.toml names: its sha256 begins {file.digest[:12]}, "
                         f"not {entry['sha256'][:12]}", path=path, hint=_mend(folder))
        elif file.facts is not None:
            italic = _STYLES[entry["style"]]
            said = (file.facts.family, file.facts.weight, file.facts.italic)
            if said != (entry["family"], entry["weight"], italic):
                report.error("F009", f"fonts.toml calls this face {entry['family']!r} {entry['weight']} {entry['style']}, "
                             f"the font itself {said[0]!r} {said[1]} {'italic' if said[2] else 'normal'}", path=path,
                             hint="write in fonts.toml what the font says")
            found[entry["family"], entry["weight"], italic] = Face(
                entry["family"], entry["weight"], italic, entry["file"], entry["license"], entry["copyright"],
                file.data, file.facts.characters)
    return found


def _mend(folder: Path) -> str:
    if folder == shipped("fonts"):
        return "install postpress again; in a checkout, run git checkout fonts"
    return "give the static TrueType file of the face, or fetch it again with postpress fonts --fetch"


def _read(folder: Path, name: str, digest: str) -> _Read:
    """Read one file. A damaged one is not parsed further than needed to say what it is."""
    if Path(name).name != name:
        return _Read(trouble="its file name has a folder in it")
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError:
        return _Read(trouble="there is no such file")
    except OSError as error:
        return _Read(trouble=str(error.strerror))
    found = hashlib.sha256(data).hexdigest()
    try:
        return _Read(data, found, facts(data))
    except UnfitFont as unfit:
        # Of a file that is not the one named, that alone matters; of the one named, why it cannot serve.
        damaged = unfit.code == "F007" and found != digest
        return _Read(data, found) if damaged else _Read(data, found, unfit=unfit)


def _substitutes(entries: Sequence[dict[str, Any]]) -> list[Substitute]:
    return [Substitute(e["family"], e["weight"], _STYLES[e["style"]], e["use-family"], e["use-weight"],
                       _STYLES[e["use-style"]]) for e in entries]
