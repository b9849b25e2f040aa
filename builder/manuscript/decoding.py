"""The bytes of a post to its text: UTF-8, line feeds, and no character that a book cannot hold."""

from __future__ import annotations

import codecs
import re
import shlex

from builder.errors import Report
from builder.manuscript.characters import is_unprintable

_SHOWN = 5
"""How many bad characters are named one by one."""

_FREQUENT = {
    "GB18030": "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后么",
    "Big5": "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後麼",
    "Shift_JIS": "のにはをたがでてとしれさいるなもこまりうくあかす、。",
    "EUC-JP": "のにはをたがでてとしれさいるなもこまりうくあかす、。",
    "EUC-KR": "이다는을의에가하고지기로도한를사은리어나시",
}
"""The characters met most often in texts of each encoding's language; the encoding that yields most of them is named."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff]")


def decode(data: bytes, path: str, report: Report) -> str:
    """Return a post's text without byte order mark and with line feeds only; errors go to the report.

    Args:
        data: The file's bytes.
        path: The file as the user would type it, for diagnostics and the command that mends it.
        report: Takes the encoding's error, and each control character with its line and column.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _wrong_encoding("UTF-16", path, 1, 1, report)
        return ""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[:error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        _wrong_encoding(probable_encoding(data), path, line, column, report)
        return ""
    if text.count("\x00") > len(text) // 4:
        _wrong_encoding("UTF-16", path, 1, 1, report)
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_unprintable(text, path, report)
    return text


def probable_encoding(data: bytes) -> str:
    """Return the name, as iconv knows it, of the encoding that a text not in UTF-8 is most probably in."""
    best, most = "", 0.0
    for name, frequent in _FREQUENT.items():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = [c for c in text if c > "\x7f"]
        share = sum(c in frequent for c in foreign) / len(foreign) if foreign else 0.0
        if share > most:
            best, most = name, share
    if best:
        return best
    try:
        foreign = [c for c in data.decode("GB18030") if c > "\x7f"]
    except UnicodeDecodeError:
        return "WINDOWS-1252"
    # Latin letters read as GB18030 turn into pairs of rare ideographs; three of four common ones are no accident.
    common = sum("\u4e00" <= c <= "\u9fa5" or c in "，。、：；！？“”《》（）" for c in foreign)
    return "GB18030" if foreign and common >= 0.75 * len(foreign) and len(foreign) > 1 else "WINDOWS-1252"


def _wrong_encoding(name: str, path: str, line: int, column: int, report: Report) -> None:
    quoted = shlex.quote(path)
    report.error(
        "M010", f"this is not UTF-8 text, it is probably {name}", path=path, line=line, column=column,
        hint=f"convert it: iconv -f {name} -t UTF-8 {quoted} > utf8.tmp && mv utf8.tmp {quoted}",
    )


def _refuse_unprintable(text: str, path: str, report: Report) -> None:
    found = [match for match in _UNPRINTABLE.finditer(text) if is_unprintable(match[0])]
    for match in found[:_SHOWN]:
        line, column = position(text, match.start())
        report.error(
            "M011", f"{spelled(match[0])} cannot stand in a book", path=path, line=line, column=column,
            hint="delete it; it is not visible in most editors",
        )
    if len(found) > _SHOWN:
        line, column = position(text, found[_SHOWN].start())
        report.error(
            "M011", f"{len(found) - _SHOWN} more control characters from here on", path=path, line=line, column=column,
            hint="delete them; `tr -d '\\000-\\010\\013-\\037\\177'` takes most of them out of a file",
        )


def spelled(character: str) -> str:
    """Return what an unprintable character is, in words."""
    code = ord(character)
    if code == 0:
        return "the NUL character"
    if 0xD800 <= code <= 0xDFFF:
        return f"half of a surrogate pair, U+{code:04X},"
    return f"the {'control character' if code < 0xA0 else 'noncharacter'} U+{code:04X}"


def position(text: str, place: int) -> tuple[int, int]:
    """Return the 1-based line and column of a place in a text."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
