"""The Markdown a post is written in: CommonMark, with tables, strikethrough, notes, ruby, marks for the
index, two more lists and heading ids."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.manuscript.flanking import CjkInline
from builder.manuscript.raw_html import NESTING
from builder.manuscript.soft_breaks import soft_break_plugin, without_soft_breaks

_NAME = r"[#.][^\s{}#.\"'=][^\s{}\"'=]*"
_QUOTED = r"[A-Za-z_:][\w:.-]*=(?:\"[^\"{}]*\"|'[^'{}]*')"
_BARE = r"[A-Za-z_:][\w:.-]*=[^\s{}\"'=]+"
_TAIL = re.compile(rf"[ \t]*\{{[ \t]*((?:(?:{_NAME}|{_QUOTED}|{_BARE})(?:[ \t]+|(?=\}})))+)\}}[ \t]*$")
_ATTRIBUTE = re.compile(rf"(?P<name>{_NAME})|(?P<quoted>{_QUOTED})|(?P<bare>{_BARE})")
_ORNAMENT = re.compile(r"\{[ \t]*\.decorative[ \t]*\}")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")


class _Blocks(ParserBlock):
    """The block parser, noticing where the library would drop what is nested too deep."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the library's names
        if state.level >= state.md.options.maxNesting and startLine < endLine:
            state.env.setdefault("too_deep", startLine)
        super().tokenize(state, startLine, endLine)


def parser(*, extensions: bool) -> MarkdownIt:
    """Return a Markdown parser: plain CommonMark, or with everything a post may use.

    Emphasis follows the CJK-friendly amendments in both; they change nothing in text without CJK characters.
    """
    md = MarkdownIt("commonmark", {"maxNesting": NESTING})
    md.inline = CjkInline(braces=extensions)
    md.block = _Blocks()
    md.configure("commonmark", options_update={"maxNesting": NESTING})
    if extensions:
        md.enable(["table", "strikethrough", "index_mark", "ruby"])
        md.use(footnote_plugin, move_to_end=False, always_match_refs=True).use(deflist_plugin)
        md.core.ruler.push("inline_notes", _finish_inline_notes)
        md.core.ruler.push("ornaments", _mark_ornaments)
        md.core.ruler.push("heading_attributes", _read_heading_attributes)
        md.core.ruler.push("task_items", _mark_task_items)
        md.use(soft_break_plugin)
        # An address stays as the author wrote it: links are checked when they are written, pictures when they are
        # collected, each with its line.
        md.normalizeLink = lambda url: url  # type: ignore[method-assign]  # the library's documented way to replace it
        md.validateLink = _any_address  # type: ignore[method-assign]  # the same
    return md


def _any_address(url: str) -> bool:
    del url
    return True


def _finish_inline_notes(state: StateCore) -> None:
    """Give the text of `^[notes]`, which the library keeps apart, what all other text is given."""
    for note in state.env.get("footnotes", {}).get("list", {}).values():
        for token in note.get("tokens", ()):
            if token.type == "text_special":
                token.type = "text"
        if "tokens" in note:
            note["tokens"][:] = without_soft_breaks(note["tokens"])


def _mark_ornaments(state: StateCore) -> None:
    """Take `{.decorative}` off the text behind a picture and mark the picture as one that says nothing."""
    for inline in state.tokens:
        children = inline.children or []
        for picture, text in pairwise(children):
            found = _ORNAMENT.match(text.content) if picture.type == "image" and text.type == "text" else None
            if found:
                picture.meta["decorative"] = True
                text.content = text.content[found.end():]


def _read_heading_attributes(state: StateCore) -> None:
    """Take `{#id .class key="value"}` off a heading's end, set the id, and note the pairs, which a book has no use for.

    `{x=1}` alone is text: only an id, a class or a value in quotes tells a block of attributes from words in braces.
    """
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        children = inline.children
        if opening.type != "heading_open" or not children or children[-1].type != "text":
            continue
        match = _TAIL.search(children[-1].content)
        parts = list(_ATTRIBUTE.finditer(match[1])) if match else []
        if match and any(part["name"] or part["quoted"] for part in parts):
            children[-1].content = children[-1].content[:match.start()]
            for part in parts:
                if part[0].startswith("#"):
                    opening.attrSet("id", part[0][1:])
            left_out = [part[0] for part in parts if not part["name"]]
            if left_out:
                opening.meta["left_out"] = left_out


def _mark_task_items(state: StateCore) -> None:
    """Turn a list item's leading `[ ]` or `[x]` into a box (GitHub Flavored Markdown, section 5.3)."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not inline.children:
            continue
        first = inline.children[0]
        match = _TASK.match(inline.content)
        if match and first.type == "text" and first.content.startswith(match[0].rstrip()):
            item.attrSet("class", "task")
            box = Token("task_box", "span", 0, content="☐" if match[1] == " " else "☑")
            first.content = first.content[match.end():]
            inline.children.insert(0, box)
