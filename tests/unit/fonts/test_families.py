from __future__ import annotations

import pytest

from builder.faces import Catalogue, Face
from builder.fonts import body_family


def catalogue(*families: str) -> Catalogue:
    return Catalogue(tuple(Face(f, 400, False, "a.ttf", "OFL-1.1", "", b"", frozenset()) for f in families))


@pytest.mark.parametrize(("language", "family"), [
    ("zh-Hans", "Noto Serif SC"), ("zh-CN", "Noto Serif SC"), ("en", "Noto Serif SC"), ("ja", "Noto Serif JP"), ("ja-JP", "Noto Serif JP"),
    ("ko", "Noto Serif KR"), ("zh-Hant", "Noto Serif TC"), ("zh-TW", "Noto Serif TC"), ("zh-Hant-HK", "Noto Serif TC"),
])
def test_a_language_has_its_own_family_once_fetched(language: str, family: str) -> None:
    every = catalogue("Noto Serif SC", "Noto Serif TC", "Noto Serif JP", "Noto Serif KR")
    assert body_family(every, "Noto Serif", language) == family
    assert body_family(catalogue("Noto Serif SC"), "Noto Serif", language) == "Noto Serif SC"
