"""A small book set by hand, with one of everything the binding looks at; tests change one thing in it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date

from builder.faces import Face
from builder.model import Asset, Contributor, Entry, Matter, Metadata, Page, Pages, Role, Target
from builder.shipped import shipped

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="zh-Hans" xml:lang="zh-Hans">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="styles/book.css"/>
</head>
<body>
{content}
</body>
</html>
"""

STYLESHEET = """@font-face { font-family: "JetBrains Mono"; font-weight: 400; src: url(fonts/JetBrainsMono-Regular.ttf) }
[hidden] { display: none; }
html { font-family: "Noto Serif SC", serif; }
p { margin: 0; text-indent: 2em; }
code { font-family: "JetBrains Mono", "Noto Sans SC", monospace; }
hr { background: url(images/rule.png); }
"""

NAV = """<nav epub:type="toc" role="doc-toc" id="contents"><h1>目录</h1>
<ol><li><a href="introduction.xhtml">引言</a></li>
<li><a href="chapter-01.xhtml">时代一 简易</a><ol><li><a href="chapter-01.xhtml#borg">Borg</a></li></ol></li>
<li><a href="conclusion.xhtml">结语</a></li></ol></nav>
<nav epub:type="landmarks" hidden="hidden"><ol><li><a epub:type="cover" href="cover.xhtml">封面</a></li>
<li><a epub:type="toc" href="nav.xhtml#contents">目录</a></li>
<li><a epub:type="bodymatter" href="chapter-01.xhtml">正文</a></li></ol></nav>"""

CHAPTER = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="simple" data-path="rain.md">
<h1 id="simple" data-line="9">时代一 简易</h1>
<p data-line="11">正文<a class="noteref" id="noteref-1" href="#note-1" epub:type="noteref" role="doc-noteref">1</a>与
<a href="https://example.com/a?b=c&amp;d">链接</a>，<a href="conclusion.xhtml#end">内链</a>，<code>if x &lt; 1:</code></p>
<h2 id="borg" data-line="13">Borg</h2>
<figure data-line="15"><img src="images/5c0ffee5.png" alt="一只鸟"/><figcaption>鸟</figcaption></figure>
<pre data-line="17"><code>a
  b
</code></pre>
<p data-line="21"><ruby>汉<rt>hàn</rt></ruby> <math><mi>x</mi><mo>=</mo><mn>1</mn></math></p>
<hr/>
<section epub:type="footnotes"><aside id="note-1" epub:type="footnote" role="doc-footnote"><p><a href="#noteref-1"
role="doc-backlink">1</a> 注。</p></aside></section>
</section>"""


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a grey PNG."""
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def jpeg(width: int = 1600, height: int = 2560, components: int = 3) -> bytes:
    """Return the head of a JPEG, as much as tells its size and colours."""
    frame = struct.pack(">BHHB", 8, height, width, components) + b"\1\x11\0" * components
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def page(name: str, role: Role, matter: Matter, title: str, content: str) -> Page:
    """Return a whole page around a content."""
    return Page(name, role, matter, title, HEAD.format(title=title, content=content))


def face() -> Face:
    """Return a face that comes with postpress, whole."""
    data = (shipped("fonts") / "JetBrainsMono-Regular.ttf").read_bytes()
    return Face("JetBrains Mono", 400, italic=False, file="JetBrainsMono-Regular.ttf", license="OFL-1.1", copyright="",
                data=data, characters=frozenset())


METADATA = Metadata(
    title="十年 & 一日", language="zh-Hans", identifier="urn:uuid:133620b9-fe1f-587a-a663-72b82ba108f4", date=date(2024, 12, 31),
    subtitle="副题", published=date(2024, 12, 30), description="<一> & “二”", subjects=("甲", "乙"), publisher="某社",
    license="CC-BY-4.0", source="https://example.com/source",
    contributors=(Contributor("Matt Butcher", "aut", "Butcher, Matt"), Contributor("周喆", "trl")),
)


def book() -> Pages:
    """Return the book."""
    return Pages(
        target=Target.EPUB,
        metadata=METADATA,
        pages=(
            page("cover.xhtml", Role.COVER, Matter.FRONT, "封面", '<section><img src="images/c0ffee.jpg" alt="封面"/></section>'),
            page("nav.xhtml", Role.CONTENTS, Matter.FRONT, "目录", NAV),
            page("introduction.xhtml", Role.INTRODUCTION, Matter.FRONT, "引言", "<h1>引言</h1><p>开头。</p>"),
            page("chapter-01.xhtml", Role.CHAPTER, Matter.BODY, "时代一 简易", CHAPTER),
            page("conclusion.xhtml", Role.CONCLUSION, Matter.BACK, "结语", '<h1 id="end">结语</h1><p>完。</p>'),
        ),
        outline=(
            Entry("引言", "", "introduction.xhtml", Role.INTRODUCTION),
            Entry("简易", "时代一", "chapter-01.xhtml", Role.CHAPTER,
                  (Entry("Borg", "", "chapter-01.xhtml#borg", Role.CHAPTER),)),
            Entry("结语", "", "conclusion.xhtml", Role.CONCLUSION),
        ),
        stylesheet=STYLESHEET,
        faces=(face(),),
        assets=(Asset("5c0ffee5.png", "image/png", png(), 2, 2), Asset("rule.png", "image/png", png(), 2, 2)),
        cover=Asset("c0ffee.jpg", "image/jpeg", jpeg(), 1600, 2560),
    )


def with_page(pages: Pages, name: str, *changes: tuple[str, str]) -> Pages:
    """Return the book with one page's markup changed; each text to be replaced must be there."""
    def changed(markup: str) -> str:
        for old, new in changes:
            assert old in markup
            markup = markup.replace(old, new)
        return markup

    return replace(pages, pages=tuple(replace(p, markup=changed(p.markup)) if p.name == name else p for p in pages.pages))
