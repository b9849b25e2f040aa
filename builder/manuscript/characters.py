"""Which characters are Chinese, Japanese or Korean, and which of them fill a whole square."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

# Unicode 17: East Asian Width W, F or H (UAX 11) without Emoji_Presentation (UTS 51), and the script Hangul (UAX 24).
# Written out because Python's own tables change with its version, and a book must not.
_CJK = (
    (0x1100, 0x11FF), (0x20A9, 0x20A9), (0x2329, 0x232A), (0x2630, 0x2637), (0x268A, 0x268F), (0x2E80, 0x2E99),
    (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x2FF0, 0x303E), (0x3041, 0x3096), (0x3099, 0x30FF), (0x3105, 0x312F),
    (0x3131, 0x318E), (0x3190, 0x31E5), (0x31EF, 0x321E), (0x3220, 0x3247), (0x3250, 0xA48C), (0xA490, 0xA4C6),
    (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB), (0xF900, 0xFAFF), (0xFE10, 0xFE19),
    (0xFE30, 0xFE52), (0xFE54, 0xFE66), (0xFE68, 0xFE6B), (0xFF01, 0xFFBE), (0xFFC2, 0xFFC7), (0xFFCA, 0xFFCF),
    (0xFFD2, 0xFFD7), (0xFFDA, 0xFFDC), (0xFFE0, 0xFFE6), (0xFFE8, 0xFFEE), (0x16FE0, 0x16FE4), (0x16FF0, 0x16FF6),
    (0x17000, 0x18CDA), (0x18CFF, 0x18D20), (0x18D80, 0x18DF2), (0x18E00, 0x19191), (0x191A0, 0x191D2),
    (0x1AFF0, 0x1AFF3), (0x1AFF5, 0x1AFFB), (0x1AFFD, 0x1AFFE), (0x1B000, 0x1B128), (0x1B132, 0x1B132),
    (0x1B150, 0x1B152), (0x1B155, 0x1B155), (0x1B164, 0x1B168), (0x1B170, 0x1B2FB), (0x1D300, 0x1D356),
    (0x1D360, 0x1D376), (0x1F1AE, 0x1F1AE), (0x1F200, 0x1F200), (0x1F202, 0x1F202), (0x1F210, 0x1F219),
    (0x1F21B, 0x1F22E), (0x1F230, 0x1F231), (0x1F237, 0x1F237), (0x1F23B, 0x1F23B), (0x1F240, 0x1F248),
    (0x1F260, 0x1F265), (0x1F6D9, 0x1F6D9), (0x1F7DA, 0x1F7DA), (0x1FA8B, 0x1FA8D), (0x1FACC, 0x1FACC),
    (0x1FADD, 0x1FADD), (0x1FAEB, 0x1FAEB), (0x1FAF9, 0x1FAFA), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD),
)
_HANGUL = (
    (0x1100, 0x11FF), (0x302E, 0x302F), (0x3131, 0x318E), (0x3200, 0x321E), (0x3260, 0x327E), (0xA960, 0xA97C),
    (0xAC00, 0xD7A3), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB), (0xFFA0, 0xFFBE), (0xFFC2, 0xFFC7), (0xFFCA, 0xFFCF),
    (0xFFD2, 0xFFD7), (0xFFDA, 0xFFDC),
)
_HAN = (
    (0x2E80, 0x2FD5), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x2FFFD), (0x30000, 0x3FFFD),
)
_WON_SIGN = "₩"
_AMBIGUOUS = frozenset("“”‘’…‥—―·⸺")
"""Marks that Chinese sets in a full square and other scripts do not (East Asian Width A, and the two-em dash)."""


def _bounds(ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(bound for first, last in ranges for bound in (first, last + 1))


_CJK_BOUNDS = _bounds(_CJK)
_HANGUL_BOUNDS = _bounds(_HANGUL)
_HAN_BOUNDS = _bounds(_HAN)


def _lies_in(bounds: tuple[int, ...], character: str) -> bool:
    return bisect_right(bounds, ord(character)) % 2 == 1


def is_cjk(character: str) -> bool:
    """Return whether it is a CJK character of the CommonMark CJK-friendly amendments (section 2.1)."""
    return character >= "\u1100" and _lies_in(_CJK_BOUNDS, character)


def is_hangul(character: str) -> bool:
    """Return whether its script is Hangul (UAX 24)."""
    return _lies_in(_HANGUL_BOUNDS, character)


def is_han(character: str) -> bool:
    """Return whether it is an ideograph, 々 〇 and 〆 counted in."""
    return _lies_in(_HAN_BOUNDS, character)


def is_kana(character: str) -> bool:
    """Return whether it is a hiragana or katakana letter; marks that Chinese uses as well (・ ー) do not count."""
    return "\u3041" <= character <= "\u3096" or "\u30a1" <= character <= "\u30fa" or "\uff66" <= character <= "\uff9d"


def is_wide(character: str) -> bool:
    """Return whether it stands in a square without asking its neighbours: Han, kana and full-width marks, no Hangul."""
    return is_cjk(character) and not is_hangul(character) and character != _WON_SIGN


def is_ambiguous(character: str) -> bool:
    """Return whether its neighbours decide if it is full-width: “ ” ‘ ’ … — ·."""
    return character in _AMBIGUOUS


def is_punctuation(character: str) -> bool:
    """Return whether it is a Unicode punctuation character as CommonMark 0.31 (section 2.1) counts them: P and S."""
    return unicodedata.category(character)[0] in "PS"


def is_whitespace(character: str) -> bool:
    """Return whether it is Unicode whitespace as CommonMark 0.31 (section 2.1) counts it."""
    return character in "\t\n\f\r" or unicodedata.category(character) == "Zs"


def is_unprintable(character: str) -> bool:
    """Return whether no book may hold it: control characters but tab and line feed, surrogates, noncharacters.

    XML 1.0 (section 2.2) forbids most of them, and EPUBCheck the rest.
    """
    code = ord(character)
    if code < 0xA0:
        return (code < 0x20 and character not in "\t\n") or code >= 0x7F
    return 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
