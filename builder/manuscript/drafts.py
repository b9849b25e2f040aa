"""Chapters in the making: which of them are parts, what they are called, and what each is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from builder.manuscript.labels import part_label, part_labels
from builder.model import Matter, Post, Role, Section
from builder.options import ChapterRule

ORIGINAL = "data-original"
"""Of a heading that was converted to the other script: its words before, which links and the patterns for chapters may mean."""


@dataclass
class Draft:
    """A chapter in the making."""

    post: Post
    heading: etree._Element | None
    body: etree._Element
    notes: dict[str, etree._Element]
    """All notes of the post."""
    line: int
    heading_text: str = ""
    level: int = 0
    """Of the heading in the post, 1 to 6."""
    label: str = ""
    title: str = ""
    id: str = ""
    role: Role = Role.CHAPTER
    matter: Matter = Matter.BODY
    within: Draft | None = None
    """The part that the chapter belongs to."""
    sections: tuple[Section, ...] = ()
    unused: list[str] = field(default_factory=list)
    """Keys of notes that nothing refers to and that stand in this chapter."""


def find_parts(drafts: Sequence[Draft], rule: ChapterRule) -> None:
    """Say which drafts are parts, and to which part each of the others belongs.

    A part is a heading that `rule.part_pattern` matches or, where that is empty, one above the heading that follows it. A
    single heading of this kind without a label is not one: it is as likely the title of the whole text. A part ends where a
    higher heading begins or, when parts are told by their levels, one of its own.
    """
    parts = [draft for draft, follower in zip(drafts, [*drafts[1:], None], strict=True) if _is_part(draft, follower, rule)]
    if not rule.part_pattern:
        parts = [part for part in parts if part.level == min(p.level for p in parts)]
        if len(parts) == 1 and not part_label(parts[0].heading_text)[0]:
            return
    within: Draft | None = None
    for draft in drafts:
        if any(draft is part for part in parts):
            draft.role, within = Role.PART, draft
            continue
        if within is not None and draft.level < within.level + (not rule.part_pattern):
            within = None
        draft.within = within


def _is_part(draft: Draft, follower: Draft | None, rule: ChapterRule) -> bool:
    if draft.heading is None:
        return False
    if rule.part_pattern:
        return matches(rule.part_pattern, draft.heading_text, draft.heading)
    return follower is not None and draft.level < follower.level


def matches(pattern: str, text: str, heading: etree._Element) -> bool:
    """Return whether a regular expression is found in a heading's words, as they are or as they were before conversion."""
    return any(re.search(pattern, words) for words in (text, heading.get(ORIGINAL, "")) if words)


def label(drafts: Sequence[Draft]) -> None:
    """Set labels and titles apart: of the parts among themselves, and of the chapters."""
    parts = [draft for draft in drafts if draft.role is Role.PART]
    for alike in (parts, [draft for draft in drafts if draft.role is not Role.PART]):
        for draft, (said, title) in zip(alike, part_labels([d.heading_text for d in alike]), strict=True):
            draft.label, draft.title = said, title


def set_roles(drafts: Sequence[Draft]) -> None:
    """Say what each chapter is for, by its place among the labelled ones."""
    chapters = [draft for draft in drafts if draft.role is not Role.PART]
    labelled = [place for place, draft in enumerate(chapters) if draft.label]
    for place, draft in enumerate(chapters):
        if not draft.title:
            draft.role = Role.INTRODUCTION
        elif labelled and not draft.label:
            if place > labelled[-1]:
                draft.matter, draft.within = Matter.BACK, None
                draft.role = Role.CONCLUSION if place == len(chapters) - 1 else Role.CHAPTER
            elif place == 0 and draft.within is None:
                draft.role = Role.INTRODUCTION
