"""What the book can truly say of its accessibility (EPUB Accessibility 1.1, 2; schema.org accessibility vocabulary 1.0).

Everything is counted on the pages themselves. No conformance is claimed: that takes a person who has checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from builder.epub.documents import MATHML, XHTML, Document, elements, local
from builder.epub.styles import Declaration, parts
from builder.model import Role

SUMMARIES = {
    "zh-Hans": (
        "全书文字可由读屏软件按阅读顺序读出，标题分级，目录可以点击，字号与版面可随读者调整。",
        "每幅图片都有文字说明。", "部分图片没有文字说明。",
    ),
    "zh-Hant": (
        "全書文字可由讀屏軟體按閱讀順序讀出，標題分級，目錄可以點按，字級與版面可隨讀者調整。",
        "每幅圖片都有文字說明。", "部分圖片沒有文字說明。",
    ),
    "ja": (
        "本文はすべて読み上げ可能な文字で、読む順に並び、見出しは階層を持ち、目次から移動できます。",
        "すべての画像に代替テキストがあります。", "代替テキストのない画像があります。",
    ),
    "ko": (
        "모든 글은 읽는 순서대로 음성으로 들을 수 있고, 제목에는 단계가 있으며, 차례에서 이동할 수 있습니다.",
        "모든 그림에 대체 텍스트가 있습니다.", "대체 텍스트가 없는 그림이 있습니다.",
    ),
    "en": (
        "All text can be read aloud in reading order, headings form a hierarchy, and the contents are linked.",
        "Every image has a text alternative.", "Some images have no text alternative.",
    ),
}
"""Language -> the sentence for the text, for pictures described, for pictures not described."""

_ABSOLUTE = frozenset({"px", "pt", "pc", "in", "cm", "mm"})


@dataclass(frozen=True, slots=True)
class Accessibility:
    """The schema.org properties of the package document."""

    access_modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    """Each a set of modes, comma-separated, that is enough to read the whole book."""
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str
    page_source: str = ""
    """The edition whose pages are marked, or empty."""


def accessibility(documents: Sequence[Document], *, stylesheet: str, language: str, has_contents: bool,
                  printed: str = "") -> Accessibility:
    """Return what the pages allow to be said; `printed` names the edition whose pages are marked, if they are."""
    everything = [(d, e) for d in documents for e in elements(d.root)]
    names = {local(e) for _, e in everything if e.tag.startswith(f"{{{XHTML}}}")}
    pictures = [(d, e) for d, e in everything if local(e) in {"img", "svg"}]
    in_text = [e for d, e in pictures if d.page.role is not Role.COVER]
    all_described = bool(pictures) and all(_is_described(e) for _, e in pictures)
    features = ["readingOrder"]
    if has_contents:
        features.append("tableOfContents")
    if printed:
        features += ["pageBreakMarkers", "pageNavigation"]
    if names & {"h1", "h2", "h3", "h4", "h5", "h6"}:
        features.append("structuralNavigation")
    if all_described:
        features.append("alternativeText")
    if any(d.has(MATHML) for d in documents):
        features.append("MathML")
    if "ruby" in names:
        features.append("rubyAnnotations")
    if any(d.page.role is Role.INDEX for d in documents):
        features.append("index")
    if not _has_fixed_sizes(stylesheet):
        features.append("displayTransformability")
    unread = [e for e in in_text if not _is_described(e)]
    return Accessibility(
        access_modes=("textual", "visual") if in_text else ("textual",),
        sufficient=("textual,visual",) if unread else ("textual", "textual,visual") if in_text else ("textual",),
        features=tuple(sorted(features)),
        hazards=("none",),  # pictures are single JPEG or PNG frames; there is no sound, film or script
        summary=_summary(language, has_pictures=bool(in_text), all_described=not unread),
        page_source=printed,
    )


def _is_described(element: etree._Element) -> bool:
    """Return whether a picture has a text of its own, or says that it is ornament."""
    attribute = element.get
    return bool((attribute("alt") or attribute("aria-label") or "").strip()
                or attribute("role") in {"presentation", "none"} or attribute("aria-hidden") == "true")


def _has_fixed_sizes(stylesheet: str) -> bool:
    """Return whether text is given a size in units that the reader's own setting does not scale."""
    return any(
        v.kind == "dimension" and v.text in _ABSOLUTE
        for part in parts(stylesheet) if isinstance(part, Declaration) and part.name in {"font-size", "font", "line-height"}
        for v in part.values
    )


def _summary(language: str, *, has_pictures: bool, all_described: bool) -> str:
    tag = language if language in SUMMARIES else language.split("-", maxsplit=1)[0]
    if tag == "zh":
        tag = "zh-Hant" if {"Hant", "TW", "HK", "MO"} & set(language.split("-")) else "zh-Hans"
    text, described, undescribed = SUMMARIES.get(tag, SUMMARIES["en"])
    gap = "" if tag.startswith(("zh", "ja")) else " "
    return text + (gap + (described if all_described else undescribed) if has_pictures else "")
