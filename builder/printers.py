"""Printers: the profiles of printing houses, read from TOML; the project's own stand before those that come with postpress."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from builder.errors import Report
from builder.profile import Paper, Profile, Source

STANDARDS = ("", "PDF/X-1a:2001", "PDF/X-1a:2003", "PDF/X-4")

_TYPES = {key: kind for key, kind in get_type_hints(Profile).items() if key not in {"sources", "papers", "icc_data"}}
_CHOICES = {"standard": STANDARDS, "ink": ("cmyk", "any"), "pictures": ("cmyk", "srgb")}
_LARGE = 1e5
_UNREADABLE = (OSError, ValueError, RecursionError)


def folders(project: Path | None = None) -> tuple[Path, ...]:
    """Return where profiles are looked for: the project's own `printers/` first, then those that come with postpress."""
    own = (project / "printers",) if project is not None else ()
    return (*own, Path(__file__).resolve().parent / "pdf" / "profiles")


def available(places: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of the profiles in those folders, sorted."""
    return tuple(sorted({file.stem for place in places for file in place.glob("*.toml")}))


def load(
    name: str, *, places: Sequence[Path], trims: Sequence[str], report: Report, wishes: Sequence[tuple[str, Any]] = (),
) -> Profile:
    """Return a profile with its output profile read and the book's own wishes laid over it.

    Args:
        name: The profile's name: that of its file.
        places: Folders, the nearest first; see `folders`.
        trims: The trim sizes there are.
        report: Takes every finding.
        wishes: (key of a profile, value), over what the file says.

    Raises:
        PostpressError: R001 no such profile, R002 a mistake in one, R003 an output profile that cannot be used.
    """
    is_name = re.fullmatch(r"[\w-]+", name)
    file = next((place / f"{name}.toml" for place in places if (place / f"{name}.toml").is_file()), None) if is_name else None
    if file is None:
        known = available(places)
        near = difflib.get_close_matches(name, known, n=1)
        report.error("R001", f"there is no printer {name!r}",
                     hint=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}")
        report.stop_on_errors()
        raise AssertionError("an error was reported")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except _UNREADABLE as error:
        report.error("R002", f"the profile cannot be read: {error}", path=str(file), hint="mend it as the message says")
        report.stop_on_errors()
        raise
    profile = replace(_profile(file, table, trims, report), **dict(wishes))
    report.stop_on_errors()
    return replace(profile, icc_data=_icc(file, profile, places, report))


def overview(profile: Profile) -> tuple[str, str, str, str]:
    """Return a profile in four words: name, trim size, standard, summary."""
    return profile.name, profile.trim, profile.standard or "any PDF", profile.summary


def rules(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return everything a profile says, as pairs of words: its keys as they are written in a profile, and its sources."""
    said = [(f.name.replace("_", "-"), _said(getattr(profile, f.name))) for f in fields(profile)
            if f.name in _TYPES and getattr(profile, f.name) not in {"", ()}]
    said += [("paper", f"{paper.name}, {paper.thickness:g} mm a page") for paper in profile.papers]
    said += [("source", f"{source.title}, {source.address}, read {source.seen}") for source in profile.sources]
    return tuple(said)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(part if isinstance(part, str) else f"{part[1]:g} mm to {part[0]} pages" for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _profile(file: Path, table: dict[str, Any], trims: Sequence[str], report: Report) -> Profile:
    values: dict[str, Any] = {}
    known = {key.replace("_", "-"): key for key in _TYPES}
    for key, value in table.items():
        if key in {"sources", "papers"}:
            continue
        if key not in known:
            near = difflib.get_close_matches(key, [*known, "sources", "papers"], n=1)
            report.error("R002", f"a profile knows no key {key!r}", path=str(file),
                         hint=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}")
        elif (read := _value(known[key], value, trims)) is None:
            report.error("R002", f"{key!r} is {value!r}", path=str(file), hint=f"give {_wanted(known[key], trims)}")
        else:
            values[known[key]] = read
    values.setdefault("name", file.stem)
    values["sources"] = tuple(_rows(file, table, "sources", Source, report))
    values["papers"] = tuple(_rows(file, table, "papers", Paper, report))
    return Profile(**values)


def _rows(file: Path, table: dict[str, Any], name: str, made: type[Any], report: Report) -> list[Any]:
    """Return the tables of a list, `[[papers]]`, as values."""
    hints = get_type_hints(made)
    found = []
    for row in table.get(name, []) if isinstance(table.get(name, []), list) else [None]:
        if isinstance(row, dict) and row.keys() == hints.keys() \
                and all(isinstance(row[key], str if kind is str else int | float) for key, kind in hints.items()):
            found.append(made(**row))
        else:
            report.error("R002", f"{name!r} holds {row!r}", path=str(file),
                         hint=f"write [[{name}]] with {', '.join(f.name for f in fields(made))}")
    return found


def _value(key: str, value: Any, trims: Sequence[str]) -> Any:
    """Return a value as the profile has it, or None when it is not of its kind."""
    kind = _TYPES[key]
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind in (int, float):
        is_number = isinstance(value, int | float if kind is float else int) and not isinstance(value, bool)
        return kind(value) if is_number and 0 <= value < _LARGE else None
    if kind is str:
        fits = isinstance(value, str) and (key != "trim" or value in trims) and value in _CHOICES.get(key, (value,))
        return value if fits else None
    return _list(key, value, trims) if isinstance(value, list) else None


def _list(key: str, value: list[Any], trims: Sequence[str]) -> tuple[Any, ...] | None:
    if key != "gutters":
        return tuple(value) if all(isinstance(v, str) and (key != "trims" or v in trims) for v in value) else None
    pairs = [(pair[0], float(pair[1])) for pair in value if isinstance(pair, list) and len(pair) == len(("pages", "mm"))
             and isinstance(pair[0], int) and isinstance(pair[1], int | float)]
    return tuple(pairs) if len(pairs) == len(value) and pairs == sorted(pairs) else None


def _wanted(key: str, trims: Sequence[str]) -> str:
    if key in _CHOICES:
        return f"one of {', '.join(repr(choice) for choice in _CHOICES[key])}"
    if key in {"trim", "trims"}:
        return f"trim sizes of {', '.join(trims)}"
    if key == "gutters":
        return "pairs of pages and mm, the shortest book first: [[150, 9.5], [300, 12.7]]"
    return {bool: "true or false", int: "a whole number that is not negative", float: "a number that is not negative"}.get(
        _TYPES[key], "a text, or a list of texts")


def _icc(file: Path, profile: Profile, places: Sequence[Path], report: Report) -> bytes:
    """Return the output profile: the file that the profile or the book names, beside the profile or where others are."""
    name = Path(profile.icc).name
    for place in (file.parent, *places):
        if (place / name).is_file():
            data = (place / name).read_bytes()
            if data[36:40] != b"acsp" or data[16:20] != b"CMYK":
                report.error("R003", f"{name} is no ICC profile of four inks", path=str(file),
                             hint="name the printing house's CMYK output profile")
                report.stop_on_errors()
            return data
    report.error("R003", f"there is no output profile {profile.icc!r}", path=str(file),
                 hint="put the ICC file beside the printer's profile")
    report.stop_on_errors()
    raise AssertionError("an error was reported")
