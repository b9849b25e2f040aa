from __future__ import annotations

import pytest

from builder.manuscript.isbn import isbn_problem, plain_isbn


@pytest.mark.parametrize("written", ["978-3-16-148410-0", "ISBN 978 3 16 148410 0", "9783161484100", "urn:isbn:9783161484100",
                                     "ISBN-13: 978–3–16–148410–0", "0-306-40615-2", "080442957X", "ISBN-10 0-306-40615-2"])
def test_true_ones(written: str) -> None:
    assert isbn_problem(written) == ""


@pytest.mark.parametrize(("written", "problem"), [
    ("978-3-16-148410-1", "check digit"), ("0-306-40615-3", "check digit"), ("123", "neither ten"), ("", "neither ten"),
    ("1234567890123", "978"), ("97831614841OO", "neither ten"),
])
def test_false_ones(written: str, problem: str) -> None:
    assert problem in isbn_problem(written)


def test_plain() -> None:
    assert plain_isbn("ISBN 978-3-16-148410-0") == "9783161484100"
