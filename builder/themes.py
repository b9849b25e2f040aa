"""Themes: a chain of folders (`theme.toml`, `templates/`, `styles/`, `labels.toml`) comes in, one Theme leaves."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v),
    "boolean": lambda v: isinstance(v, bool),
    "colour": lambda v: isinstance(v, str) and bool(_COLOUR.match(v)),
    "length": lambda v: isinstance(v, str) and bool(_LENGTH.match(v)),
}
"""The types an option may have, besides `choice`, which lists its `values`."""

_KEYS = {"name", "summary", "extends", "options"}
_OPTION_KEYS = {"type", "default", "values", "min", "max"}

_UNREADABLE = (OSError, ValueError, RecursionError)
"""What a file that is not there, not UTF-8 or not TOML is answered with; tomllib gives up on deep nesting by recursion."""


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
            except _UNREADABLE:
                summary = "(its theme.toml cannot be read)"
            found.setdefault(file.parent.name, summary)
    return tuple(sorted(found.items()))


def load(
    name: str, *, options: Sequence[tuple[str, Value]] = (), places: Sequence[Path] | None = None, report: Report,
) -> Theme:
    """Return a theme with all it extends under it and the book's options laid over its defaults.

    Raises:
        PostpressError: T001 no such theme, T002 a mistake in one of the theme's files, T003 themes that extend each other
            in a circle, T004 an unknown option, T005 an option's value of the wrong type or out of its range.
    """
    places = folders() if places is None else places
    chain = _chain(name, places, report)
    report.stop_on_errors()
    declared: dict[str, dict[str, Any]] = {}
    templates: dict[str, ThemeFile] = {}
    styles: dict[str, ThemeFile] = {}
    labels: dict[str, dict[str, str]] = {}
    for folder, table in reversed(chain):
        declared |= _declared(folder / "theme.toml", table, declared, report)
        templates |= _files(folder / "templates", "*.j2", report)
        styles |= _files(folder / "styles", "*.j2", report)
        for language, own in _labels(folder / "labels.toml", report).items():
            labels[language] = {**labels.get(language, {}), **own}
    report.stop_on_errors()
    values = _settle(name, declared, options, report)
    report.stop_on_errors()
    return Theme(
        name=name,
        options=tuple(sorted(values.items())),
        templates=tuple(sorted(templates.items())),
        styles=tuple(sorted(styles.items())),
        labels=tuple((language, tuple(sorted(own.items()))) for language, own in sorted(labels.items())),
    )


def words(theme: Theme, language: str) -> dict[str, str]:
    """Return the words a book in that language prints by itself: the nearest tag the theme has, laid over English."""
    tables = {tag: dict(own) for tag, own in theme.labels}
    parts = language.split("-")
    candidates = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    if parts[0] == "zh":
        candidates.append("zh-Hant" if {"TW", "HK", "MO", "Hant"} & set(parts) else "zh-Hans")
    return tables.get("en", {}) | next((tables[tag] for tag in candidates if tag in tables), {})


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
            report.error("T001", f"there is no theme {name!r}", hint=_nearest(name, [n for n, _ in available(places)]))
            return chain
        file = folder / "theme.toml"
        table = _toml(file, report)
        if table is None:
            return chain
        for key in sorted(table.keys() - _KEYS):
            report.error("T002", f"theme.toml knows no key {key!r}", path=str(file), hint=_nearest(key, _KEYS))
        for key in sorted(table.keys() & {"name", "summary", "extends"}):
            if not isinstance(table[key], str):
                report.error("T002", f"{key!r} is {table[key]!r}", path=str(file), hint="write a text in quotes")
                table[key] = ""
        chain.append((folder, table))
        name = str(table.get("extends", ""))
    return chain


def _nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint: the known word most like a mistaken one, or all of them."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"


def _text(file: Path, report: Report) -> str | None:
    """Return a file's text, or None with T002 reported."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        report.error("T002", f"the file is not UTF-8: byte {error.start + 1} cannot be read", path=str(file),
                     hint="save it as UTF-8")
    except OSError as error:
        report.error("T002", f"the file cannot be read: {error.strerror}", path=str(file),
                     hint="make it a file that you may read")
    return None


def _toml(file: Path, report: Report) -> dict[str, Any] | None:
    """Return a TOML file's table, or None with T002 reported."""
    text = _text(file, report)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except _UNREADABLE as error:
        report.error("T002", f"{file.name} cannot be read: {error}", path=str(file), hint="mend it as the message says")
        return None


def _files(folder: Path, pattern: str, report: Report) -> dict[str, ThemeFile]:
    texts = {file.name: _text(file, report) for file in sorted(folder.glob(pattern))}
    return {name: ThemeFile(f"{folder.parent.name}/{folder.name}/{name}", text)
            for name, text in texts.items() if text is not None}


def _labels(file: Path, report: Report) -> dict[str, dict[str, str]]:
    """Return the words of one theme's labels.toml by language; none when it has no such file."""
    found: dict[str, dict[str, str]] = {}
    for language, table in ((_toml(file, report) or {}) if file.exists() else {}).items():
        if not isinstance(table, dict):
            report.error("T002", f"{language!r} is {table!r}", path=str(file),
                         hint=f"write a table: [{language}] and a line for each word below it")
            continue
        for key, word in table.items():
            if not isinstance(word, str):
                report.error("T002", f"the word {key!r} of [{language}] is {word!r}", path=str(file),
                             hint="write a text in quotes")
        found[language] = {key: word for key, word in table.items() if isinstance(word, str)}
    return found


def _declared(
    file: Path, table: dict[str, Any], below: dict[str, dict[str, Any]], report: Report,
) -> dict[str, dict[str, Any]]:
    """Return the options that one theme.toml declares, each laid over that of the themes below; T002 for mistakes."""
    options = table.get("options", {})
    if not isinstance(options, dict):
        report.error("T002", f"'options' is {options!r}", path=str(file), hint="write one table [options.NAME] for each option")
        return {}
    found: dict[str, dict[str, Any]] = {}
    for key, option in options.items():
        if not isinstance(option, dict):
            report.error("T002", f"the option {key!r} is {option!r}", path=str(file),
                         hint=f"write a table: [options.{key}] and below it default = ...")
            continue
        found[key] = {"type": "string", **below.get(key, {}), **option}
        if mistake := next(_mistakes(option, found[key], below.get(key)), None):
            report.error("T002", f"the option {key!r} {mistake[0]}", path=str(file), hint=mistake[1])
    return found


def _mistakes(own: dict[str, Any], option: dict[str, Any], below: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an option's table, with the hint. `option` is `own` laid over `below`.

    Each check builds on those before it, so only the first mistake may be asked for.
    """
    kind, values = option["type"], option.get("values")
    for key in sorted(own.keys() - _OPTION_KEYS):
        yield f"has a key {key!r}, which options do not know", _nearest(key, _OPTION_KEYS)
    if not isinstance(kind, str) or kind not in {*_TYPES, "choice"}:
        yield f"is of the type {kind!r}", _nearest(str(kind), {*_TYPES, "choice"})
    if below is not None and kind != below["type"]:
        yield (f"is of the type {kind!r}, but of {below['type']!r} in the theme that this one extends",
               "take 'type' out, or choose another name")
    if kind == "choice" and not (isinstance(values, list) and values and all(isinstance(v, Value) for v in values)):
        yield "is a choice without values", "list them: values = ['one', 'other']"
    if kind != "choice" and "values" in own:
        yield f"has 'values', but is a {kind}", "write type = 'choice', or take 'values' out"
    ends = [option[end] for end in ("min", "max") if end in option]
    if ends and (kind not in {"integer", "number"} or not all(_TYPES["number"](end) for end in ends) or ends != sorted(ends)):
        yield "has a 'min' or 'max' that bounds nothing", "give an integer or a number two numbers, the smaller as 'min'"
    if "default" not in option:
        yield "has no default", f"write 'default =' and {_wanted(option)}"
    if not _fits(option["default"], option):
        example = f", for example {below['default']!r}" if below and "default" in below else ""
        yield f"has the default {option['default']!r}", f"give {_wanted(option)}{example}"


def _fits(value: Any, option: dict[str, Any]) -> bool:
    """Judge a value by its option's type, values and range."""
    if option["type"] == "choice":
        # True == 1 in Python, but not in TOML
        return any(value == v and isinstance(value, bool) is isinstance(v, bool) for v in option["values"])
    return _TYPES[option["type"]](value) and not (
        ("min" in option and value < option["min"]) or ("max" in option and value > option["max"]))


def _wanted(option: dict[str, Any]) -> str:
    """Return in words what values an option takes."""
    kind = option["type"]
    if kind == "choice":
        return f"one of {', '.join(map(repr, option['values']))}"
    article = "an" if kind == "integer" else "a"
    if "min" in option and "max" in option:
        return f"{article} {kind} from {option['min']} to {option['max']}"
    return f"{article} {kind}" + "".join(
        f" of at {word} {option[end]}" for end, word in (("min", "least"), ("max", "most")) if end in option)


def _settle(
    theme: str, declared: dict[str, dict[str, Any]], options: Sequence[tuple[str, Value]], report: Report,
) -> dict[str, Value]:
    """Lay the book's options over the theme's defaults, each judged by its type and range."""
    values: dict[str, Value] = {key: option["default"] for key, option in declared.items()}
    for key, value in options:
        if key not in declared:
            report.error("T004", f"the theme {theme!r} has no option {key!r}", path="book.toml",
                         hint=_nearest(key, declared) if declared else "take it out: this theme has no options")
        elif not _fits(value, declared[key]):
            report.error("T005", f"the theme option {key!r} is {value!r}", path="book.toml",
                         hint=f"give {_wanted(declared[key])}, for example {declared[key]['default']!r}")
        else:
            values[key] = value
    return values
