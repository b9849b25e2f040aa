# ruff: noqa: ARG002 - render rules are called with the library's four arguments, whatever they need of them
"""A post's text as HTML: what Markdown drops without a word is refused, what a book has no use for is left out and said to be.

What comes out still has to be cleaned; see `cleaning`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from builder.errors import Report
from builder.manuscript.index_marks import written
from builder.manuscript.markdown import parser
from builder.manuscript.ornaments import picture_tag
from builder.manuscript.raw_html import NESTING, Images, Screen, checked_href
from builder.manuscript.vocabulary import LEFT_OUT_WHOLE

OPEN_BRACKETS = 1_000
"""How many `[` may be open at once in a paragraph; each costs the parser another look at all that follows."""

_SPACED_PICTURE = re.compile(
    r"!\[([^\[\]\n]*)\]\(([^()<>\n\"]*[ \t][^()<>\n\"]*\.(?:png|jpe?g|gif|webp|svg|avif|bmp))\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A post's text as HTML, not yet cleaned."""

    html: str
    images: tuple[tuple[str, int], ...]
    """Target and line of each picture; `data-image` holds its place in this tuple."""


def render(body: str, first_line: int, path: str, report: Report) -> Rendering:
    """Return the HTML of a post's text.

    Args:
        body: The text below the front matter, with line feeds only.
        first_line: The line of the file that `body` begins on.
        path: The post's path, for diagnostics.
        report: Takes what was dropped, what is unsafe and what is nested too deep.
    """
    md = parser(extensions=True)
    _refuse_bracket_heaps(body, first_line, path, report)
    if report.errors:
        return Rendering("", ())
    env: EnvType = {}
    tokens = md.parse(body, env)
    if "too_deep" in env:
        report.error(
            "M038", "quotations and lists are nested too deep", path=path, line=first_line + env["too_deep"],
            hint=f"at most {NESTING} levels, of which a quotation takes one and a list two",
        )
    _set_lines(tokens, first_line)
    _refuse_lost_cells(tokens, body.split("\n"), first_line, path, report)
    images = Images()
    renderer = _Renderer(md, path, report, images, tokens, env)
    html = renderer.whole(tokens, md.options, env)
    return Rendering(html, tuple(images.found))


def _refuse_bracket_heaps(body: str, first_line: int, path: str, report: Report) -> None:
    if body.count("[") <= OPEN_BRACKETS:
        return
    line, depth = first_line, 0
    for match in re.finditer(r"\n[ \t]*(?=\n)|\n|\[|\]", body):
        if match[0] == "[":
            depth += 1
            if depth > OPEN_BRACKETS:
                report.error(
                    "M037", f"more than {OPEN_BRACKETS} square brackets are open at once in this paragraph", path=path,
                    line=line, hint="close them, or write `\\[` where no link is meant",
                )
                return
        elif match[0] == "]":
            depth = max(0, depth - 1)
        else:
            line += 1
            if len(match[0]) > 1 or body[match.end():match.end() + 1] == "\n":
                depth = 0


def _refuse_lost_cells(
    tokens: Sequence[Token], lines: Sequence[str], first_line: int, path: str, report: Report,
) -> None:
    """Report rows with more cells than the table's head: Markdown drops the excess without a word (GFM, section 4.10)."""
    columns = 0
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            row = re.sub(r"^[\s>]*", "", lines[token.map[0]]).rstrip()
            cells = escapedSplit(row.removeprefix("|"))
            if cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > columns:
                report.error(
                    "M054", f"this row has {len(cells)} cells and the table's head {columns}: the rest would be lost",
                    path=path, line=token.map[0] + first_line,
                    hint="add cells to the head, or write \\| where a stroke is meant",
                )


def _set_lines(tokens: Sequence[Token], first_line: int) -> None:
    """Give every token, inline ones too, its line in the file."""
    line = first_line
    for token in tokens:
        if token.map:
            line = token.map[0] + first_line
        token.meta["line"] = line
        here = line
        for child in token.children or ():
            child.meta["line"] = here
            if child.type in ("softbreak", "hardbreak"):
                here += 1
            elif child.type == "html_inline":
                here += child.content.count("\n")


class _Renderer(RendererHTML):
    """Writes the tokens of one post as HTML for the cleaner, and reports what it must leave out."""

    def __init__(
        self, md: MarkdownIt, path: str, report: Report, images: Images, tokens: Sequence[Token], env: EnvType,
    ) -> None:
        super().__init__(md)
        self._path = path
        self._report = report
        self._images = images
        self._screen = Screen(path, report, images)
        self._definitions: dict[str, int] = {}
        self._references: set[str] = set()
        self._asides: list[str] = []
        self._inline_notes = env.get("footnotes", {}).get("list", {})
        for token in tokens:
            if token.type == "footnote_reference_open":
                label = token.meta["label"]
                if label in self._definitions:
                    report.warn(
                        "M050", f"the note [^{label}] is defined a second time", path=path, line=token.meta["line"],
                        hint=f"the first stands in line {self._definitions[label]}; give one of them another name",
                    )
                else:
                    self._definitions[label] = token.meta["line"]
        self._seen: dict[str, int] = {}

    def whole(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Return the whole text, the notes written inside a line at its end."""
        for token in tokens:
            if token.nesting >= 0 and token.block and token.type != "inline" and token.tag and token.map:
                token.attrSet("data-line", str(token.meta["line"]))
        written = self.render(tokens, options, env)
        self._screen.finish()
        for label, line in self._definitions.items():
            if label not in self._references:
                self._report.warn(
                    "M052", f"nothing refers to the note [^{label}]", path=self._path, line=line,
                    hint=f"write [^{label}] where it belongs; it stands among the chapter's notes meanwhile",
                )
        return written + "".join(self._asides)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:  # noqa: N802 - the library's
        written: list[str] = []
        stack: list[str] = []
        skip_to = -1
        for place, token in enumerate(tokens):
            if place <= skip_to:
                continue
            if token.type == "html_inline":
                end = self._end_of_left_out(tokens, place)
                if end is not None:
                    skip_to = end
                    continue
                written.append(self._screen.tag(token.content, token.meta["line"], stack))
            elif "math" in stack:
                # A formula holds no Markdown; what looks like it keeps its words.
                written.append(escapeHtml(token.content) if token.type != "image" else "")
            elif token.type in self.rules:
                written.append(self.rules[token.type](tokens, place, options, env))
            else:
                written.append(self.renderToken(tokens, place, options, env))
        written.extend(f"</{name}>" for name in reversed(stack))
        return "".join(written)

    def _end_of_left_out(self, tokens: Sequence[Token], place: int) -> int | None:
        """Return where an element ends that is left out whole, when one begins here."""
        token = tokens[place]
        name = re.match(r"<([A-Za-z][\w-]*)", token.content)
        if not name or name[1].lower() not in LEFT_OUT_WHOLE:
            return None
        lowered = name[1].lower()
        for end in range(place + 1, len(tokens)):
            if tokens[end].type == "html_inline" and tokens[end].content.lower().startswith(f"</{lowered}"):
                self._screen.left_out_whole(lowered, token.meta["line"])
                return end
        if lowered in ("script", "style"):
            self._screen.never_closed(f"<{lowered}>", token.meta["line"])
        else:
            self._screen.left_out_whole(lowered, token.meta["line"])
        return place

    def _link(self, token: Token) -> None:
        href = checked_href(str(token.attrs.get("href", "")), self._path, token.meta["line"], self._report)
        token.attrs.pop("title", None)
        if href is None:
            token.attrs.pop("href", None)
        else:
            token.attrs["href"] = href

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        self._link(tokens[idx])
        return self.renderToken(tokens, idx, options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        left_out = tokens[idx].meta.get("left_out")
        if left_out:
            self._report.warn(
                "M048", f"a heading takes an id and classes only; left out: {' '.join(left_out)[:80]}", path=self._path,
                line=tokens[idx].meta["line"], hint="keep {#id}, and write no key=value beside it",
            )
        return self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children or (), options, env).strip()
        ornament = bool(token.meta.get("decorative"))
        number = self._images.number(str(token.attrs.get("src", "")), token.meta["line"])
        title = str(token.attrs.get("title", ""))
        if not ornament and not alt:
            self._screen.without_words(str(token.attrs.get("src", "")), token.meta["line"])
        return picture_tag(number, "" if ornament else alt, title, decorative=ornament)

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        spaced = _SPACED_PICTURE.search(content) if "![" in content else None
        if spaced:
            self._report.warn(
                "M053", f"{spaced[0][:60]!r} is no picture to Markdown: its address holds a space", path=self._path,
                line=tokens[idx].meta["line"], hint=f"write ![{spaced[1]}](<{spaced[2]}>)",
            )
        return escapeHtml(content)

    def ruby_reading(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<rt>{escapeHtml(tokens[idx].content)}</rt>"

    def ruby_misfit(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        self._report.warn(
            "M055", f"{token.meta['misfit']} and is set as text", path=self._path, line=token.meta["line"],
            hint="give one reading, or one for each character; write \\{ where braces are meant",
        )
        return ""

    def index_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        texts, readings = (escapeHtml(value) for value in written(tokens[idx].meta["levels"]))
        return f'<span class="indexed" data-term="{texts}" data-reading="{readings}" data-at="{tokens[idx].meta["line"]}">'

    def index_misfit(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        self._report.warn(
            "M056", f"the index mark {token.meta['misfit']} and is set as text", path=self._path, line=token.meta["line"],
            hint="write {^words}, {^words|entry} or {^words|entry!sub-entry}; write \\{^ where braces are meant",
        )
        return ""

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        return self._screen.block(token.content, token.meta["line"])

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        words = token.info.split()
        language = re.sub(r"[^\w+#.-]", "", words[0], flags=re.ASCII) if words else ""
        kind = f' class="language-{language}"' if language else ""
        return f'<pre data-line="{token.meta["line"]}"><code{kind}>{escapeHtml(token.content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        return f'<pre data-line="{token.meta["line"]}"><code>{escapeHtml(token.content)}</code></pre>\n'

    def task_box(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<span class="box">{tokens[idx].content}</span> '

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._cell(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._cell(tokens, idx, options, env)

    def _cell(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        align = str(tokens[idx].attrs.pop("style", "")).removeprefix("text-align:")
        if align:
            tokens[idx].attrs["class"] = align
        return self.renderToken(tokens, idx, options, env)

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        label = token.meta.get("label")
        if label is None:
            key = f"^{token.meta['id']}"
            line = token.meta["line"]
            inside = self._inline_notes[token.meta["id"]]["tokens"]
            for child in inside:
                child.meta.setdefault("line", line)
            self._asides.append(
                f'<aside data-note="{key}" data-line="{line}"><p>{self.renderInline(inside, options, env)}</p></aside>'
            )
            return f'<a class="noteref" data-note="{key}"></a>'
        if label not in self._definitions:
            self._report.warn(
                "M051", f"the note [^{label}] is nowhere defined and is set as text", path=self._path,
                line=token.meta["line"], hint=f"add a paragraph '[^{label}]: ...', or write \\[^{label}]",
            )
            return escapeHtml(f"[^{label}]")
        self._references.add(label)
        return f'<a class="noteref" data-note="{escapeHtml(label)}"></a>'

    def footnote_reference_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        label = tokens[idx].meta["label"]
        self._seen[label] = self._seen.get(label, 0) + 1
        key = label if self._seen[label] == 1 else f"{label} {self._seen[label]}"
        return f'<aside data-note="{escapeHtml(key)}" data-line="{tokens[idx].meta["line"]}">'

    def footnote_reference_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</aside>\n"
