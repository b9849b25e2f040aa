"""The language of a book: as its author names it, or as its letters show."""

from __future__ import annotations

import re

from builder.manuscript.characters import is_han, is_hangul, is_kana

_HANS = frozenset(
    "这为国说们时会个来对学发经动样么还开没进过从关实问间见现长点员业产应气"
    "电话让与两万无买卖东车书马鱼鸟龙门风飞双汉语读写变头"
)
_HANT = frozenset(
    "這為國說們時會個來對學發經動樣麼還開沒進過從關實問間見現長點員業產應氣"
    "電話讓與兩萬無買賣東車書馬魚鳥龍門風飛雙漢語讀寫變頭"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|\d{3}))?((-[A-Za-z0-9]{5,8}|-\d[A-Za-z0-9]{3})*)")
_NAMES = {
    "chinese": "zh", "中文": "zh", "简体中文": "zh-Hans", "簡體中文": "zh-Hans", "繁体中文": "zh-Hant",
    "繁體中文": "zh-Hant", "english": "en", "英文": "en", "japanese": "ja", "日本語": "ja", "korean": "ko",
    "한국어": "ko", "cn": "zh-Hans", "tw": "zh-Hant", "jp": "ja", "kr": "ko",
}
"""What authors write where a tag is asked for; `cn`, `tw`, `jp` and `kr` are countries, and are meant as languages."""

SAMPLE = 100_000
"""How many characters of a text are looked at."""

_TRADITIONAL_REGIONS = frozenset({"TW", "HK", "MO"})


def normal_language(written: str, text: str) -> str:
    """Return a language as a BCP 47 tag, or an empty text where it is none.

    Chinese is named by its script, which is what readers choose fonts by: `zh-CN` is `zh-Hans`, `zh-TW` is `zh-Hant`,
    and of a bare `zh` the text decides.
    """
    tag = written.strip().replace("_", "-")
    tag = re.split(r"[.@]", _NAMES.get(tag.casefold(), tag))[0]
    match = _TAG.fullmatch(tag)
    if match is None:
        return ""
    parts = tag.split("-")
    if parts[0].lower() in ("zh", "cmn"):
        named = {part.title() for part in parts[1:] if len(part) == 4}
        region = {part.upper() for part in parts[1:] if len(part) == 2}
        if named & {"Hans", "Hant"}:
            return "zh-Hant" if "Hant" in named else "zh-Hans"
        if region:
            return "zh-Hant" if region & _TRADITIONAL_REGIONS else "zh-Hans"
        return chinese_script(text)
    return "-".join(
        part.lower() if place == 0 else part.title() if len(part) == 4 and part.isalpha()
        else part.upper() if len(part) == 2 else part
        for place, part in enumerate(parts)
    )


def chinese_script(text: str) -> str:
    """Return `zh-Hant` when a text's tell-tale characters are more often traditional ones, else `zh-Hans`."""
    simplified = sum(character in _HANS for character in text[:SAMPLE])
    traditional = sum(character in _HANT for character in text[:SAMPLE])
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def detected_language(text: str) -> str:
    """Return the language a text's scripts speak for: `zh-Hans`, `zh-Hant`, `ja`, `ko` or `en`.

    A Latin word weighs as much as two characters of the others, so that a Chinese text may be full of English names.
    """
    text = text[:SAMPLE]
    han = kana = hangul = 0
    for character in text:
        if not character.isascii():
            han += is_han(character)
            kana += is_kana(character)
            hangul += is_hangul(character)
    words = len(re.findall(r"[^\W\d_]+", re.sub(r"[^\x00-\u02ff]", " ", text)))
    if (han + kana + hangul) * 2 <= words or not han + kana + hangul:
        return "en"
    if hangul > han + kana:
        return "ko"
    # A Chinese text may quote a kana or two; a Japanese one has more of them than ideographs.
    return "ja" if kana * 10 > han + kana else chinese_script(text)
