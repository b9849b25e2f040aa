"""The HTML an author wrote between the Markdown, tag by tag: what a book has no use for goes, and is spoken of.

Every tag is written anew here, and every `<` that is none becomes text, so that the cleaner behind sees no surprise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from builder.errors import Report
from builder.manuscript.addresses import href_problem
from builder.manuscript.ornaments import is_ornament, picture_tag
from builder.manuscript.vocabulary import (
    ALLOWED,
    BY_AUTHOR,
    EVERYWHERE,
    FLOW,
    FORMATTING,
    KNOWN,
    LEFT_OUT,
    LEFT_OUT_WHOLE,
    MATH_TOKENS,
    MATHML,
    NUMBERS,
    SELF_CLOSING_BY_RULE,
    SILENT,
    SVG_PARTS,
    VOID,
)

NESTING = 100
"""How deep elements may stand in one another."""

_MARKUP = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<instruction>[?!](?!--)[^>]*)>"
    r"|<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url")


@dataclass
class Images:
    """The pictures met so far, each with its line; their places in the text are marked by their number."""

    found: list[tuple[str, int]] = field(default_factory=list)

    def number(self, target: str, line: int) -> int:
        """Keep a picture and return its number."""
        self.found.append((target, line))
        return len(self.found) - 1


class Screen:
    """Rewrites the raw HTML of one post, keeping what is open between its pieces."""

    def __init__(self, path: str, report: Report, images: Images) -> None:
        self._path = path
        self._report = report
        self._images = images
        self._open: list[tuple[str, int]] = []
        self._styled: list[int] = []
        self._is_too_deep = False
        self._in_noscript = False
        self._shown: set[str] = set()

    def block(self, raw: str, line: int) -> str:
        """Return a block of raw HTML rewritten, with what HTML would carry on into all that follows closed at its end."""
        base = len(self._open)
        written = self._rewrite(raw, line)
        closers = []
        for place in range(len(self._open) - 1, base - 1, -1):
            name = self._open[place][0]
            if name in MATHML or name in FORMATTING:
                closers.append(f"</{name}>")
                del self._open[place]
        return written + "".join(closers)

    def tag(self, raw: str, line: int, stack: list[str]) -> str:
        """Return one inline tag rewritten; `stack` holds what is open in this run of text, the innermost last."""
        match = _MARKUP.fullmatch(raw)
        if match is None:
            return escape(raw, quote=False)
        if match["name"] is None:
            if match["instruction"] is not None:
                self._instruction(raw, line)
            return ""
        name = match["name"].lower()
        if name not in ALLOWED or (match["closing"] and name in VOID):
            return self._foreign(match, line)
        if match["closing"]:
            return _closed(name, stack)
        if _is_misplaced(name, stack):
            return ""
        written = self._open_tag(match, line)
        if name not in VOID and written:
            stack.append(name)
            if len(stack) > NESTING:
                self._too_deep(line)
        return written

    def finish(self) -> None:
        """Report what was left open and what was left out quietly."""
        for name, line in self._open:
            if name in FLOW and name not in SELF_CLOSING_BY_RULE and name not in ("div", "section", "article", "main"):
                self._report.warn(
                    "M043", f"<{name}> is never closed: all that follows stands in it", path=self._path, line=line,
                    hint=f"close it with </{name}>",
                )
        if self._styled:
            self._report.hint(
                "M045", f"inline styles and classes are left out ({len(self._styled)} in this post)", path=self._path,
                line=self._styled[0], hint="the theme sets the look; see the theme's options",
            )

    def left_out_whole(self, name: str, line: int) -> None:
        """Report an element that does not come into the book, nor what stands in it."""
        if name not in SILENT:
            self._report.warn("M040", f"<{name}> is left out of the book", path=self._path, line=line, hint=_instead(name))

    def without_words(self, target: str, line: int) -> None:
        """Report a picture that says nothing to those who do not see it, and is not said to be decorative."""
        self._report.warn(
            "M080", f"'{target if len(target) <= 80 else target[:60] + '…'}' has no words for those who do not see it",
            path=self._path, line=line,
            hint="say what it shows: ![words](picture.png); if it shows nothing, ![](picture.png){.decorative}",
        )

    def never_closed(self, name: str, line: int) -> None:
        """Report an element that would swallow the text behind it."""
        self._report.error(
            "M042", f"{name} is opened here and never closed: the rest of the post would vanish", path=self._path,
            line=line, hint="close it, or write `&lt;` for `<` where it is meant as text",
        )

    def _rewrite(self, raw: str, line: int) -> str:
        written: list[str] = []
        place = 0
        here, counted = line, 0
        while match := _MARKUP.search(raw, place):
            here, counted = here + raw.count("\n", counted, match.start()), match.start()
            written.append(_text(raw[place:match.start()]))
            place = match.end()
            if match["comment"] is not None:
                if not match[0].endswith("-->"):
                    self.never_closed("a comment", here)
                continue
            if match["instruction"] is not None:
                self._instruction(match[0], here)
                continue
            name = match["name"].lower()
            if name in LEFT_OUT_WHOLE and not match["closing"]:
                self.left_out_whole(name, here)
                end = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(raw, place)
                if end:
                    place = end.end()
                elif name in ("script", "style") and not match["attributes"].endswith("/"):
                    self.never_closed(f"<{name}>", here)
                    break
                continue
            written.append(self._close_tag(match, here) if match["closing"] else self._open_block_tag(match, here))
        written.append(_text(raw[place:]))
        return "".join(written)

    def _open_block_tag(self, match: re.Match[str], line: int) -> str:
        name = match["name"].lower()
        if name in ALLOWED and _is_misplaced(name, [open_name for open_name, _ in self._open[-NESTING:]]):
            return ""
        written = self._open_tag(match, line)
        if name in ALLOWED and name not in VOID and written:
            self._open.append((name, line))
            if sum(1 for open_name, _ in self._open[-NESTING * 4:] if open_name not in SELF_CLOSING_BY_RULE) > NESTING:
                self._too_deep(line)
        return written

    def _close_tag(self, match: re.Match[str], line: int) -> str:
        name = match["name"].lower()
        if name not in ALLOWED or name in VOID:
            return self._foreign(match, line)
        for place in range(len(self._open) - 1, max(-1, len(self._open) - NESTING * 4), -1):
            if self._open[place][0] == name:
                del self._open[place:]
                return f"</{name}>"
        return ""

    def _open_tag(self, match: re.Match[str], line: int) -> str:
        name = match["name"].lower()
        if name not in ALLOWED:
            return self._foreign(match, line)
        given = self._attributes(name, match["attributes"], line)
        if name == "img":
            return self._image(given, line)
        kept = "".join(
            f' {key}="{escape(value)}"' for key, value in given.items()
            if key in EVERYWHERE or key in BY_AUTHOR.get(name, ())
        )
        align = given.get("align", "").lower()
        if name in ("td", "th") and align in ("left", "center", "right"):
            kept += f' class="{align}"'
        if name == "code" and (language := re.search(r"(?:^|\s)(language-[\w+#.-]+)", given.get("class", ""))):
            kept += f' class="{language[1]}"'
        if name in FLOW:
            kept += f' data-line="{line}"'
        return f"<{name}{kept}>"

    def _attributes(self, name: str, text: str, line: int) -> dict[str, str]:
        given: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(text):
            given.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
        for key in [key for key in given if key.startswith("on")]:
            self._report.warn(
                "M041", f"the handler '{key}' of <{name}> is left out: a book runs nothing", path=self._path, line=line
            )
            del given[key]
        if ("style" in given or "class" in given) and name != "code":
            self._styled.append(line)
        if "href" in given:
            checked = checked_href(given["href"], self._path, line, self._report)
            if checked is None:
                del given["href"]
            else:
                given["href"] = checked
        for key in NUMBERS & given.keys():
            if not re.fullmatch(r"\d{1,4}", given[key]):
                del given[key]
        return given

    def _image(self, given: dict[str, str], line: int) -> str:
        lazy = [given[key] for key in _LAZY if given.get(key)]
        source = given.get("src", "")
        candidates = _widest(given.get("srcset") or given.get("data-srcset") or "")
        if lazy:
            target = lazy[0]
        elif source and not source.startswith("data:"):
            target = source
        else:
            target = candidates or source
        if not target:
            self._report.warn("M044", "<img> names no picture", path=self._path, line=line, hint="give it a src")
            return escape(given.get("alt", ""), quote=False)
        target = target.strip()
        if self._in_noscript and target in self._shown:
            return ""
        self._shown.add(target)
        number = self._images.number(target, line)
        alt = given.get("alt", "").strip()
        ornament = is_ornament(given)
        if not ornament and not alt:
            self.without_words(target, line)
        return picture_tag(number, "" if ornament else alt, given.get("title", ""), decorative=ornament)

    def _foreign(self, match: re.Match[str], line: int) -> str:
        """Return what stands for a tag that is none of ours: nothing, or its own letters when it is no tag at all."""
        name = match["name"].lower()
        if name == "noscript":
            # It repeats, for browsers without scripts, the picture that a script would have loaded.
            self._in_noscript = not match["closing"]
        if name not in KNOWN:
            self._report.warn(
                "M046", f"{match[0][:40]!r} is no HTML element and is set as text", path=self._path, line=line,
                hint="write it as code, in `backticks`, if it is meant to be read",
            )
            return escape(match[0], quote=False)
        if not match["closing"] and name in LEFT_OUT | SVG_PARTS:
            self.left_out_whole(name, line)
        return ""

    def _instruction(self, raw: str, line: int) -> None:
        if not raw.lower().startswith("<!doctype"):
            self._report.warn(
                "M040", f"{raw[:20]!r} is left out of the book", path=self._path, line=line,
                hint="write it as code, in `backticks` or a fence, if it is meant to be read",
            )

    def _too_deep(self, line: int) -> None:
        if self._is_too_deep:
            return
        self._is_too_deep = True
        self._report.error(
            "M039", f"HTML elements stand more than {NESTING} deep in one another", path=self._path, line=line,
            hint="close the elements that are open, or simplify the HTML",
        )


def _closed(name: str, stack: list[str]) -> str:
    """Return the end tags that close an element and all that is open in it; none when it is not open."""
    closers = []
    while name in stack:
        last = stack.pop()
        closers.append(f"</{last}>")
        if last == name:
            break
    return "".join(closers)


def _is_misplaced(name: str, inside: Sequence[str]) -> bool:
    """Return whether an element stands on the wrong side of a formula's border, where a cleaner drops it with its text."""
    if name == "math":
        return "math" in inside
    return (name in MATHML) != ("math" in inside) or bool(MATH_TOKENS & {*inside[-1:]})


def checked_href(href: str, path: str, line: int, report: Report) -> str | None:
    """Return a link's address as a book may hold it, or None with a warning when it may not."""
    problem, address = href_problem(href)
    if problem:
        report.warn("M047", f"the link '{href[:60]}' is set as plain text: {problem}", path=path, line=line,
                    hint="a book's links lead to http(s) and mailto addresses, to #ids and to its own posts")
        return None
    return address


def _text(raw: str) -> str:
    return raw.replace("<", "&lt;").replace(">", "&gt;")


def _widest(srcset: str) -> str:
    """Return the address of the widest or densest picture of a `srcset` (HTML 4.8.4.2.1), or an empty one."""
    best, most = "", -1.0
    for candidate in re.split(r",\s+", srcset.strip()):
        parts = candidate.split()
        if parts:
            size = re.fullmatch(r"([\d.]+)[wx]", parts[-1]) if len(parts) > 1 else None
            weight = float(size[1]) if size else 1.0
            if weight > most:
                best, most = parts[0].rstrip(","), weight
    return best


def _instead(name: str) -> str:
    if name in ("iframe", "video", "audio", "embed", "object"):
        return "write a link to it instead"
    if name in ("svg", "canvas"):
        return "save the drawing as a picture file and name it with ![](...)"
    if name == "style":
        return "the theme sets the look; see the theme's options"
    return "take it out of the post to silence this"
