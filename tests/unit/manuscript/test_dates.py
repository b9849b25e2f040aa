from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.dates import read_date


@pytest.mark.parametrize("text", [
    "2024-12-30", "2024/12/30", "2024.12.30", "20241230", "2024年12月30日", "2024 年 12 月 30 日", "２０２４－１２－３０",
    "2024-12-30T10:00:00", "2024-12-30 10:00", "2024-12-30T10:00:00.123Z", "2024-12-30 10:00:00 +0800", "2024-12-30T10:00:00+08:00",
    "2024/12/30 23:59:59", "20241230T101530Z", "2024年12月30日 10:00", " 2024-12-30 ",
])
def test_a_day_in_every_form_that_needs_no_guessing(text: str) -> None:
    assert read_date(text) == date(2024, 12, 30)


@pytest.mark.parametrize("text", ["2024-1-5", "2024/1/05", "2024年1月5日"])
def test_single_digits(text: str) -> None:
    assert read_date(text) == date(2024, 1, 5)


@pytest.mark.parametrize("text", [
    "", "2024", "2024-12", "2024-13-45", "2023-02-29", "30/12/2024", "12/30/2024", "2024-12/30", "June 12, 2024", "2024-12-30x",
    "2024-12-30 at noon", "0000-01-01", "yesterday", "2024-12-30T", "20241330", "²⁰²⁴-12-30-",
])
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|there is no day"):
        read_date(text)


@given(st.dates())
def test_every_iso_date_is_read(day: date) -> None:
    assert read_date(day.isoformat()) == day
