"""Which family of a kind draws a language: one code point has a shape of its own in each of four."""

from __future__ import annotations

from builder.faces import Catalogue


def body_family(catalogue: Catalogue, kind: str, language: str) -> str:
    """Return the family of a kind (`Noto Serif`, `Noto Sans`) drawn for a language, or the simplified Chinese one, which comes
    along, where that one was not fetched.
    """
    parts = language.split("-")
    region = {"ja": "JP", "ko": "KR"}.get(parts[0], "SC")
    if parts[0] == "zh" and {"Hant", "TW", "HK", "MO"} & set(parts):
        region = "TC"
    families = {face.family for face in catalogue.faces}
    return f"{kind} {region}" if f"{kind} {region}" in families else f"{kind} SC"
