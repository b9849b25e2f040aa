from __future__ import annotations

from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.manner import Manner
from builder.typography import galley as kinds
from builder.typography.galley import Galley, kind_of, space

from .rows import CALL, MANNERS, MIXED, OBJECT, PAD, SIZE, clusters, row

GAP = Manner().gap


def between(text: str, manner: Manner | None = None) -> float:
    """Return the room from the end of a row's first square to the start of its last one, in em."""
    galley = row(text, manner)
    return (sum(galley.gaps[:-1]) + sum(galley.advances[1:-1])) / SIZE


def opening(text: str) -> float:
    """Return how fast a row's room opens, between its first cluster and its last."""
    return sum(row(text).stretch[:-1]) / SIZE


def closing(text: str) -> tuple[float, float]:
    """Return what a pressed line takes from a row at first, and beyond that, in em."""
    galley = row(text)
    return sum(galley.shrink[:-1]) / SIZE, sum(galley.press[:-1]) / SIZE


# ---- kinds


@pytest.mark.parametrize(("clusters", "kind"), [
    ("汉㐀𠮷々〇かカーㄅＡ１葛\U000e0100", kinds.HAN), ("aZéя7שس²", kinds.LATIN), (" ", kinds.SPACE), ("（《「“‘", kinds.OPEN),
    ("）》」”’", kinds.CLOSE), ("，。、：；！？．", kinds.STOP), ("·・‧", kinds.MIDDLE), ("—…⸺", kinds.DASH),
    ("\u200b\u200d\u2060\xad\u0301\ufe0f", kinds.JOINER), ("\n\u2028", kinds.BREAK), ("-/()$%,.①🚲가\u00a0\u3000～", kinds.OTHER),
])
def test_the_kind_of_a_cluster_is_that_of_its_first_character(clusters: str, kind: int) -> None:
    assert {c: kind_of(c) for c in clusters if c != "\U000e0100"} == {c: kind for c in clusters if c != "\U000e0100"}


@pytest.mark.parametrize(("cluster", "kind"), [
    ("e\u0301", kinds.LATIN), ("葛\U000e0100", kinds.HAN), ("か\u3099", kinds.HAN), ("👩\u200d👧", kinds.OTHER),
    ("\u200b\u2060", kinds.JOINER), ("❤\ufe0f", kinds.OTHER)])
def test_what_is_joined_to_a_character_does_not_change_its_kind(cluster: str, kind: int) -> None:
    assert kind_of(cluster) == kind


# ---- room that opens


@pytest.mark.parametrize("pair", ["汉字", "かな", "字🚲", "字（", "，字", "」字", "字-", "字가", f"字{OBJECT}", f"{OBJECT}字", "字—", "…字",
                                  "字\u200b字", f"字{PAD}字", f"字{CALL}字", "字，", "（字", "，「"])
def test_room_may_open_between(pair: str) -> None:
    assert opening(pair) > 0


@pytest.mark.parametrize("pair", ["——", "……", "。」", "「「", "，。", "字\n", "\n字", "a-", "(a", "汉 ", "a "])
def test_no_room_opens_between(pair: str) -> None:
    assert opening(pair) == 0
    assert closing(pair) == (0, 0)


def test_of_two_dashes_that_are_not_one_mark_the_room_opens() -> None:
    assert opening("—…") > 0


def test_room_opens_fastest_where_it_shows_least() -> None:
    space_between_words, gap = sum(row("a b").stretch), opening("字a") * SIZE
    mark, ideographs, inks, letters = (opening(pair) * SIZE for pair in ("，字", "汉字", "字，", "ab"))
    assert min(space_between_words, gap) > mark > ideographs > inks > letters > 0


def test_letters_of_a_word_give_by_their_tracking_alone() -> None:
    galley = row("word")
    assert galley.gaps == [0] * 4
    assert set(galley.limits[:-1]) == {Manner().tracking * SIZE}
    assert closing("ab") == pytest.approx((0, Manner().tracking / 2))


def test_ideographs_move_together_last_and_too_little_to_be_seen() -> None:
    assert closing("汉字") == pytest.approx((0, Manner().closest))
    assert between("汉字") == 0


@pytest.mark.parametrize("behind", [PAD, "\u200b", CALL])
def test_a_space_gives_by_its_own_width_whatever_takes_its_place(behind: str) -> None:
    plain, other = row("a b"), row(f"a {behind}b")
    assert (other.stretch[2], other.shrink[2], other.limits[2]) == (plain.stretch[1], plain.shrink[1], plain.limits[1])


# ---- Han and Latin


@pytest.mark.parametrize("pair", [
    "汉a", "a汉", "7年", "年7", "éか", "𠮷a", "汉\u200ba", "汉\u2060\u200ba", "a\xad汉"])
def test_the_gap_between_han_and_latin_is_the_manners(pair: str) -> None:
    assert between(pair) == pytest.approx(GAP)
    assert between(pair, Manner(gap=0.3)) == pytest.approx(0.3)


@pytest.mark.parametrize(("pair", "inside"), [
    (f"汉{PAD}a", 0.2), (f"a{PAD}{PAD}汉", 0.4), (f"汉{CALL}a", 0.3), (f"a{CALL}\u200b{PAD}汉", 0.5), ("汉`a", 0), ("a`汉", 0)])
def test_the_gap_is_there_once_whatever_stands_between(pair: str, inside: float) -> None:
    assert between(pair) == pytest.approx(inside + GAP)


@pytest.mark.parametrize("pair", ["汉 a", "a 汉", "汉 7", "汉\u200b a", "a \u2060汉", "汉 `a", "`a` 汉"])
def test_a_typed_space_between_han_and_latin_is_as_wide_as_the_gap(pair: str) -> None:
    assert between(pair) == pytest.approx(GAP)
    assert sum(row(pair).stretch) == pytest.approx(sum(row("汉a").stretch))
    assert sum(row(pair).limits) == pytest.approx(sum(row("汉a").limits))


def test_a_space_behind_a_call_belongs_to_what_the_call_hangs_on() -> None:
    assert between(f"汉{CALL} a") == pytest.approx(0.3 + GAP)
    assert between(f"a{CALL} a") == pytest.approx(0.3 + 0.25)


@pytest.mark.parametrize(("text", "width"), [("a b", 0.25), ("汉 字", 0.25), ("a 🚲", 0.25), ("，a", 0), ("a，", 0), ("」a", 0), ("a（", 0),
                                             ("汉(", 0), (")汉", 0), ("汉-", 0), ("汉🚲", 0), ("—a", 0), ("·a", 0), ("%汉", 0)])
def test_no_gap_stands_between_others(text: str, width: float) -> None:
    assert between(text) == pytest.approx(width)


def test_the_size_of_a_gap_is_that_of_its_ideograph() -> None:
    galley = row("汉a")
    galley.sizes[1] = 2 * SIZE
    space(galley, Manner())
    assert galley.gaps[0] == pytest.approx(GAP * SIZE)
    galley = row("a汉")
    galley.sizes[0] = 2 * SIZE
    space(galley, Manner())
    assert galley.gaps[0] == pytest.approx(GAP * SIZE)


def test_a_gap_opens_and_closes_as_far_as_the_manner_has_it() -> None:
    manner = Manner()
    galley = row("汉a")
    assert galley.shrink[0] == pytest.approx((manner.gap - manner.least_gap) * SIZE)
    assert galley.limits[0] == pytest.approx((manner.most_gap - manner.gap) * SIZE)


# ---- code


def test_no_room_opens_between_squares_inside_code() -> None:
    galley = row("`汉字，汉a汉`")
    assert (galley.gaps, galley.stretch, galley.press) == ([0] * 6, [0] * 6, [0] * 6)


@pytest.mark.parametrize("pair", ["汉`字", "字`汉", "汉`a", "a`汉"])
def test_room_opens_at_the_borders_of_code(pair: str) -> None:
    assert opening(pair) > 0


def test_letters_of_code_give_as_those_of_words_do() -> None:
    assert row("`ls -l`").stretch == [*row("ls").stretch[:1], 0, sum(row("a b").stretch), *row("ll").stretch]


# ---- marks beside marks


@pytest.mark.parametrize(("marks", "ems"), [
    ("，「", 1.5), ("」，", 1.5), ("」「", 1.5), ("。」", 1.5), ("「『", 1.5), ("」』", 1.5), ("：“", 1.5), ("！？", 1.5), ("，。", 1.5),
    ("·「", 1.65), ("」·", 1.5), ("（·", 1.75), ("，·", 1.5), ("。」）", 2.0), ("」，「", 2.0), ("（「『", 2.0),
])
def test_of_neighbouring_marks_the_blanks_between_go_but_one(marks: str, ems: float) -> None:
    galley = row(marks)
    assert galley.width(0, len(galley)) / SIZE == pytest.approx(ems)


@pytest.mark.parametrize(("marks", "ems"), [("，「", 1.65), ("。」", 1.75), ("！？", 1.5), ("」，", 1.25), ("「『", 1.5)])
def test_marks_in_the_middle_of_their_squares_keep_their_distance(marks: str, ems: float) -> None:
    galley = row(marks, centred=True)
    assert galley.width(0, len(galley)) / SIZE == pytest.approx(ems)


@pytest.mark.parametrize("through", ["\u200b", "\u2060", "\xad"])
def test_marks_see_each_other_through_what_takes_no_room(through: str) -> None:
    apart, together = row(f"。{through}」"), row("。」")
    assert apart.width(0, 3) == pytest.approx(together.width(0, 2))


def test_marks_see_each_other_through_padding_which_stays() -> None:
    assert row(f"。{PAD}」").width(0, 3) == pytest.approx(row("。」").width(0, 2) + 0.2 * SIZE)


@pytest.mark.parametrize("pair", ["，字", "字（", "」a", "。字", "·字"])
def test_the_blank_of_a_mark_gives_way_in_a_pressed_line(pair: str) -> None:
    first, beyond = closing(pair)
    assert 0 < first <= Manner().squeeze
    assert beyond == 0


@pytest.mark.parametrize("pair", ["字，", "（字", "「「"])
def test_the_inks_side_of_a_mark_does_not(pair: str) -> None:
    assert closing(pair) == (0, 0)


# ---- calls of notes


def test_a_call_moves_into_the_blank_of_the_mark_before_it() -> None:
    galley = row(f"汉。{CALL}字")
    assert galley.gaps[1] < 0
    assert 0.5 * SIZE < galley.advances[1] + galley.gaps[1] < 0.6 * SIZE  # close behind the ink
    assert galley.width(0, 4) == pytest.approx(3 * SIZE)  # no wider than without the call


def test_a_call_too_wide_for_the_blank_pushes_what_follows() -> None:
    galley = row(f"。{CALL}{CALL}{CALL}字")
    assert galley.gaps[0] < 0
    assert galley.gaps[1:4] == [0, 0, 0]


def test_a_call_stands_where_an_ideograph_ends() -> None:
    assert row(f"汉{CALL}字").gaps == [0, 0, 0]


@pytest.mark.parametrize("behind", ["\u2060", PAD, "\u200b"])
def test_what_follows_a_call_does_not_move_under_it(behind: str) -> None:
    """Padding or a joiner behind a call must not hide it from the mark that follows."""
    galley = row(f"。{CALL}{behind}」")
    closed = row(f"。{CALL}」")
    assert galley.width(0, 4) - galley.advances[2] == pytest.approx(closed.width(0, 3))


# ---- everything


def inks(galley: Galley) -> list[tuple[float, float]]:
    """Return where the ink of each cluster that has some begins and ends in a row that is neither opened nor closed."""
    found, x = [], 0.0
    for n, kind in enumerate(galley.kinds):
        if kind not in {kinds.JOINER, kinds.PAD, kinds.BREAK, kinds.SPACE}:
            found.append((x + galley.blanks_before[n], x + galley.advances[n] - galley.blanks_after[n]))
        x += galley.advances[n] + galley.gaps[n]
    return found


@given(text=MIXED, manner=MANNERS, centred=st.booleans())
@settings(deadline=None, max_examples=400)
def test_no_ink_stands_on_another_in_a_natural_or_a_pressed_line(text: str, manner: Manner, centred: bool) -> None:
    galley = row(text, manner, centred=centred)
    assert [ink for ink, after in pairwise(inks(galley)) if after[0] < ink[1] - 1e-6] == []
    if kinds.CALL in {after for kind, after in pairwise(n for n in galley.kinds if n not in {kinds.JOINER, kinds.PAD})
                      if kind == kinds.SPACE}:
        return  # nobody puts a space before a note's call; what the space gives, the call would lose
    galley.gaps = [gap - shrink for gap, shrink in zip(galley.gaps, galley.shrink, strict=True)]
    assert [ink for ink, after in pairwise(inks(galley)) if after[0] < ink[1] - 1e-6] == []


@given(text=MIXED, manner=MANNERS, centred=st.booleans())
@settings(deadline=None)
def test_spacing_a_row_once_more_changes_nothing(text: str, manner: Manner, centred: bool) -> None:
    galley = row(text, manner, centred=centred)
    before = deepcopy(galley)
    space(galley, manner)
    assert galley == before


@given(text=MIXED, manner=MANNERS)
@settings(deadline=None)
def test_spacing_leaves_texts_and_advances_alone(text: str, manner: Manner) -> None:
    galley = row(text, Manner())
    given_lists = deepcopy((galley.texts, galley.kinds, galley.sizes, galley.advances, galley.blanks_before, galley.blanks_after))
    space(galley, manner)
    assert (galley.texts, galley.kinds, galley.sizes, galley.advances, galley.blanks_before, galley.blanks_after) == given_lists
    assert galley.texts == [cluster for cluster in clusters(text) if cluster != "`"]


@given(text=MIXED, manner=MANNERS)
@settings(deadline=None)
def test_room_opens_and_closes_by_what_there_is(text: str, manner: Manner) -> None:
    galley = row(text, manner)
    for of_all in (galley.stretch, galley.shrink, galley.press, galley.limits):
        assert len(of_all) == len(galley)
        assert min(of_all, default=0) >= 0
    assert all(opens for opens, limit in zip(galley.stretch, galley.limits, strict=True) if limit)


@given(text=MIXED, manner=MANNERS)
@settings(deadline=None)
def test_no_room_opens_at_a_rows_end(text: str, manner: Manner) -> None:
    galley = row(text, manner)
    if len(galley):
        assert (galley.stretch[-1], galley.press[-1], galley.limits[-1]) == (0, 0, 0)
