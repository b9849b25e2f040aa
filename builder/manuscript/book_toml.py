"""The keys of book.toml and what each of them takes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from builder.manuscript.characters import is_unprintable
from builder.manuscript.dates import read_date
from builder.options import ChapterRule, Options


def _printable(value: Any) -> Any:
    if isinstance(value, str) and any(is_unprintable(c) for c in value):
        raise ValueError("holds a character that cannot stand in a book")
    return " ".join(value.split()) if isinstance(value, str) else value


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return read_date(value) if isinstance(value, str) else value


def _pattern(value: Any) -> Any:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
    return value


Text = Annotated[str, BeforeValidator(_printable)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]
Day = Annotated[date | None, BeforeValidator(_day)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
FileName = Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f]*$")]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=_kebab)


class _Print(_Table):
    trim: Text = Options().trim
    composition: Literal["full", "plain"] = "full"


class _Screen(_Table):
    standard: Literal["ua", "a-3u"] = "ua"


class _Chapters(_Table):
    level: Annotated[int, Field(ge=1, le=6)] = ChapterRule().level
    pattern: Pattern = ""


class BookToml(_Table):
    """The keys of book.toml, with their kinds."""

    title: Text = ""
    subtitle: Text = ""
    author: Names = ()
    authors: Names = ()
    translator: Names = ()
    translators: Names = ()
    lang: Text = ""
    language: Text = ""
    date: Day = None
    published: Day = None
    updated: Day = None
    publisher: Text = ""
    identifier: Text = ""
    isbn: Text = ""
    description: Text = ""
    license: Text = ""
    source: Text = ""
    tags: Names = ()
    category: Text = ""
    cover: Text = ""
    theme: Text = Options().theme
    output: FileName = ""
    posts: Names = ()
    missing_glyph: Literal["error", "show"] = "error"
    theme_options: dict[str, str | bool | int | float] = Field(default_factory=dict)
    print: _Print = _Print()
    screen: _Screen = _Screen()
    chapters: _Chapters = _Chapters()


MESSAGES = {
    "string_type": "must be text, in quotes",
    "tuple_type": "must be a text or a list of texts",
    "int_type": "must be a whole number",
    "date_type": "must be a date",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_pattern_mismatch": "must be a file name without folders",
}
"""What is wrong, by pydantic's name for it."""

KINDS = {
    "posts": 'write a list of files: posts = ["my-post.md"]',
    "missing-glyph": 'write missing-glyph = "error" or "show"',
    "print.composition": 'write composition = "full" or "plain"',
    "screen.standard": 'write standard = "ua" or "a-3u"',
    "date": "write date = 2024-12-30",
    "published": "write published = 2024-12-30",
    "updated": "write updated = 2024-12-30",
    "chapters.level": "write a heading level from 1 to 6",
    "chapters.pattern": "escape ( ) [ ] . * + ? with a backslash where they are meant as text",
    "output": "write a file name without folders and without its ending",
}
"""How to mend a value, by its key."""


def keys_beside(names: tuple[str, ...]) -> list[str]:
    """Return the keys known in the table that a key, given as its path, stands in."""
    inner: dict[str, type[_Table]] = {"print": _Print, "screen": _Screen, "chapters": _Chapters}
    table = inner.get(names[0], BookToml) if len(names) > 1 else BookToml
    return [field.alias or name for name, field in table.model_fields.items()]
