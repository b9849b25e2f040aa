"""Themes: a chain of folders (`theme.toml`, `templates/`, `styles/`, `labels.toml`) comes in, one Theme leaves."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from builder.errors import Report
from builder.model import Theme, ThemeFile
from builder.shipped import shipped

Value = str | int | float | bool

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_LENGTH = re.compile(r"-?\d+(\.\d+)?(mm|cm|in|pt|em)\Z")

_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "colour": lambda v: isinstance(v, str) and bool(_COLOUR.match(v)),
    "length": lambda v: isinstance(v, str) and bool(_LENGTH.match(v)),
}
"""The types an option may have, besides `choice`, which lists its `values`."""

_KEYS = {"name", "summary", "extends", "options"}


def folders(project: Path | None = None) -> tuple[Path, ...]:
    """Return where themes are looked for: the project's own `themes/` first, then those that come with postpress."""
    own = (project / "themes",) if project is not None else ()
    return (*own, shipped("themes"))


def available(places: Sequence[Path]) -> tuple[tuple[str, str], ...]:
    """Return (name, summary) of every theme in those folders, sorted by name; the first place wins."""
    found: dict[str, str] = {}
    for place in places:
        for file in sorted(place.glob("*/theme.toml")):
            try:
                summary = str(tomllib.loads(file.read_text(encoding="utf-8")).get("summary", ""))
            except (OSError, ValueError):
                summary = "(its theme.toml cannot be read)"
            found.setdefault(file.parent.name, summary)
    return tuple(sorted(found.items()))


def load(
    name: str, *, options: Sequence[tuple[str, Value]] = (), places: Sequence[Path] | None = None, report: Report,
) -> Theme:
    """Return a theme with all it extends under it and the book's options laid over its defaults.

    Raises:
        PostpressError: T001 no such theme, T002 a theme.toml that cannot be read, T003 themes that extend each other in
            a circle, T004 an unknown option, T005 an option's value of the wrong type.
    """
    places = folders() if places is None else places
    chain = _chain(name, places, report)
    report.stop_on_errors()
    declared: dict[str, dict[str, Any]] = {}
    templates: dict[str, ThemeFile] = {}
    styles: dict[str, ThemeFile] = {}
    labels: dict[str, dict[str, str]] = {}
    for folder, table in reversed(chain):
        for key, option in table.get("options", {}).items():
            declared[key] = {**declared.get(key, {}), **(option if isinstance(option, dict) else {"default": option})}
        templates |= _files(folder / "templates", "*.j2")
        styles |= _files(folder / "styles", "*.j2")
        for language, words in _labels(folder / "labels.toml", report).items():
            labels[language] = {**labels.get(language, {}), **words}
    values = _settle(name, declared, options, report)
    report.stop_on_errors()
    return Theme(
        name=name,
        options=tuple(sorted(values.items())),
        templates=tuple(sorted(templates.items())),
        styles=tuple(sorted(styles.items())),
        labels=tuple((language, tuple(sorted(words.items()))) for language, words in sorted(labels.items())),
    )


def _chain(name: str, places: Sequence[Path], report: Report) -> list[tuple[Path, dict[str, Any]]]:
    """Return the theme's folder and table and those of every theme it extends, nearest first."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    seen: list[str] = []
    while name:
        if name in seen:
            report.error("T003", f"themes extend each other in a circle: {' -> '.join([*seen, name])}",
                         hint="take one 'extends' out")
            return chain
        seen.append(name)
        folder = next((p / name for p in places if re.fullmatch(r"[\w-]+", name) and (p / name / "theme.toml").is_file()),
                      None)
        if folder is None:
            known = [n for n, _ in available(places)]
            near = difflib.get_close_matches(name, known, n=1)
            report.error("T001", f"there is no theme {name!r}",
                         hint=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}")
            return chain
        file = folder / "theme.toml"
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            report.error("T002", f"theme.toml cannot be read: {error}", path=str(file), hint="mend it as the message says")
            return chain
        for key in sorted(table.keys() - _KEYS):
            near = difflib.get_close_matches(key, sorted(_KEYS), n=1)
            report.error("T002", f"theme.toml knows no key {key!r}", path=str(file),
                         hint=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(_KEYS))}")
        chain.append((folder, table))
        name = str(table.get("extends", ""))
    return chain


def _files(folder: Path, pattern: str) -> dict[str, ThemeFile]:
    return {f.name: ThemeFile(f"{folder.parent.name}/{folder.name}/{f.name}", f.read_text(encoding="utf-8"))
            for f in sorted(folder.glob(pattern))}


def _labels(file: Path, report: Report) -> dict[str, dict[str, str]]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        report.error("T002", f"labels.toml cannot be read: {error}", path=str(file), hint="mend it as the message says")
        return {}


def _settle(
    theme: str, declared: dict[str, dict[str, Any]], options: Sequence[tuple[str, Value]], report: Report,
) -> dict[str, Value]:
    """Lay the book's options over the theme's defaults, each judged by its type."""
    values: dict[str, Value] = {key: option["default"] for key, option in declared.items()}
    for key, value in options:
        if key not in declared:
            near = difflib.get_close_matches(key, sorted(declared), n=1)
            report.error("T004", f"the theme {theme!r} has no option {key!r}", path="book.toml",
                         hint=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(declared))}")
            continue
        kind = declared[key].get("type", "string")
        allowed = declared[key].get("values", [])
        if (value not in allowed) if kind == "choice" else not _TYPES[kind](value):
            wanted = f"one of {', '.join(map(repr, allowed))}" if kind == "choice" else f"a {kind}"
            report.error("T005", f"the theme option {key!r} is {value!r}", path="book.toml",
                         hint=f"give {wanted}, for example {declared[key]['default']!r}")
            continue
        values[key] = value
    return values
