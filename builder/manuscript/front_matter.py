"""Front matter: whether a post has any, where it ends, and what it says.

Our own scanner decides, so that a post which opens with a rule loses nothing; python-frontmatter then reads the block.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import frontmatter
import yaml

from builder.errors import Report
from builder.manuscript.characters import is_unprintable
from builder.manuscript.dates import read_date
from builder.manuscript.decoding import spelled
from builder.manuscript.plain_yaml import PlainYamlError, PlainYamlHandler, Value
from builder.model import FrontMatter

SIZE = 64 * 1024
"""The most characters a block may have."""

TEXTS = {
    "title": "title", "subtitle": "subtitle", "lang": "language", "language": "language", "description": "description",
    "image": "image", "license": "license", "source": "source",
}
NAMES = {"author": "authors", "authors": "authors", "translator": "translators", "translators": "translators"}
DATES = ("date", "published", "updated")
LISTS = ("tags", "category", "categories")
KEYS = (*TEXTS, *NAMES, *DATES, *LISTS)
"""Every key that is read; others are the business of the author's site."""

_RULE = re.compile(r"---[ \t]*")
_END = re.compile(r"(---|\.\.\.)[ \t]*")
_KEY = re.compile(r"[\w\"'.$-][^:\n]{0,60}:(\s|$)|[\w\"'.$-]+:\S")
_KNOWN = re.compile(rf"\s*[\"']?({'|'.join(KEYS)})[\"']?\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parted:
    """A post's text, parted."""

    block: str | None
    """The front matter without its rules, or None where there is none."""
    block_line: int
    """The line of the file it begins on."""
    body: str
    """All that follows."""
    body_line: int
    """The line of the file that `body` begins on."""


def part(text: str, path: str, report: Report) -> Parted:
    """Return a post's front matter and its body.

    Front matter is a block between a first line `---` and a line `---` or `...` that begins with `key:` or, as an error
    reported later, with a list; any other rule at the start of a post is a rule.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    whole = Parted(None, 1, text, 1)
    if lines[first].strip() == "+++" and any(line.strip() == "+++" for line in lines[first + 1:]):
        report.error(
            "M008", "front matter in TOML ('+++') is not read", path=path, line=first + 1, column=1,
            hint="write it as YAML between two lines '---': title: My post",
        )
        return whole
    if not _RULE.fullmatch(lines[first]):
        return whole
    end = next((number for number in range(first + 1, len(lines)) if _END.fullmatch(lines[number])), None)
    inside = lines[first + 1:end]
    if end is None:
        paragraph = inside[:next((n for n, line in enumerate(inside) if not line.strip()), len(inside))]
        if any(_KNOWN.match(line) for line in paragraph):
            report.error(
                "M001", "front matter opened with '---' is never closed", path=path, line=first + 1, column=1,
                hint="put a line '---' below its last key",
            )
        return whole
    if not _is_block(inside, at_top=first == 0):
        return whole
    return Parted("\n".join(inside), first + 2, "\n".join(lines[end + 1:]), end + 2)


def _is_block(inside: list[str], *, at_top: bool) -> bool:
    """Return whether lines between two rules are front matter rather than text between two rules."""
    if any(_KNOWN.match(line) for line in inside if not line.startswith((" ", "    "))):
        return True
    written = [line for line in inside if line.strip() and not line.lstrip().startswith("#")]
    if not written:
        return not any(line.strip() for line in inside)
    starts = bool(inside[0].strip()) and at_top
    return starts and bool(_KEY.match(written[0]) or written[0].startswith(("- ", "[", "{", "? ", "\t")))


def read_front_matter(parted: Parted, path: str, report: Report) -> FrontMatter:
    """Return what a post's front matter says; errors go to the report, with the line and column in the file."""
    if parted.block is None:
        return FrontMatter()
    offset = parted.block_line - 1
    if len(parted.block) > SIZE:
        report.error(
            "M007", f"front matter of {len(parted.block)} characters is over the limit of {SIZE}", path=path,
            line=parted.block_line, column=1, hint="move what is text below the closing '---'",
        )
        return FrontMatter()
    try:
        values, _ = frontmatter.parse("", handler=PlainYamlHandler(parted.block))
    except PlainYamlError as error:
        hint = error.hint.replace("{line}", str(error.other_line + offset))
        report.error(error.code, error.message, path=path, line=error.line + offset, column=error.column, hint=hint)
        return FrontMatter()
    except yaml.YAMLError as error:
        message, line, column, hint = _explained(error, parted.block)
        report.error("M002", message, path=path, line=line + offset, column=column, hint=hint)
        return FrontMatter()
    return _Fields(values, offset, path, report).front_matter()


def _explained(error: yaml.YAMLError, block: str) -> tuple[str, int, int, str]:  # noqa: PLR0911 - one return a cause
    """Return what is wrong with a block that is no YAML: message, line, column and how to mend it."""
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "it is no YAML")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = block.split("\n")
    opening = getattr(error, "context_mark", None)
    if opening is not None and ("an alias" in context or "an anchor" in context):
        sign = lines[opening.line][opening.column]
        return (f"a value may not begin with {sign!r} unless it is quoted", opening.line + 1, opening.column + 1,
                quoted_line(block, opening.line + 1))
    if opening is not None and "quoted scalar" in context:
        return ("a quotation mark is opened here and never closed", opening.line + 1, opening.column + 1,
                "close it, or take both away")
    for number in range(min(line, len(lines)), 0, -1):
        text = lines[number - 1]
        if "\t" in text[:len(text) - len(text.lstrip())]:
            return "a tab stands where YAML wants spaces", number, text.index("\t") + 1, "indent with spaces"
        if (match := re.match(r"\s*([\w-]+)(：\s*|:(?=[^\s:/]))(.*)", text)) and match[1].lower() in KEYS:
            full = match[2].startswith("：")
            what = "a full-width colon stands where YAML wants ': '" if full else "no space stands behind the colon"
            return what, number, match.start(2) + 1, f"write {match[1]}: {match[3]}"
    if "mapping values are not allowed" in problem:
        return "a colon inside a value makes another key of it", line, column, quoted_line(block, line)
    if "cannot start any token" in problem:
        sign = lines[line - 1][column - 1:column]
        if sign == "\t":
            return "a tab stands where YAML wants spaces", line, column, "indent with spaces"
        return f"a value may not begin with {sign!r} unless it is quoted", line, column, quoted_line(block, line)
    hint = quoted_line(block, line) if line <= len(lines) else "see that every line is 'key: value'"
    if "could not find expected ':'" in problem or "while parsing a block mapping" in context:
        return "this line is no 'key: value'", line, column, hint
    return f"the front matter is no YAML: {problem}", line, column, hint


def quoted_line(block: str, number: int) -> str:
    """Return the advice to put a line's value in quotes, with the line as it should be."""
    lines = block.split("\n")
    match = re.match(r"(\s*(?:- +)?[\w-]+): *(.*)", lines[number - 1]) if 0 < number <= len(lines) else None
    if not match or not match[2] or len(match[2]) > 100:
        return "put the value in quotes, or see that every line is 'key: value'"
    value = match[2].rstrip()
    quote = '"' if '"' not in value and "\\" not in value else "'"
    if quote == "'":
        value = value.replace("'", "''")
    return f"put the value in quotes: {match[1].strip()}: {quote}{value}{quote}"


class _Fields:
    """The values of one block, read one by one; each error names its place."""

    def __init__(self, values: Mapping[str, object], offset: int, path: str, report: Report) -> None:
        self._values = {str(key): value for key, value in values.items() if isinstance(value, Value)}
        self._offset = offset
        self._path = path
        self._report = report

    def front_matter(self) -> FrontMatter:
        texts: dict[str, str] = {}
        names: dict[str, tuple[str, ...]] = {}
        days: dict[str, date | None] = {}
        tags: list[str] = []
        category = ""
        for written, value in self._values.items():
            key = written.lower()
            if key in TEXTS:
                texts[TEXTS[key]] = self._text(key, value)
            elif key in NAMES:
                names[NAMES[key]] = names.get(NAMES[key], ()) + self._texts(key, value, split=False)
            elif key in DATES:
                days[key] = self._date(key, value)
            elif key == "tags":
                tags = [*self._texts(key, value, split=True), *tags]
            elif key in LISTS:
                first, *others = self._texts(key, value, split=False) or ("",)
                category = category or first
                tags.extend(others)
            else:
                self._suspect(written, value)
        lines = tuple((key, value.key_line + self._offset) for key, value in self._values.items())
        return FrontMatter(
            **texts, authors=names.get("authors", ()), translators=names.get("translators", ()),
            date=days.get("date"), published=days.get("published"), updated=days.get("updated"),
            tags=tuple(dict.fromkeys(tags)), category=category, lines=lines,
        )

    def _text(self, key: str, value: Value) -> str:
        if not isinstance(value.content, str):
            kind = "a list" if isinstance(value.content, tuple) else "a mapping"
            self._error(value, "M009", f"'{key}' must be text, not {kind}",
                        f"put the value in quotes if it begins with [ or {{: {key}: \"[...]\"")
            return ""
        # A pair of \ud83d\ude00 escapes, as JSON writes an emoji, is one character.
        content = value.content.encode("utf-16", "surrogatepass").decode("utf-16", "replace") \
            if re.search("[\ud800-\udbff][\udc00-\udfff]", value.content) else value.content
        bad = next((character for character in content if is_unprintable(character)), None)
        if bad is not None:
            self._error(value, "M011", f"{spelled(bad)} cannot stand in a book", "take the escape out of the value")
            return ""
        return re.sub(r"[\s\u2028\u2029]+", " ", content).strip() if key != "description" else content.strip()

    def _texts(self, key: str, value: Value, *, split: bool) -> tuple[str, ...]:
        """Return one text or a list of them, a list of lists counted as one list; empty texts are left out."""
        if isinstance(value.content, tuple):
            return tuple(text for item in value.content for text in self._texts(key, item, split=False))
        text = self._text(key, value)
        parts = re.split(r"[,，、;；]", text) if split else [text]
        return tuple(part.strip() for part in parts if part.strip())

    def _date(self, key: str, value: Value) -> date | None:
        text = self._text(key, value)
        if not text:
            return None
        try:
            return read_date(text)
        except ValueError as error:
            self._error(value, "M012", f"'{key}': {error}", "write it as year-month-day: 2024-12-30")
            return None

    def _suspect(self, key: str, value: Value) -> None:
        """Say so when an unknown key is nearly one that is read."""
        near = difflib.get_close_matches(key.lower(), KEYS, n=1, cutoff=0.8)
        if near:
            self._report.hint(
                "M013", f"the key '{key}' is not read", path=self._path, line=value.key_line + self._offset,
                column=value.key_column, hint=f"did you mean '{near[0]}'?",
            )

    def _error(self, value: Value, code: str, message: str, hint: str) -> None:
        self._report.error(code, message, path=self._path, line=value.line + self._offset, column=value.column, hint=hint)
