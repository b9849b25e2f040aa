"""The keys of book.toml and what each of them takes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from builder.manuscript.characters import is_unprintable
from builder.manuscript.dates import read_date
from builder.options import ChapterRule, Options, WrapOptions, variant_named


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


def _five_digits(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"([0-9]{5})?", value):
        raise ValueError("must be five digits")
    return value


def _lines(value: Any) -> Any:
    """Return a text as its lines, each without white space at its end, and without empty ones around them all."""
    if not isinstance(value, str):
        return value
    lines = [line.rstrip() for line in value.strip("\n\r").replace("\r\n", "\n").replace("\t", "    ").split("\n")]
    if any(is_unprintable(c) for line in lines for c in line):
        raise ValueError("holds a character that cannot stand in a book")
    return tuple(lines) if any(lines) else ()


def _sheets(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else _printable(value)


def _characters(value: Any) -> Any:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    if not is_number and value != "auto":
        raise ValueError('must be a whole number or "auto"')
    return value


Text = Annotated[str, BeforeValidator(_printable)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]
Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]
Sheets = Annotated[str, BeforeValidator(_sheets)]
Characters = Annotated[int | str | None, BeforeValidator(_characters)]
Day = Annotated[date | None, BeforeValidator(_day)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
FiveDigits = Annotated[str, BeforeValidator(_five_digits)]
FileName = Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f]*$")]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=_kebab)


class _Print(_Table):
    printer: Text = Options().printer
    trim: Text = Options().trim
    bleed: Annotated[float, Field(ge=0, le=20)] | None = None
    marks: bool | None = None
    cover: bool | None = None
    multiple: Annotated[int, Field(ge=1, le=64)] | None = None
    standard: Literal["", "PDF/X-1a:2001", "PDF/X-1a:2003", "PDF/X-4"] | None = None
    pictures: Literal["cmyk", "srgb"] | None = None
    condition: Text | None = None
    icc: FileName | None = None
    paper: Text = Options().paper
    composition: Literal["full", "plain"] = "full"
    list_of_figures: bool | None = None
    list_of_tables: bool | None = None


class _Screen(_Table):
    standard: Literal["ua", "a-3u"] = "ua"


class _Chapters(_Table):
    level: Annotated[int, Field(ge=1, le=6)] = ChapterRule().level
    pattern: Pattern = ""
    part_pattern: Pattern = ""


class _Wrap(_Table):
    blurb: Names = ()
    about: Text = ""
    price: Text = ""
    price_code: FiveDigits = ""
    barcode_size: Annotated[float, Field(ge=80, le=120)] = WrapOptions().barcode_size
    thickness: Annotated[float, Field(ge=0, le=1)] = 0.0
    pages: Annotated[int, Field(ge=0, le=5000)] = 0
    guides: bool = False


class _Code(_Table):
    numbers: bool = False


class _Notes(_Table):
    place: Literal["foot", "chapter", "book"] = "foot"
    numbering: Literal["", "page", "chapter"] = ""


class _Copyright(_Table):
    rights: Text = ""
    cip: Lines = ()
    printer: Text = ""
    format: Text = ""
    sheets: Sheets = ""
    characters: Characters = None
    edition: Text = ""
    impression: Text = ""
    price: Text = ""


class _Figures(_Table):
    numbered: bool = Options().numbered_figures


def _named_variant(value: Any) -> Any:
    if isinstance(value, str) and value and variant_named(value) is None:
        raise ValueError("is no variant")
    return value


def _table_of_variant(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


class _Variant(_Table):
    to: Annotated[Text, AfterValidator(_named_variant)] = ""
    keep: Names = ()
    words: dict[Text, Text] = Field(default_factory=dict)
    quotes: Literal["", "corner", "curly"] = ""
    isbn: Text = ""
    list_doubtful: bool = False


class _Readings(_Table):
    ruby: Literal["", "pinyin", "bopomofo"] = ""
    headings: bool = False
    words: dict[Text, Text] = Field(default_factory=dict)


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
    dedication: Lines = ()
    epigraph: Lines = ()
    epigraph_source: Text = ""
    theme: Text = Options().theme
    output: FileName = ""
    posts: Names = ()
    missing_glyph: Literal["error", "show"] = "error"
    theme_options: dict[str, str | bool | int | float] = Field(default_factory=dict)
    print: _Print = _Print()
    screen: _Screen = _Screen()
    chapters: _Chapters = _Chapters()
    wrap: _Wrap = _Wrap()
    code: _Code = _Code()
    notes: _Notes = _Notes()
    copyright: _Copyright = _Copyright()
    figures: _Figures = _Figures()
    variant: Annotated[_Variant, BeforeValidator(_table_of_variant)] = _Variant()
    readings: _Readings = _Readings()


MESSAGES = {
    "string_type": "must be text, in quotes",
    "tuple_type": "must be a text or a list of texts",
    "int_type": "must be a whole number",
    "date_type": "must be a date",
    "bool_type": "must be true or false",
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
    "print.list-of-figures": "write list-of-figures = true or false, without quotes",
    "print.list-of-tables": "write list-of-tables = true or false, without quotes",
    "code.numbers": "write numbers = true or false, without quotes",
    "notes.place": 'write place = "foot", "chapter" or "book"',
    "notes.numbering": 'write numbering = "page" or "chapter"',
    "screen.standard": 'write standard = "ua" or "a-3u"',
    "date": "write date = 2024-12-30",
    "published": "write published = 2024-12-30",
    "updated": "write updated = 2024-12-30",
    "chapters.level": "write a heading level from 1 to 6",
    "chapters.pattern": "escape ( ) [ ] . * + ? with a backslash where they are meant as text",
    "chapters.part-pattern": "escape ( ) [ ] . * + ? with a backslash where they are meant as text",
    "wrap.price-code": 'write five digits: price-code = "03900"',
    "wrap.barcode-size": "write a number of percent from 80 to 120; a barcode is never smaller",
    "wrap.thickness": "write the thickness of one page in mm, such as 0.052",
    "wrap.pages": "write the number of pages of the block",
    "copyright.characters": 'write characters = 120000, or characters = "auto" to have them counted',
    "copyright.sheets": "write sheets = 6.5",
    "figures.numbered": "write numbered = true or false, without quotes",
    "variant": 'write variant = "zh-Hant", "zh-TW", "zh-HK" or "zh-Hans"; "zh-TW-phrases" exchanges words too',
    "variant.to": 'write to = "zh-Hant", "zh-TW", "zh-HK" or "zh-Hans"; "zh-TW-phrases" exchanges words too',
    "variant.quotes": 'write quotes = "corner" for 「 」, or "curly" for “ ”',
    "variant.list-doubtful": "write list-doubtful = true or false, without quotes",
    "readings.ruby": 'write ruby = "pinyin" or "bopomofo"',
    "readings.headings": "write headings = true or false, without quotes",
    "output": "write a file name without folders and without its ending",
}
"""How to mend a value, by its key."""


def keys_beside(names: tuple[str, ...]) -> list[str]:
    """Return the keys known in the table that a key, given as its path, stands in."""
    inner: dict[str, type[_Table]] = {"print": _Print, "chapters": _Chapters, "code": _Code, "notes": _Notes,
                                      "copyright": _Copyright, "figures": _Figures, "wrap": _Wrap,
                                      "screen": _Screen, "variant": _Variant, "readings": _Readings}
    table = inner.get(names[0], BookToml) if len(names) > 1 else BookToml
    return [field.alias or name for name, field in table.model_fields.items()]
