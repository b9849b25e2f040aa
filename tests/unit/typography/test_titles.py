from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builder.typography.titles import (
    LONGEST,
    NOT_FIRST,
    NOT_LAST,
    advance,
    balance,
    break_title,
    breaks,
    line_width,
    unevenness,
    widest,
)

LANGUAGES = st.sampled_from(["zh-Hans", "zh-Hant", "zh", "ja", "en", "ko", "de"])
PIECES = st.sampled_from(
    ["十年", "Kubernetes", "：", "过去", "、", "现在", "和", "未来", "的", "《", "》", "“", "”", "——", "……", " ", "the ", "of ",
     "a", "第3章", "2024年", "·", "は", "ー", "っ", "書物", "é", "e\u0301", "한국어", "🚲", "\u200d", ", ", "! ", "？", "(",
     ")", "𠮷"]
)  # fmt: skip
TITLES = st.lists(PIECES, min_size=1, max_size=14).map("".join)


@given(title=TITLES, language=LANGUAGES, lines=st.integers(1, 5), measure=st.floats(1, 30))
def test_lines_joined_are_the_title_and_never_too_many(title: str, language: str, lines: int, measure: float) -> None:
    broken = break_title(title, language, lines=lines, measure=measure)
    assert "".join(broken) == title
    assert 1 <= len(broken) <= lines
    if len(broken) > 1:
        assert all(line.strip() for line in broken)


@given(title=TITLES, language=LANGUAGES, count=st.integers(2, 5))
def test_no_line_begins_or_ends_with_a_mark_that_may_not(title: str, language: str, count: int) -> None:
    lines = balance(title, language, count)
    assert not any(line[0] in NOT_FIRST or line[0].isspace() for line in lines[1:])
    assert not any(line.rstrip()[-1] in NOT_LAST for line in lines[:-1])


@given(title=TITLES, language=LANGUAGES, count=st.integers(2, 5))
def test_latin_words_and_combined_characters_are_never_split(title: str, language: str, count: int) -> None:
    lines = balance(title, language, count)
    for left, right in pairwise(lines):
        assert not (left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum())
        assert right[0] not in "\u0301\u200d"
        assert not left.endswith("\u200d")
        assert not (left[-1] == right[0] and left[-1] in "—…")


@given(title=TITLES, language=LANGUAGES, count=st.integers(2, 4))
def test_no_other_choice_of_breaks_is_more_even(title: str, language: str, count: int) -> None:
    places = list(breaks(title, language))
    assume(len(places) <= 12 and line_width(title) > 0)
    chosen = balance(title, language, count)
    assert len(chosen) == min(count, len(places) + 1)
    least = unevenness(chosen, title, language)
    for stops in combinations(places, len(chosen) - 1):
        ends = (0, *stops, len(title))
        other = tuple(title[a:b] for a, b in pairwise(ends))
        assert least <= unevenness(other, title, language) + 1e-9


@given(title=TITLES, language=LANGUAGES, lines=st.integers(1, 4), measure=st.floats(1, 30))
def test_the_fewest_lines_that_fit_are_taken(title: str, language: str, lines: int, measure: float) -> None:
    broken = break_title(title, language, lines=lines, measure=measure)
    if widest(broken) <= measure:
        assert all(widest(balance(title, language, fewer)) > measure for fewer in range(1, len(broken)))
    else:
        assert all(widest(balance(title, language, n)) >= widest(broken) - 1e-5 for n in range(1, lines + 1))


@pytest.mark.parametrize(
    ("title", "language", "lines"),
    [
        ("十年Kubernetes：过去、现在和未来", "zh-Hans", ("十年Kubernetes：", "过去、现在和未来")),
        ("静静的顿河", "zh-Hans", ("静静的", "顿河")),
        ("论语", "zh-Hans", ("论语",)),
        ("软件架构的艺术与工程师的自我修养", "zh-Hans", ("软件架构的艺术", "与工程师的自我修养")),
        ("《红楼梦》里的日常生活", "zh-Hans", ("《红楼梦》里的", "日常生活")),
        ("台灣的城市與它們的記憶", "zh-Hant", ("台灣的城市", "與它們的記憶")),
        ("吾輩は猫である", "ja", ("吾輩は", "猫である")),
        ("Walden; or, Life in the Woods", "en", ("Walden; ", "or, Life in the Woods")),
        ("한국어 책의 제목은 띄어쓰기에서 나뉜다", "ko", ("한국어 책의 제목은 ", "띄어쓰기에서 나뉜다")),
    ],
)
def test_two_lines(title: str, language: str, lines: tuple[str, ...]) -> None:
    assert balance(title, language, 2) == lines


def test_a_word_that_leans_on_the_next_does_not_end_a_line() -> None:
    lines = balance("The Structure and Interpretation of Computer Programs for the Working Engineer", "en", 3)
    assert lines == ("The Structure and Interpretation ", "of Computer Programs ", "for the Working Engineer")


def test_a_numeral_stays_with_its_measure_word() -> None:
    assert not {1, 2} & set(breaks("第三次机会", "zh-Hans"))


def test_widths_can_be_the_callers_own() -> None:
    assert break_title("aaa bbb", "en", lines=2, measure=4, advance=len) == ("aaa ", "bbb")
    assert break_title("aaa bbb", "en", lines=2, measure=7, advance=len) == ("aaa bbb",)


def test_a_paragraph_is_not_a_title() -> None:
    text = "很长的标题" * LONGEST
    assert break_title(text, "zh-Hans", lines=3, measure=14) == (text,)


def test_han_is_one_em_and_combining_marks_are_nothing() -> None:
    assert advance("論語") == 2
    assert advance("e\u0301") == advance("e") == 0.57
    assert line_width("未来：") == 2.5
    assert line_width("the ") == pytest.approx(advance("the"))
