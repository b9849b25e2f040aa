"""A manuscript in the other script: simplified Chinese in, traditional out, or the other way round. Owner of OpenCC.

The library decides by words: 发展 and 头发 have two different characters in traditional Chinese. It is given a passage as it is
read, through links and emphasis, and what it gives back goes to the places it came from.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from lxml import etree

from builder.errors import Report
from builder.manuscript.cleaning import fragment, parse_fragment
from builder.manuscript.conversion import Converter
from builder.manuscript.drafts import ORIGINAL
from builder.manuscript.index_marks import Level, read_back, written
from builder.manuscript.isbn import plain_isbn
from builder.manuscript.runs import line_of, passages, script_of
from builder.manuscript.tree import HEADINGS, plain
from builder.model import FrontMatter, Manuscript, Metadata, Post
from builder.options import Copyright, Inscription, Options, Variant, WrapOptions

_EDITIONS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:postpress:variant")


def chain(source: str, variant: Variant) -> tuple[str, ...]:
    """Return the configurations of OpenCC that lead from a language (BCP 47) to a variant, one after the other; none when the
    one is the other, or no words can be exchanged between them.

    `zh-Hant` without a place has the characters of Taiwan, as CLDR completes the tag (likely subtags).
    """
    regions = {part.upper() for part in source.replace("_", "-").split("-")[1:] if len(part) == 2}
    place = "hk" if regions & {"HK", "MO"} else "tw" if "TW" in regions else ""
    goal = "hk" if variant.language == "zh-Hant-HK" else "tw"
    words = "p" if variant.phrases else ""
    if script_of(source) == "Hans":
        return () if variant.language == "zh-Hans" else (f"s2{goal}{words}",)
    if variant.language == "zh-Hans":
        return (f"{place or 'tw'}2s{words}",)
    if variant.phrases or place == goal or (not place and variant.language == "zh-Hant"):
        return ()
    return (*([f"{place}2t"] if place else []), f"t2{goal}")


def edition_identifier(identifier: str, *marks: str) -> str:
    """Return the name of an edition that is made of another one: the same for the same book and marks (RFC 9562, UUIDv5)."""
    return f"urn:uuid:{uuid.uuid5(_EDITIONS, chr(31).join((identifier, *marks)))}"


def converted(manuscript: Manuscript, original: Metadata, source: str, report: Report) -> Manuscript:
    """Return a manuscript with all its text in `options.variant`.

    Code, formulas, addresses, ids, readings over the text and passages in another language stay as they are.

    Args:
        manuscript: As it was read.
        original: What the book says of itself before.
        source: The language it is in, as its author wrote it.
        report: Takes M071 for how much was changed, M072 for characters that words decided.
    """
    variant = manuscript.options.variant
    converter = Converter(chain(source, variant), variant)
    posts = tuple(_post(post, script_of(original.language), converter, variant.language) for post in manuscript.posts)
    result = replace(
        manuscript, posts=posts, settings=replace(_front_matter(manuscript.settings, converter), language=variant.language),
        publisher=converter.text(manuscript.publisher), identifier=_identifier(manuscript, original, report),
        options=_options(manuscript.options, converter),
    )
    path = manuscript.posts[0].path
    report.hint("M071", f"the text is set in {variant.language}: {converter.changed:,} of {converter.seen:,} ideographs were "
                "changed", path=path, hint="read it once as a reader of that script would; [variant] in book.toml keeps words")
    if variant.list_doubtful:
        for doubt in converter.doubts():
            report.hint("M072", doubt.told, path=doubt.path, line=doubt.line or None,
                        hint=f'where that is wrong, write the word under [variant.words]: "{doubt.word}" = "..."')
    return result


def _identifier(manuscript: Manuscript, original: Metadata, report: Report) -> str:
    variant = manuscript.options.variant
    if variant.isbn:
        return f"urn:isbn:{plain_isbn(variant.isbn)}"
    if original.identifier.startswith("urn:isbn:"):
        report.hint("M074", f"the ISBN of the book is not that of its edition in {variant.language}, which has none",
                    hint='give the number of this edition as isbn = "..." under [variant] in book.toml')
    return edition_identifier(original.identifier, variant.language, *(["phrases"] if variant.phrases else []))


# ---- posts


def _post(post: Post, script: str, converter: Converter, language: str) -> Post:
    converter.at(post.path)
    body = parse_fragment(post.markup)
    before = {heading: plain([heading]) for heading in body.iter(*HEADINGS) if not any(
        above.get("data-note") is not None for above in heading.iterancestors("aside"))}
    for passage in passages(body, script):
        if passage[0].text.isascii() and all(run.text.isascii() for run in passage):
            continue
        converter.at(post.path, line_of(passage))
        found = converter.pieces([(run.text, run.is_open) for run in passage])
        for run, text in zip(passage, found, strict=True):
            if text != run.text:
                run.put(text)
    for element in body.iter():
        _attributes(element, converter, script, language)
    for heading, words in before.items():
        if plain([heading]) != words:
            heading.set(ORIGINAL, words)
    converter.at(post.path)
    return replace(post, front_matter=_front_matter(post.front_matter, converter), markup=fragment(body))


def _attributes(element: etree._Element, converter: Converter, script: str, language: str) -> None:
    """Convert what is said of pictures, and terms of the index; rename the language that was converted."""
    if not any(element.get(name) is not None for name in ("lang", "alt", "data-term")):
        return
    around = (above.get("lang") for above in (element, *element.iterancestors()))
    if any(language is not None and script_of(language) not in ("", script) for language in around):
        return
    if element.get("lang") is not None:
        element.set("lang", language)
    if element.get("alt"):
        element.set("alt", converter.text(element.get("alt", "")))
    if element.get("data-term") is not None:
        levels = read_back(element.get("data-term", ""), element.get("data-reading", ""))
        terms, _ = written([Level(converter.text(level.text), level.reading) for level in levels])
        element.set("data-term", terms)


# ---- what the book says of itself


def _said(converter: Converter, text: str) -> str:
    """Return a value of metadata converted, an address as it is."""
    return text if "://" in text or text.startswith(("mailto:", "urn:", "www.")) else converter.text(text)


def _front_matter(matter: FrontMatter, converter: Converter) -> FrontMatter:
    said = partial(_said, converter)
    return replace(
        matter, title=said(matter.title), subtitle=said(matter.subtitle), authors=tuple(map(said, matter.authors)),
        translators=tuple(map(said, matter.translators)), tags=tuple(map(said, matter.tags)), category=said(matter.category),
        description=said(matter.description), license=said(matter.license), source=said(matter.source),
    )


def _options(options: Options, converter: Converter) -> Options:
    return replace(
        options, copyright=_copyright(options.copyright, converter, options.variant),
        dedication=_inscription(options.dedication, converter), epigraph=_inscription(options.epigraph, converter),
        wrap=_wrap(options.wrap, converter),
    )


def _copyright(given: Copyright, converter: Converter, variant: Variant) -> Copyright:
    texts: Mapping[str, str] = {name: _said(converter, getattr(given, name)) for name in (
        "rights", "printer", "format", "sheets", "edition", "impression", "price")}
    return replace(given, cip=tuple(_said(converter, line) for line in given.cip), isbn=variant.isbn, **texts)


def _inscription(given: Inscription, converter: Converter) -> Inscription:
    return Inscription(tuple(converter.text(line) for line in given.lines), converter.text(given.source))


def _wrap(given: WrapOptions, converter: Converter) -> WrapOptions:
    return replace(given, blurb=tuple(converter.text(text) for text in given.blurb), about=converter.text(given.about),
                   price=converter.text(given.price))
