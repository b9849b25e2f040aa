from __future__ import annotations

import pytest

from builder.errors import Severity
from builder.preflight.printing.findings import Finding, named


@pytest.mark.parametrize(("pages", "expected"), [
    ([3], "page 3"), ([3, 4], "pages 3-4"), ([7, 3, 5, 6, 3], "pages 3, 5-7"),
    (range(1, 60, 2), "pages 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 18 more places"),
])
def test_pages_in_words(pages: list[int], expected: str) -> None:
    assert named(pages) == expected


def test_a_finding_of_the_whole_file_names_no_page() -> None:
    told = Finding("V104", "the file has bookmarks", "take them out", severity=Severity.ERROR).diagnostic("a.pdf")
    assert str(told) == "a.pdf: error[V104] the file has bookmarks\n  hint: take them out"
