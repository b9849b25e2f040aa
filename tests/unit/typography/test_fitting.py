from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builder.manner import Manner
from builder.typography import fitting
from builder.typography import galley as kinds
from builder.typography.fitting import RAGGED_ABOVE, TRACKED, Line, Stop, fit, open_up
from builder.typography.galley import Galley

from .rows import MANNERS, MIXED, SIZE, row, stops


def set_lines(
    galley: Galley, places: list[Stop], ems: float, *, indent: float = 0.0, ragged: bool = False, hanging: bool = True,
) -> list[Line]:
    return fit(galley, places, measure=ems * SIZE, indent=indent * SIZE, em=SIZE, ragged=ragged, hanging=hanging)


def said(galley: Galley, lines: list[Line]) -> list[str]:
    return ["".join(galley.texts[line.start : line.stop.end]) for line in lines]


def broken(text: str, ems: float, *, indent: float = 0.0, ragged: bool = False, hanging: bool = True) -> list[str]:
    """Return the lines of a text, at a measure in em."""
    galley = row(text)
    return said(galley, set_lines(galley, stops(galley), ems, indent=indent, ragged=ragged, hanging=hanging))


def extent(galley: Galley, line: Line, shares: list[float]) -> float:
    """Return how wide a line is with its room shared out: from the ink of its first mark to that of its last, and the hyphen."""
    start, end = line.start, line.stop.end
    if start == end:
        return 0.0
    inside = sum(galley.advances[start:end]) + sum(galley.gaps[start : end - 1]) + sum(shares[: end - 1 - start])
    return inside - galley.blanks_before[start] - galley.trail(end - 1) + line.stop.hyphen


HAN = "汉"


# ---- breaks


def test_lines_that_fit_exactly_have_no_room() -> None:
    galley = row(HAN * 30)
    lines = set_lines(galley, stops(galley), 10)
    assert [len(line) for line in said(galley, lines)] == [10, 10, 10]
    assert [line.room for line in lines] == [0, 0, 0]


def test_the_first_line_is_shorter_by_the_indent() -> None:
    assert [len(line) for line in broken(HAN * 28, 10, indent=2)] == [8, 10, 10]


def test_an_opening_mark_at_a_lines_start_takes_half_a_square() -> None:
    galley = row("「" + HAN * 9)
    (line,) = set_lines(galley, stops(galley), 10)
    assert line.room == pytest.approx(0.5 * SIZE)


def test_a_closing_mark_at_a_lines_end_takes_half_a_square() -> None:
    galley = row(HAN * 9 + "，" + HAN * 5)
    first = set_lines(galley, stops(galley), 9.5)[0]
    assert galley.texts[first.stop.end - 1] == "，"
    assert first.room == pytest.approx(0)


def greedy(galley: Galley, places: list[Stop], ems: float) -> list[str]:
    """Return the lines that each take what fits."""
    found, start = [], places[0]
    for here, after in pairwise(places[1:]):
        width = galley.width(start.start, after.end) - galley.blanks_before[start.start] - galley.trail(after.end - 1)
        if width > ems * SIZE + 1e-6:
            found.append("".join(galley.texts[start.start : here.end]))
            start = here
    return [*found, "".join(galley.texts[start.start : places[-1].end])]


def test_a_line_gives_up_a_character_where_that_saves_the_next_from_holes() -> None:
    """The word fills a line of its own; one line after the other, the line before it would have two ems left."""
    galley = row(HAN * 18 + "w" * 20 + HAN * 5)
    assert [len(line) for line in greedy(galley, stops(galley), 10)] == [10, 8, 20, 5]
    assert [len(line) for line in said(galley, set_lines(galley, stops(galley), 10))] == [9, 9, 20, 5]


def test_no_paragraph_ends_with_one_ideograph_where_another_can_come_down() -> None:
    galley = row(HAN * 31)
    assert len(greedy(galley, stops(galley), 30)[-1]) == 1
    assert len(said(galley, set_lines(galley, stops(galley), 30))[-1]) > 1


@pytest.mark.parametrize("end", ["汉。", "汉”", "汉！”"])
def test_a_mark_does_not_make_one_ideograph_a_line(end: str) -> None:
    assert len(broken(HAN * 30 + end, 30)[-1]) > len(end)


def test_a_latin_word_is_a_line_good_enough() -> None:
    assert broken(HAN * 30 + "ok", 30)[-1] == "ok"


def test_forced_breaks_are_kept_and_the_lines_before_them_are_last_ones() -> None:
    galley = row("汉汉汉\n汉汉\n\n汉" + HAN * 12)
    lines = set_lines(galley, stops(galley), 10)
    assert [len(line) for line in said(galley, lines)][:3] == [3, 2, 0]
    assert [line.last for line in lines[:3]] == [True] * 3
    assert lines[-1].last
    assert not any(line.last for line in lines[3:-1])


def test_a_word_wider_than_the_line_stands_out_and_nothing_is_lost() -> None:
    assert broken("汉汉" + "w" * 60 + "汉汉汉", 10) == ["汉汉", "w" * 60, "汉汉汉"]
    assert broken("w" * 60, 10) == ["w" * 60]
    assert broken("汉" * 3, 0.5) == ["汉"] * 3


# ---- hyphens


def hyphenated(han: int, ems: float) -> list[str]:
    """Return the lines of so many ideographs, a word of ten letters that may be parted in its middle, and some more."""
    galley = row(HAN * han + "abcdefghij" + HAN * 24)
    lines = set_lines(galley, stops(galley, hyphens={han + 5: 0.4 * SIZE}), ems)
    return said(galley, lines)


def test_a_hyphen_costs_as_much_as_a_line_that_is_a_little_loose() -> None:
    assert hyphenated(29, 30)[0] == HAN * 29  # an em among thirty places: better than a hyphen
    assert hyphenated(27, 30)[0] == HAN * 27 + "abcde"  # three ems: worse


def rungs(monkeypatch: pytest.MonkeyPatch, price: float) -> list[bool]:
    """Return for each line of a row of words whether it ends with a hyphen, at a price of the second one in a row."""
    monkeypatch.setattr(fitting, "_HYPHENS", price)
    galley = row(" ".join(["abcdefgh"] * 14))
    return [bool(line.stop.hyphen) for line in set_lines(
        galley, stops(galley, hyphens={9 * word + 4: 0.4 * SIZE for word in range(14)}), 12)]


def test_a_second_hyphen_in_a_row_is_dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    freely, dear = rungs(monkeypatch, 0.0), rungs(monkeypatch, 1000.0)
    assert any(a and b for a, b in pairwise(freely))
    assert not any(a and b for a, b in pairwise(dear))
    assert any(dear)


def test_the_hyphen_is_part_of_the_lines_width() -> None:
    galley = row("abcdefghij" + HAN)
    first = set_lines(galley, stops(galley, hyphens={5: 4.0}), 2.9)[0]
    assert first.stop.hyphen == 4.0
    assert first.room == pytest.approx(0, abs=1e-6)


def test_a_dear_place_is_left_where_a_cheap_one_is_as_good() -> None:
    galley = row("汉汉汉汉汉 汉汉汉汉汉汉汉汉")
    cheap = said(galley, set_lines(galley, stops(galley), 5.5, ragged=True))
    dear = said(galley, set_lines(galley, stops(galley, prices={6: 1e4}), 5.5, ragged=True))
    assert cheap[0] == "汉汉汉汉汉"
    assert dear[0] != "汉汉汉汉汉"


# ---- hanging


def test_a_mark_hangs_where_that_saves_a_loose_line() -> None:
    galley = row(HAN * 10 + "，" + HAN * 15)
    hung, _, _ = set_lines(galley, stops(galley), 10)
    assert (hung.stop.end, hung.room, hung.hang) == (11, 0, 0.5 * SIZE)
    standing = set_lines(galley, stops(galley), 10, hanging=False)
    assert standing[0].stop.end == 9
    assert {line.hang for line in standing} == {0}


def test_no_mark_hangs_where_it_fits() -> None:
    galley = row(HAN * 9 + "，" + HAN * 15)
    assert {line.hang for line in set_lines(galley, stops(galley), 9.5)} == {0}


@pytest.mark.parametrize(("mark", "hangs"), [("，", True), ("。", True), ("、", True), ("：", False), ("！", False), ("」", False), ("…", False)])
def test_only_small_marks_hang(mark: str, hangs: bool) -> None:
    galley = row(HAN * 10 + mark + HAN * 15)
    assert any(line.hang for line in set_lines(galley, stops(galley), 10)) == hangs


def test_a_mark_in_the_middle_of_its_square_does_not_hang() -> None:
    galley = row(HAN * 10 + "，" + HAN * 15, centred=True)
    assert not any(line.hang for line in set_lines(galley, stops(galley), 10))


def test_no_mark_hangs_from_a_last_or_a_ragged_line() -> None:
    galley = row(HAN * 10 + "。\n" + HAN * 10 + "。")
    assert {line.hang for line in set_lines(galley, stops(galley), 10)} == {0}
    galley = row(HAN * 10 + "，" + HAN * 15)
    assert {line.hang for line in set_lines(galley, stops(galley), 10, ragged=True)} == {0}


# ---- ragged lines


@pytest.mark.parametrize(("count", "lengths"), [(10, [10]), (15, [10, 5]), (11, [9, 2]), (25, [10, 10, 5])])
def test_ragged_lines_are_as_few_as_will_do_and_the_last_is_no_stump(count: int, lengths: list[int]) -> None:
    assert [len(line) for line in broken(HAN * count, 10, ragged=True)] == lengths


def test_ragged_lines_are_even() -> None:
    """Three words of three ems and two of six: the third goes down, or the second line would have four ems of room."""
    assert broken("wwwwww wwwwww wwwwww " + "w" * 12 + " " + "w" * 12, 10, ragged=True) == [
        "wwwwww wwwwww", "wwwwww " + "w" * 12, "w" * 12]


def test_ragged_lines_are_never_pressed() -> None:
    galley = row("汉，" * 5 + HAN * 10)
    assert all(line.room >= -1e-6 for line in set_lines(galley, stops(galley), 9.4, ragged=True))


# ---- sharing out


def test_room_is_shared_by_weight() -> None:
    galley = row("汉汉汉汉汉")
    assert open_up(galley, 0, 5, 4.0) == pytest.approx([1, 1, 1, 1, 0])
    galley = row("汉，汉汉" + HAN * 20)
    shares = open_up(galley, 0, 24, 10.0)
    assert shares[1] > shares[2] == shares[3] > shares[0] > 0


def test_spaces_and_gaps_open_before_ideographs_and_no_further_than_they_may() -> None:
    galley = row(HAN * 6 + "ab" + HAN * 6)
    for room in (1.0, 5.0, 10.0, 20.0):
        shares = open_up(galley, 0, len(galley), room)
        assert sum(shares) == pytest.approx(room)
        assert shares[5] >= shares[0]
        assert shares[5] <= (Manner().most_gap - Manner().gap) * SIZE + 1e-9


def test_a_line_that_would_become_holes_stays_ragged() -> None:
    galley = row(HAN * 5)
    most = RAGGED_ABOVE * 4 * SIZE
    assert sum(open_up(galley, 0, 5, most - 0.01)) == pytest.approx(most - 0.01)
    assert open_up(galley, 0, 5, most + 0.01) == [0] * 5


def test_a_line_of_letters_alone_opens_by_its_tracking_or_not_at_all() -> None:
    galley = row("word" * 10)
    assert sum(open_up(galley, 0, 40, 39 * TRACKED * SIZE)) == pytest.approx(39 * TRACKED * SIZE)
    assert open_up(galley, 0, 40, 100.0) == [0] * 40
    assert galley.limits == row("word" * 10).limits  # looking changes nothing


def test_pressed_lines_take_from_gaps_and_marks_before_ideographs_move() -> None:
    galley = row("汉，汉a汉汉")
    from_marks = galley.shrink[1] + galley.shrink[2] + galley.shrink[3]
    shares = open_up(galley, 0, 6, -from_marks)
    assert shares == pytest.approx([0, -galley.shrink[1], -galley.shrink[2], -galley.shrink[3], 0, 0])
    beyond = open_up(galley, 0, 6, -from_marks - 0.1)
    assert beyond[4] == pytest.approx(-0.1)
    assert open_up(galley, 0, 6, -1000.0)[4] == pytest.approx(-Manner().closest * SIZE)


@pytest.mark.parametrize("text", ["", "汉"])
def test_where_nothing_can_open_nothing_does(text: str) -> None:
    galley = row(text)
    assert open_up(galley, 0, len(galley), 5.0) == [0] * len(galley)


@given(text=MIXED, manner=MANNERS, room=st.floats(-60, 200))
@settings(deadline=None)
def test_room_is_shared_out_wholly_or_not_at_all_and_within_the_limits(text: str, manner: Manner, room: float) -> None:
    galley = row(text, manner)
    count = len(galley)
    assume(count)
    shares = open_up(galley, 0, count, room)
    assert len(shares) == count
    assert shares[-1] == 0
    if room < 0:
        least = [-shrink - press for shrink, press in zip(galley.shrink, galley.press, strict=True)]
        assert sum(shares) == pytest.approx(max(room, sum(least[:-1])), abs=1e-6)
        assert all(low - 1e-9 <= share <= 0 for share, low in zip(shares, least, strict=True))
    elif any(shares):
        assert sum(shares) == pytest.approx(room, abs=0.011 * SIZE)  # a hair's breadth may stay over
        for share, limit, weight, ease in zip(shares, galley.limits, galley.stretch, galley.ease, strict=True):
            assert -1e-9 <= share <= (limit + TRACKED * SIZE if limit else RAGGED_ABOVE * weight) + ease + 1e-6
    else:
        assert room < 1e-6 or room > sum(galley.ease[:-1]) - 1e-6


# ---- everything


MEASURES = st.sampled_from([0.5, 2, 3, 5, 8, 13, 21.5, 40])


@given(text=MIXED, manner=MANNERS, ems=MEASURES, indent=st.sampled_from([0.0, 2.0]), ragged=st.booleans())
@settings(deadline=None)
def test_lines_hold_the_whole_row_in_order(text: str, manner: Manner, ems: float, indent: float, ragged: bool) -> None:
    galley = row(text, manner)
    assume(len(galley))
    places = stops(galley)
    lines = set_lines(galley, places, ems, indent=indent, ragged=ragged, hanging=manner.hanging)
    assert lines[0].start == places[0].start
    assert lines[-1].stop == places[-1]
    for line, after in pairwise(lines):
        assert line.start <= line.stop.end <= line.stop.start == after.start
        assert all(galley.kinds[n] in {kinds.SPACE, kinds.BREAK} for n in range(line.stop.end, after.start))
    assert [line.stop for line in lines if line.stop.forced] == [place for place in places if place.forced]


@given(text=MIXED, manner=MANNERS, ems=MEASURES, indent=st.sampled_from([0.0, 2.0]))
@settings(deadline=None, max_examples=200)
def test_a_justified_line_is_as_wide_as_the_measure_or_it_cannot_be(text: str, manner: Manner, ems: float, indent: float) -> None:
    galley = row(text, manner)
    assume(len(galley))
    for number, line in enumerate(set_lines(galley, stops(galley), ems, indent=indent, hanging=manner.hanging)):
        wanted = (ems - (0 if number else indent)) * SIZE + line.hang
        natural = extent(galley, line, [0.0] * len(galley))
        assert wanted - natural == pytest.approx(line.room, abs=1e-6)
        shares = open_up(galley, line.start, line.stop.end, line.room)
        wide = extent(galley, line, shares)
        if abs(wide - wanted) < 0.011 * SIZE:
            continue
        opening = sum(galley.stretch[line.start : max(line.stop.end - 1, line.start)])
        closing = sum(galley.shrink[line.start : max(line.stop.end - 1, line.start)])
        if line.room < 0:  # too wide, and pressed as far as it goes
            assert natural - wide >= closing - 1e-6
        else:  # ragged, and for a reason
            assert not any(shares)
            limited = sum(w for w, limit in zip(galley.stretch[line.start : max(line.stop.end - 1, line.start)],
                                                galley.limits[line.start : max(line.stop.end - 1, line.start)], strict=True) if limit)
            assert opening - limited <= 0 or line.room / (opening - limited) > RAGGED_ABOVE / 2 or line.room > RAGGED_ABOVE * opening


def choices(galley: Galley, places: list[Stop], measure: float) -> Iterator[list[int]]:
    """Yield every choice of places that keeps the forced ones and has no line that is too wide and could be parted."""
    sums = fitting._Sums(galley, places, hanging=True)

    def is_too_wide(a: int, b: int) -> bool:
        least = sums.right[b] - sums.left[a] - sums.hang[b] - sum(
            getattr(sums, f"{name}_right")[b] - getattr(sums, f"{name}_left")[a] for name in ("close", "press"))
        return b > a + 1 and least > measure + 1e-6

    kept = {0, len(places) - 1, *(n for n, place in enumerate(places) if place.forced)}
    free = [n for n in range(len(places)) if n not in kept]
    for count in range(len(free) + 1):
        for chosen in combinations(free, count):
            ways = sorted({*kept, *chosen})
            if not any(is_too_wide(a, b) for a, b in pairwise(ways)):
                yield ways


def beyond_limits(sums: fitting._Sums, a: int, b: int, room: float, opening: float, ratio: float) -> float:
    """Return how far what has no limit opens when what has one has opened as far as it may."""
    if opening <= 0:
        return 2 * RAGGED_ABOVE if room > 0.1 else 0.0
    free = opening - sums.limited_right[b] + sums.limited_left[a]
    return max(ratio, (room - sums.limit_right[b] + sums.limit_left[a]) / free if free > 0 else RAGGED_ABOVE)


def costs(galley: Galley, places: list[Stop], chosen: list[int], measure: float, indent: float) -> float:
    """Return what a choice costs, added up line by line; of the last lines before forced breaks only what decides among them."""
    sums = fitting._Sums(galley, places, hanging=True)
    total = 0.0
    for a, b in pairwise(chosen):
        room = measure - (0 if a else indent) - sums.right[b] + sums.left[a]
        opening, closing, pressing = (getattr(sums, f"{name}_right")[b] - getattr(sums, f"{name}_left")[a]
                                      for name in ("open", "close", "press"))
        if places[b].forced or b == len(places) - 1:
            total += fitting._last_line(galley, places, a, b, measure - room, SIZE)
            total += fitting._pressed(room, closing, pressing) if room < 0 else 0.0
            continue
        eased = sums.ease_right[b] - sums.ease_left[a]
        if room < 0:
            cost = fitting._pressed(room, closing, pressing)
            if sums.hang[b]:
                cost = min(cost, fitting._HUNG + fitting._cost(room + sums.hang[b], opening, closing, pressing))
        else:
            room -= eased
            ratio = 0.0 if room <= 0 else room / opening if opening > 0 else RAGGED_ABOVE
            if ratio > fitting.LIMITED_ABOVE:
                ratio = beyond_limits(sums, a, b, room, opening, ratio)
                ratio = RAGGED_ABOVE + room / SIZE if ratio > RAGGED_ABOVE else ratio
            cost = (ratio / fitting.FAIR) ** 3
        total += cost + places[b].price + (fitting._HYPHENS if places[a].hyphen and places[b].hyphen else 0.0)
    return total


SHORT = st.lists(st.sampled_from(["汉", "字，", "「年", "」", "。", "word", " ", "a", "——", "·", "汉汉汉"]), min_size=2, max_size=9).map("".join)


@given(text=SHORT, ems=st.sampled_from([2.0, 2.6, 3.0, 3.5, 4.0, 5.3]), hyphen=st.booleans())
@settings(deadline=None, max_examples=300)
def test_no_other_choice_of_breaks_costs_less(text: str, ems: float, hyphen: bool) -> None:
    """Ways that cannot lead to the best lines are not followed to their end; none of them would have been it."""
    galley = row(text)
    inside = {n: 0.3 * SIZE for n in range(2, len(galley) - 1)
              if hyphen and galley.kinds[n - 2 : n + 2] == [kinds.LATIN] * 4}
    places = stops(galley, hyphens=inside)
    assume(2 < len(places) <= 11)
    lines = set_lines(galley, places, ems)
    taken = [0, *(places.index(line.stop, 1) for line in lines)]
    best = min(costs(galley, places, chosen, ems * SIZE, 0.0) for chosen in choices(galley, places, ems * SIZE))
    assert costs(galley, places, taken, ems * SIZE, 0.0) == pytest.approx(best, abs=1e-6)
