"""Parts a heading into its label and its title: `第三章 风雨` into `第三章` and `风雨`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NUMERAL = r"(?:[0-9０-９]+|[零〇一二三四五六七八九十百千两兩廿卅壹贰貳叁參肆伍陆陸柒捌玖拾]+)"
_LATIN_NUMERAL = (
    r"(?:[0-9]+|[IVXLC]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_MARK = r"[ \t\u3000]*[：:—–\-─|｜、，.．·][—─]?[ \t\u3000]*"
_GAP = r"[ \t\u3000]+"
_ORDINAL_UNITS = (
    r"(?:部分|部|卷|篇|章|回|节|節|讲|講|课|課|幕|集|季|话|話|編|编|册|冊|辑|輯|时代|時代|阶段|階段|步|期|天|日"
    r"|장|부|편|화)"
)
_BARE_UNITS = r"(?:章|回)"
_WORDS = (
    r"(?:卷|部|篇|章|时代|時代|阶段|階段|附录|附錄|付録|부록|部分|案例|步骤|步驟|专题|專題|番外)"
)

_CHINESE = (
    re.compile(rf"(?P<label>(?:第|제) ?{_NUMERAL} ?{_ORDINAL_UNITS})(?:{_MARK}|{_GAP}|$)(?P<title>.*)"),
    re.compile(rf"(?P<label>第 ?{_NUMERAL} ?{_BARE_UNITS})(?P<title>.+)"),
    re.compile(rf"(?P<label>{_WORDS} ?(?:{_NUMERAL}|[A-Za-zＡ-Ｚ甲乙丙丁戊己庚辛壬癸]))(?:{_MARK}|{_GAP}|$)(?P<title>.*)"),
)
_LATIN_MARK = r"(?:[ \t]*[：:—–|｜][ \t]*|[ \t]*\.[ \t]+|[ \t]+-[ \t]+)"
_LATIN = (
    re.compile(
        rf"(?P<label>(?:part|chapter|book|section|volume|act|episode|lesson|era|appendix|step)[ \t]+"
        rf"(?:{_LATIN_NUMERAL}|[A-Z]))(?:{_LATIN_MARK}|$)(?P<title>.*)", re.IGNORECASE),
    re.compile(
        r"(?P<label>(?:(?:Part|Chapter|Act|PART|CHAPTER|ACT)[ \t]+(?:[0-9]+|[IVXLC]+)"
        r"|(?:Appendix|APPENDIX)[ \t]+(?:[0-9]+|[A-H])))[ \t]+(?P<title>\S.*)"),
)
_SERIES = re.compile(rf"(?P<label>(?P<word>[\u4e00-\u9fff]{{1,4}}?){_NUMERAL})[ \t]*[：:][ \t]*(?P<title>.+)")
_LISTED = re.compile(rf"(?P<label>[（(]?{_NUMERAL}[)）]?)(?:(?<=[)）])|[、，.．]|{_GAP})[ \t\u3000]*(?P<title>\S.*)")


def part_label(heading: str) -> tuple[str, str]:
    """Return the label and the title of one heading; without a label the first is empty.

    A heading that is a label and nothing more (`第三章`) is a title.
    """
    text = heading.strip()
    for pattern in (*_CHINESE, *_LATIN):
        match = pattern.fullmatch(text)
        if match:
            title = match["title"].strip()
            return (match["label"].strip(), title) if title else ("", text)
    return "", text


def part_labels(headings: Sequence[str]) -> list[tuple[str, str]]:
    """Return the labels and titles of a book's chapters, read together.

    Two kinds of label are no more than a guess in one heading and certain in several: `一、…`, which counts when every
    heading has it, and `问题一：…`, which counts when the same word numbers at least two headings.
    """
    parted = [part_label(heading) for heading in headings]
    if any(label for label, _ in parted):
        return parted
    listed = [_LISTED.fullmatch(heading.strip()) for heading in headings]
    if len(headings) > 1 and all(listed):
        found = [(match["label"], match["title"].strip()) for match in listed if match]
        if len({unicodedata.normalize("NFKC", label) for label, _ in found}) == len(found):
            return found
    series = [_SERIES.fullmatch(heading.strip()) for heading in headings]
    words = [match["word"] for match in series if match]
    return [
        (match["label"], match["title"].strip()) if match and words.count(match["word"]) > 1 else (label, title)
        for match, (label, title) in zip(series, parted, strict=True)
    ]


def label_length(heading: str, title: str) -> int:
    """Return how many characters stand before the title at the end of a heading."""
    return len(heading) - len(title) if heading.endswith(title) else 0
