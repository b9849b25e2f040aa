from __future__ import annotations

from collections.abc import Sequence

import pytest

from builder.catalogue.books import EPOCH, Book, Package, Shelf
from builder.catalogue.words import words_for


@pytest.mark.parametrize(("languages", "said"), [
    ((), "en"), (("en",), "en"), (("de", "de"), "en"), (("zh-CN", "en", "zh"), "zh-Hans"), (("zh-TW",), "zh-Hant"),
    (("zh-Hant-HK", "zh-Hant"), "zh-Hant"), (("zh-Hans-HK",), "zh-Hans"), (("",), "en"),
])
def test_the_catalogue_speaks_as_most_of_its_books_do(languages: Sequence[str], said: str) -> None:
    books = tuple(Book(str(n), str(n), Package("t", language=language), EPOCH, ()) for n, language in enumerate(languages))
    assert words_for(Shelf("s", books)).language == said
