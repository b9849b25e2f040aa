"""A manuscript to a book: where chapters begin, what they are called, how they are named and linked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from builder.errors import Report
from builder.manuscript.captions import Numbering
from builder.manuscript.cleaning import fragment, parse_fragment
from builder.manuscript.drafts import ORIGINAL, Draft, find_parts, label, matches, set_roles
from builder.manuscript.ids import Ids, is_valid_id, slug, web_slugs
from builder.manuscript.index import Index
from builder.manuscript.links import Places, resolve_links
from builder.manuscript.metadata import file_title, merged, metadata_of, same_title
from builder.manuscript.notes import Notes
from builder.manuscript.tree import HEADINGS, READINGS, plain, taken, unwrap
from builder.manuscript.vocabulary import FORMATTING
from builder.model import Asset, Book, Chapter, Manuscript, Metadata, Post, Role, Section
from builder.options import ChapterRule

CHAPTERS_MOST = 3000
"""Each chapter is a file of the EPUB, and reading systems open every file; no printed book has as many."""


def edit(manuscript: Manuscript, report: Report) -> Book:
    """Return the book: metadata, chapters with their roles, notes and links, and the pictures they name.

    One post is parted at its chapter headings (`Options.chapters`); of several posts each is a chapter.

    Raises:
        PostpressError: when the manuscript holds no post.
    """
    if not manuscript.posts:
        report.error("C007", "the book lists no posts", hint="add posts = [\"my-post.md\"] to book.toml")
        report.stop_on_errors()
    title, drafts = _parted(manuscript, report)
    if len(drafts) > CHAPTERS_MOST:
        report.error("M070", f"the book would have {len(drafts)} chapters, and {CHAPTERS_MOST} are the most",
                     path=drafts[CHAPTERS_MOST].post.path, line=drafts[CHAPTERS_MOST].line,
                     hint="let a higher heading open a chapter: level = 1 under [chapters] in book.toml, or a pattern")
        report.stop_on_errors()
    set_roles(drafts)
    ids, places = Ids(), Places({post.path: "" for post in manuscript.posts})
    for draft in drafts:
        _name(draft, ids, places, report)
    metadata = metadata_of(manuscript, title, _book_text(title, drafts), report)
    pictures = {(path, target): asset for path, target, asset in manuscript.images}
    used: dict[str, Asset] = {}
    if manuscript.options.numbered_figures:
        numbering = Numbering(["" if draft.role is Role.PART else draft.label for draft in drafts])
        for place, draft in enumerate(drafts):
            numbering.number(draft.body, place)
    index = Index(ids)
    chapters = tuple(_finished(draft, ids, places, pictures, used, index, report) for draft in drafts)
    groups = index.finished(metadata.language, report)
    report.stop_on_errors()
    return Book(metadata, chapters, tuple(used.values()), manuscript.cover_art, manuscript.options, groups)


def described(manuscript: Manuscript, report: Report) -> Metadata:
    """Return what the book would say of itself, without making it."""
    title, drafts = _parted(manuscript, report)
    return metadata_of(manuscript, title, _book_text(title, drafts), report)


def _book_text(title: str, drafts: Sequence[Draft]) -> str:
    return title + "\n" + "\n".join(_prose(draft.body) for draft in drafts)


def _prose(body: etree._Element) -> str:
    """Return a chapter's text without its code and without readings, which may be in another language or in none."""
    return " ".join(str(text) for element in body.iter() if element.tag not in ("pre", "code", *READINGS)
                    for text in ((element.text or ""), *((child.tail or "") for child in element)))


def _parted(manuscript: Manuscript, report: Report) -> tuple[str, list[Draft]]:
    settings = merged(manuscript)
    if len(manuscript.posts) == 1:
        post = manuscript.posts[0]
        body, notes = _opened(post)
        title = _post_title(post, settings.title, body, report)
        return title, _split(post, body, notes, title, manuscript.options.chapters)
    drafts = []
    for post in manuscript.posts:
        body, notes = _opened(post)
        heading = etree.Element("h1")
        heading.text = _post_title(post, post.front_matter.title, body, report)
        heading.set("data-line", body[0].get("data-line", "1") if len(body) else "1")
        drafts.append(Draft(post, heading, body, notes, int(heading.get("data-line", "1")), heading.text))
    label(drafts)
    title = manuscript.settings.title
    if not title:
        title = drafts[0].heading_text
        report.warn("M064", "the book of several posts has no title and takes its first post's",
                    path=manuscript.posts[0].path, hint="add title = \"...\" to book.toml")
    for draft in drafts:
        _trim_rules(draft.body)
        draft.unused = _unused_notes([draft])
    return title, drafts


def _opened(post: Post) -> tuple[etree._Element, dict[str, etree._Element]]:
    """Return a post's text as an element, and its notes apart from it by their keys."""
    body = parse_fragment(post.markup)
    notes = {note.get("data-note", ""): note for note in body.findall("aside") if note.get("data-note")}
    for note in notes.values():
        body.remove(note)
    return body, notes


def _post_title(post: Post, given: str, body: etree._Element, report: Report) -> str:
    """Return a post's title, and take the heading that repeats it out of the text."""
    tops = [element for element in body if element.tag == "h1"]
    title = given
    if not title and len(tops) == 1 and _heading_text(tops[0]):
        title = _heading_text(tops[0])
    if not title:
        title = file_title(post.path)
        report.warn("M065", f"the post has no title and is called '{title}' after its file", path=post.path,
                    hint="add 'title: ...' to the front matter, or one '# heading'")
    repeated = next((top for top in tops if same_title(_heading_text(top), title)), None)
    if repeated is not None:
        follower = repeated.getnext()
        for name in (repeated.get("id"), *web_slugs(_heading_text(repeated)), *web_slugs(repeated.get(ORIGINAL, ""))):
            # What linked to the title leads to the text below it.
            if name and follower is not None:
                follower.set("data-title-id", " ".join(filter(None, (follower.get("data-title-id"), name))))
        body.remove(repeated)
    return title


def _heading_text(heading: etree._Element) -> str:
    text = plain([heading])
    return text or " ".join(picture.get("alt", "") for picture in heading.iter("img")).strip()


def _split(
    post: Post, body: etree._Element, notes: dict[str, etree._Element], title: str, rule: ChapterRule,
) -> list[Draft]:
    drafts = [Draft(post, None, etree.Element("body"), notes, 1)]
    for element in list(body):
        if _opens_chapter(element, rule):
            line = int(element.get("data-line", "1"))
            drafts.append(Draft(post, element, etree.Element("body"), notes, line, _heading_text(element),
                                level=int(str(element.tag)[1])))
            body.remove(element)
        else:
            drafts[-1].body.append(element)
    for draft in drafts:
        _trim_rules(draft.body)
    first = drafts[0]
    if len(first.body):
        first.line = int(first.body[0].get("data-line", "1"))
    if len(drafts) == 1:
        first.title = first.heading_text = title
    elif not len(first.body):
        carried = first.body.get("data-title-id")
        del drafts[0]
        if carried:
            drafts[0].body.set("data-title-id", carried)
    find_parts(drafts, rule)
    label([draft for draft in drafts if draft.heading is not None])
    for place, keys in _note_places(drafts, notes).items():
        drafts[place].unused = keys
    return drafts


def _opens_chapter(element: etree._Element, rule: ChapterRule) -> bool:
    if element.tag not in HEADINGS or not _heading_text(element):
        return False
    if rule.part_pattern and matches(rule.part_pattern, _heading_text(element), element):
        return True
    if rule.pattern:
        return matches(rule.pattern, _heading_text(element), element)
    return int(str(element.tag)[1]) <= rule.level


def _trim_rules(body: etree._Element) -> None:
    """Take away rules at a chapter's edges: the chapter's end is mark enough."""
    while len(body) and body[0].tag == "hr":
        body.remove(body[0])
    while len(body) and body[-1].tag == "hr":
        body.remove(body[-1])


def _note_places(drafts: Sequence[Draft], notes: dict[str, etree._Element]) -> dict[int, list[str]]:
    """Return, by the place of the chapter they are written in, the notes nothing refers to."""
    called = {mark.get("data-note") for draft in drafts for root in (draft.heading, draft.body, *notes.values())
              if root is not None for mark in root.iter("a")}
    places: dict[int, list[str]] = {}
    for key, note in notes.items():
        if key not in called:
            line = int(note.get("data-line", "1"))
            place = max((n for n, draft in enumerate(drafts) if draft.line <= line), default=0)
            places.setdefault(place, []).append(key)
    return places


def _unused_notes(drafts: Sequence[Draft]) -> list[str]:
    return [key for keys in _note_places(drafts, drafts[0].notes).values() for key in keys]


def _name(draft: Draft, ids: Ids, places: Places, report: Report) -> None:
    """Give a chapter and all in it their ids, number its headings' levels anew and gather its sections."""
    path = draft.post.path
    wanted = slug(f"{draft.label} {draft.title}") if draft.title else "introduction"
    own = draft.heading.get("id") if draft.heading is not None else None
    draft.id = _own_id(own, wanted, ids, draft, draft.line, report)
    places.add_chapter(path, draft.id)
    if draft.heading is not None:
        places.add_heading(path, own, _heading_text(draft.heading), draft.id)
        places.add_heading(path, None, taken(draft.heading, ORIGINAL), draft.id)
    places.add_all(path, taken(draft.body, "data-title-id").split(), draft.id)
    open_sections: list[tuple[int, _Open]] = []
    roots: list[_Open] = []
    for element in list(draft.body.iterdescendants()):
        places.add_all(path, taken(element, "data-title-id").split(), draft.id)
        if element.tag in HEADINGS:
            text = _heading_text(element)
            if not text:
                element.tag = "p"
                continue
            level = int(str(element.tag)[1])
            top = element.getparent() is draft.body
            while top and open_sections and open_sections[-1][0] >= level:
                open_sections.pop()
            deep = min(2 + len(open_sections), 6)
            own = element.get("id")
            line = int(element.get("data-line", "1"))
            element.set("id", _own_id(own, f"{draft.id}-{slug(text)}", ids, draft, line, report))
            element.tag = f"h{deep}"
            places.add_heading(path, own, text, element.get("id", ""))
            places.add_heading(path, None, taken(element, ORIGINAL), element.get("id", ""))
            if top:
                section = _Open(element.get("id", ""), text, deep)
                (open_sections[-1][1].inside if open_sections else roots).append(section)
                open_sections.append((level, section))
        elif element.get("id") is not None:
            own = element.get("id", "")
            element.set("id", _own_id(own, slug(own), ids, draft, _line_above(element), report))
            places.add_all(path, [own], element.get("id", ""))
    draft.sections = tuple(section.closed() for section in roots)


@dataclass
class _Open:
    id: str
    title: str
    level: int
    inside: list[_Open] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(self.id, self.title, self.level, tuple(section.closed() for section in self.inside))


def _own_id(own: str | None, wanted: str, ids: Ids, draft: Draft, line: int, report: Report) -> str:
    """Return the author's id where it can stand, else one made for the place."""
    if not own or not is_valid_id(own):
        return ids.take(wanted)
    if not ids.is_free(own):
        report.warn("M066", f"the id '{own}' is given a second time", path=draft.post.path, line=line,
                    hint="links lead to the first place; give this one another id")
        return ids.take(wanted)
    return ids.take(own)


def _line_above(element: etree._Element) -> int:
    at: etree._Element | None = element
    while at is not None:
        if at.get("data-line"):
            return int(at.get("data-line", "1"))
        at = at.getparent()
    return 1


def _finished(
    draft: Draft, ids: Ids, places: Places, pictures: dict[tuple[str, str], Asset], used: dict[str, Asset], index: Index,
    report: Report,
) -> Chapter:
    heading = draft.heading if draft.heading is not None else etree.Element("h1")
    if draft.heading is None:
        heading.text = draft.title
    notes = Notes(draft.id, draft.notes, ids)
    notes.call([heading, draft.body])
    for key in draft.unused:
        notes.add(key)
    index.take([heading, draft.body, *notes.bodies], draft.id, draft.post.path)
    _cut_label(heading, draft)
    for root in (heading, draft.body, *notes.bodies):
        resolve_links(root, draft.post.path, draft.line, places, report)
        _set_pictures(root, draft.post.path, pictures, used)
    return Chapter(
        id=draft.id, role=draft.role, matter=draft.matter, label=draft.label, title=draft.title,
        title_markup=fragment(heading).strip(), markup=fragment(draft.body).strip(), notes=notes.finished(),
        sections=draft.sections, path=draft.post.path, line=draft.line, part=draft.within.id if draft.within else "",
    )


def _cut_label(heading: etree._Element, draft: Draft) -> None:
    """Take the label off the front of a heading's markup, through whatever stands around it; its readings go with it."""
    if not draft.label:
        return
    left = len(re.sub(r"\s", "", draft.heading_text)) - len(re.sub(r"\s", "", draft.title))
    for element, name in list(_texts(heading)):
        text = "" if name == "text" and element.tag in READINGS else getattr(element, name)
        kept = text
        while kept and (left > 0 or kept[0].isspace()):
            left -= not kept[0].isspace()
            kept = kept[1:]
        setattr(element, name, kept)
        if kept:
            break
    for element in reversed(list(heading.iterdescendants())):
        is_empty = not len(element) and not element.text and element.get("data-note") is None  # a note's mark has no text yet
        if is_empty and (element.tag in FORMATTING or element.tag in ("ruby", *READINGS)):
            unwrap(element)


def _texts(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Return the places of an element's texts, in reading order."""
    if element.text:
        yield element, "text"
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child, "tail"


def _set_pictures(
    root: etree._Element, path: str, pictures: dict[tuple[str, str], Asset], used: dict[str, Asset],
) -> None:
    for picture in list(root.iter("img")):
        target = picture.get("src", "")
        asset = pictures.get((path, target))
        if asset is not None:
            used.setdefault(asset.name, asset)
            picture.set("src", f"asset:{asset.name}")
            continue
        picture.tag = "span"
        words = picture.get("alt") or re.split(r"[?#]", target)[0].rstrip("/").rpartition("/")[2] or target[:60]
        picture.attrib.clear()
        picture.set("class", "missing-image")
        picture.text = words

