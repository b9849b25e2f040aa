"""The documentation is true where a test can tell: links, commands, codes, keys, names of templates, pictures."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jinja2
import jinja2.meta
import pytest
import typer
from PIL import Image

from builder import cli, themes
from builder.errors import EXIT_BY_OWNER, Exit, Report, Severity, explanations
from builder.manuscript.book_toml import BookToml, _Table
from builder.manuscript.front_matter import KEYS
from builder.profile import Profile
from builder.typography import TRIMS

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"
PAGES = sorted(p for p in (*DOCS.rglob("*.md"), TOP / "README.md", TOP / "CHANGELOG.md") if not p.is_symlink())
REFERENCE = DOCS / "reference"

HOSTS = {"thenewstack.io", "example.org", "semver.org", "docs.astral.sh"}
"""Hosts that a page may name: sources, examples, specifications. None to download from."""

PICTURE_LIMIT = 300_000
"""Bytes; pictures are for looking at a page here and there, on any line."""


def named(page: Path) -> str:
    return str(page.relative_to(TOP))


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def prose(page: Path) -> str:
    """Return a page without its code blocks: fenced, or indented below an empty line."""
    kept = re.sub(r"^( *)(```|~~~).*?^\1\2[ \t]*$", "", text(page), flags=re.M | re.S)
    return re.sub(r"(?<=\n\n)(?:(?: {4}|\t).*\n+)+", "", kept)


def anchors(page: Path) -> set[str]:
    """Return the ids that a page's headings get where Markdown is shown on the web."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", prose(page), re.M):
        plain = re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower()
        kept = "".join(c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LNM")
        found.add(kept.replace(" ", "-"))
    return found


def rows(page: Path, heading: str = "") -> list[list[str]]:
    """Return the cells of a page's table rows, or of those below one heading."""
    body = prose(page)
    if heading:
        found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#|\Z)", body, re.M | re.S)
        assert found, f"{named(page)} has no heading {heading!r}"
        body = found[2]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in body.splitlines() if line.startswith("|")]


def first_words(page: Path, heading: str = "") -> set[str]:
    """Return what stands in backticks in the first cell of each row."""
    return {word for row in rows(page, heading) for word in re.findall(r"`([^`]+)`", row[0])}


# ---- links and pictures


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    words = re.sub(r"`[^`\n]+`", "", prose(page))
    targets = re.findall(r"\]\(<?([^)\s>]+)>?\)", words) + re.findall(r'(?:src|href)="([^"]+)"', words)
    for target in targets:
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, fragment = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{named(page)}: {target}"
        assert there.is_relative_to(TOP), f"{named(page)}: {target}"
        if fragment:
            assert fragment in anchors(there), f"{named(page)}: {target}; there are {sorted(anchors(there))}"


def test_every_page_is_listed_in_the_index() -> None:
    listed = {(DOCS / target.partition("#")[0]).resolve() for target in re.findall(r"\]\(([^)\s]+)\)", text(DOCS / "README.md"))}
    missing = [named(page) for page in PAGES if page.is_relative_to(DOCS) and page != DOCS / "README.md" and page not in listed]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_has_one_title_and_leaves_no_level_out(page: Path) -> None:
    levels = [len(marks) for marks in re.findall(r"^(#{1,6}) ", prose(page), re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_are_small_used_and_whole() -> None:
    pictures = sorted((DOCS / "images").iterdir())
    assert pictures
    everything = "".join(map(text, PAGES))
    for picture in pictures:
        assert picture.stat().st_size < PICTURE_LIMIT, picture.name
        assert picture.name in everything, f"no page shows {picture.name}"
        with Image.open(picture) as opened:
            opened.load()
            assert opened.format == "PNG"


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    for page in PAGES:
        alone = re.findall(r"!\[\s*\]\(", prose(page)) + [tag for tag in re.findall(r"<img[^>]*>", prose(page)) if 'alt="' not in tag]
        assert not alone, named(page)


# ---- what may not stand in them


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_nothing_names_a_machine_or_a_place_to_download_from(page: Path) -> None:
    places = re.findall(r"(?<![\w.~/:$-])/(?:home|root|Users|opt|srv|mnt|tmp|var|w[o]rk|usr/local)\b\S*", text(page))
    assert not places
    hosts = {urlsplit(address).hostname for address in re.findall(r"https?://[^\s)\"'>`\]]+", text(page))}
    unknown = {host for host in hosts if host and host not in HOSTS and not re.search(rf"{re.escape(host)}[^\n]*cannot be", text(page))}
    assert not unknown, f"{named(page)} names {unknown}: a source or an example may, a place to download from may not"
    unfinished = re.findall(r"\b(?:TODO|FIXME|TBD|XXX|lorem ipsum)\b", text(page), re.I)
    assert not unfinished


# ---- the command


def commands() -> dict[str, set[str]]:
    """Return every command with its options, in all their spellings."""
    group = typer.main.get_command(cli.app)
    known = getattr(group, "commands")  # noqa: B009  # typer's own type does not say that it has them
    return {name: {o for p in c.params for o in p.opts if o.startswith("-")} - {"--help", "-h"} for name, c in known.items()}


def test_every_command_and_every_option_is_in_the_reference_and_no_other() -> None:
    page = REFERENCE / "command-line.md"
    documented = set(re.findall(r"^## postpress (\w+)$", prose(page), re.M))
    assert documented == set(commands())
    for command, options in commands().items():
        words = {word.split()[0] for word in first_words(page, f"postpress {command}")}
        assert words == options, command


def test_every_exit_code_is_in_the_reference_and_no_other() -> None:
    table = {int(row[0]): row[2] for row in rows(REFERENCE / "exit-codes.md") if row[0].isdecimal()}
    assert set(table) == {*map(int, Exit), 128 + 15}
    for letter, code in EXIT_BY_OWNER.items():
        assert letter in table[code].split(", "), f"{letter} is not in the row of {code}"


# ---- messages


def test_every_code_is_in_the_reference_with_its_severity_and_title_and_no_other() -> None:
    page = REFERENCE / "diagnostics.md"
    documented = {row[0].strip("`"): (row[1], row[2].replace("\\|", "|")) for row in rows(page) if re.fullmatch(r"`[A-Z]\d{3}`", row[0])}
    known = {code: (e.severity.value, e.title) for code, e in explanations().items()}
    wrong = [f"| `{code}` | {known[code][0]} | {known[code][1]} |" for code in known if documented.get(code) != known[code]]
    assert not wrong, "diagnostics.md should say:\n" + "\n".join(wrong)
    assert not documented.keys() - known.keys(), "diagnostics.md has codes that nothing reports"


def test_codes_stand_under_their_owner_in_order() -> None:
    page = REFERENCE / "diagnostics.md"
    sections = re.findall(r"^## ([A-Z]): [^\n]+\n(.*?)(?=^## |\Z)", prose(page), re.M | re.S)
    assert [letter for letter, _ in sections] == sorted({code[0] for code in explanations()})
    for letter, body in sections:
        codes = re.findall(r"^\| `([A-Z]\d{3})`", body, re.M)
        assert codes == sorted(codes)
        assert {code[0] for code in codes} == {letter}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_codes_named_in_a_page_exist_and_weigh_what_it_says(page: Path) -> None:
    for code in re.findall(r"`([A-Z]\d{3})`", text(page)):
        assert code in explanations(), f"{named(page)}: {code}"
    for severity, code in re.findall(r"\b(error|warning|hint)\[([A-Z]\d{3})\]", text(page)):
        assert explanations()[code].severity is Severity(severity), f"{named(page)}: {code}"
    for severity, code in re.findall(r"\b(error|warning|hint) \(?`([A-Z]\d{3})`", prose(page)):
        assert explanations()[code].severity is Severity(severity), f"{named(page)}: {code}"


# ---- keys


def keys_of(table: type[_Table]) -> set[str]:
    return {field.alias or name for name, field in table.model_fields.items()}


def test_every_key_of_book_toml_is_in_the_reference_and_no_other() -> None:
    page = REFERENCE / "book-toml.md"
    tables = {field.alias or name: field.annotation for name, field in BookToml.model_fields.items()
              if isinstance(field.annotation, type) and issubclass(field.annotation, _Table)}
    free = {"theme-options"}
    for name in (*tables, *free):
        assert f"\n## [{name}]\n" in text(page), name
    assert first_words(page, "Keys of the book") == keys_of(BookToml) - set(tables) - free
    for name, table in tables.items():
        assert first_words(page, f"[{name}]") == keys_of(table), name


def test_every_key_of_front_matter_is_in_the_reference_and_no_other() -> None:
    assert first_words(REFERENCE / "front-matter.md", "Keys") == set(KEYS)


def test_every_trim_size_is_in_the_reference_with_its_size() -> None:
    documented = {row[0].strip("`"): row[1] for row in rows(REFERENCE / "pdf-pages.md", "Trim sizes") if row[0].startswith("`")}
    assert documented == {name: f"{width:g} × {height:g}" for name, (width, height) in TRIMS.items()}


# ---- themes


def test_every_option_of_classic_is_in_the_reference_with_its_default() -> None:
    classic = themes.load("classic", places=(TOP / "themes",), report=Report())
    table = {row[0].strip("`"): row[2].strip("`\"") for row in rows(REFERENCE / "themes.md", "Options of classic") if "`" in row[0]}
    assert table == {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in classic.options}


def names_of(file: str) -> set[str]:
    """Return the names that the reference gives to a file of a theme."""
    page = REFERENCE / "themes.md"
    everywhere = first_words(page, "Names of all templates")
    if file.startswith("cover."):
        return everywhere | first_words(page, "The cover")
    if file.startswith("wrap."):
        return everywhere | first_words(page, "The wrap") | {"serif", "sans"}
    row = next(row for row in rows(page, "Files") if f"`{file}`" in row[0])
    return everywhere | set(re.findall(r"`(\w+)`", row[-1])) | (names_of("shared.css.j2") if row[-1] == "the same" else set())


def classic_files() -> dict[str, str]:
    classic = themes.load("classic", places=(TOP / "themes",), report=Report())
    return {name: file.text for name, file in (*classic.templates, *classic.styles)}


def test_every_file_of_classic_is_in_the_reference_and_no_other() -> None:
    page = REFERENCE / "themes.md"
    documented = {row[0].strip("`") for row in rows(page, "Files") if row[0].endswith(".j2`")}
    assert documented == set(classic_files())


@pytest.mark.parametrize("file", sorted(classic_files()))
def test_every_name_a_template_uses_is_in_the_reference(file: str) -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.filters |= {"markup": str, "css_string": str}
    used = jinja2.meta.find_undeclared_variables(environment.parse(classic_files()[file]))
    assert used <= names_of(file)


def test_every_name_in_a_row_is_explained() -> None:
    page = REFERENCE / "themes.md"
    given = {name for row in rows(page, "Files") for name in re.findall(r"`(\w+)`", row[-1])}
    explained = {word.split(".")[0] for heading in ("Names of all templates", "What the other names hold")
                 for word in first_words(page, heading)}
    assert given <= explained


# ---- printing houses


def test_every_key_of_a_printers_profile_is_in_the_reference_and_no_other() -> None:
    assert first_words(REFERENCE / "printers.md", "Keys of a profile") == {f.name.replace("_", "-") for f in fields(Profile)} - {"icc-data"}


def test_every_finding_for_a_printer_is_in_the_reference() -> None:
    named_codes = first_words(REFERENCE / "printers.md", "What is looked for")
    first, last = "V099", "V103"
    named_codes |= {f"V{n:03}" for n in range(int(first[1:]), int(last[1:]))}
    assert {code for code in explanations() if "V080" <= code <= "V109"} <= named_codes
