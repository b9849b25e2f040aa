"""The measures of lines see each defect where it is planted, and none where there is none."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from oracles.finished import Finished
from oracles.lines import Measures, first_difference, measured, off_grid
from oracles.origins import glyphs_of

from .seeded import LEADING, LEFT, SIZE, TOP, Seeded, codes, face
from .tools import require

pytestmark = pytest.mark.integration

EMS = 10
"""Of the seeded column."""

SOUND = ["我们把水引到田里去用", "这一年大家都得到了水", "没有人说不好。"]
"""A paragraph of which two lines go on."""


@pytest.fixture
def seeded() -> Seeded:
    require("pandoc")
    return Seeded()


def measures(seeded: Seeded, folder: Path, source: str) -> Measures:
    return measured(seeded.save(folder / "seeded.pdf"), source=source, measure=EMS * SIZE)


def of_lines(seeded: Seeded, folder: Path, *lines: str) -> Measures:
    """Set lines as they are, and the sound paragraph before and behind them."""
    for line in (*SOUND, *lines, *SOUND):
        seeded.line(line)
    return measures(seeded, folder, "\n\n".join(["".join(SOUND), "".join(lines), "".join(SOUND)]))


# ---- where glyphs stand


def by_pdfium(path: Path) -> list[tuple[str, float, float]]:
    """Return character, x and y from the bottom of every glyph that is no blank, as PDFium has them."""
    found = []
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        for index in range(pdfium.FPDFText_CountChars(text)):
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            said = chr(pdfium.FPDFText_GetUnicode(text, index))
            if pdfium.FPDFText_IsGenerated(text, index) != 1 and said.isalnum():
                found.append((said, round(x.value, 2), round(page.get_bbox()[3] - y.value, 2)))
    document.close()
    return found


def test_origins_are_where_the_operators_put_them(seeded: Seeded, tmp_path: Path) -> None:
    seeded.write(
        "q 0.5 0 0 0.5 10 20 cm BT /serif 20 Tf 100 700 Td", f"[{codes('我们')} -250 {codes('把')} 500 {codes('水')}] TJ",
        "3 Tc 30 TL T*", f"{codes('引到')} Tj 0 Tc 80 Tz", f"{codes('田里')} ' 4 Ts {codes('去')} Tj ET Q",
        "BT /mono 8 Tf 1 0 0 1 40 40 Tm", f"{codes('ab', 'mono')} Tj ET")
    found = glyphs_of(seeded.save(tmp_path / "seeded.pdf"))

    assert [(g.text, round(g.x, 2), round(g.y, 2)) for g in found] == [
        ("我", 60, 30), ("们", 70, 30), ("把", 82.5, 30), ("水", 87.5, 30), ("引", 60, 45), ("到", 71.5, 45),
        ("田", 60, 60), ("里", 68, 60), ("去", 76, 58), ("a", 40, 360), ("b", 44.8, 360)]
    assert [(round(g.size, 2), round(g.advance, 2)) for g in found if g.text in "我田a"] == [(10, 10), (10, 8), (8, 4.8)]
    assert by_pdfium(tmp_path / "seeded.pdf") == [(g.text, round(g.x, 2), round(g.y, 2)) for g in found]


def test_origins_of_a_whole_book_are_those_pdfium_finds(first_book: Finished) -> None:
    ours = {(letter, round(g.x, 1), round(g.y, 1)) for g in glyphs_of(first_book.pdf) for letter in g.text}
    near = {(text, round(x + dx, 1), round(y + dy, 1)) for text, x, y in ours for dx in (-0.1, 0, 0.1) for dy in (-0.1, 0, 0.1)}
    theirs = by_pdfium(first_book.pdf)

    assert len(theirs) > 5000
    assert [place for place in theirs if (place[0], round(place[1], 1), round(place[2], 1)) not in near] == []


def test_what_a_marked_content_says_it_means_is_believed(seeded: Seeded, tmp_path: Path) -> None:
    seeded.write("/Span << /ActualText (is) >> BDC")
    seeded.line("是")
    seeded.write("EMC")

    assert [g.text for g in glyphs_of(seeded.save(tmp_path / "seeded.pdf"))] == ["is"]


def test_text_that_is_not_painted_is_not_there(seeded: Seeded, tmp_path: Path) -> None:
    seeded.write("3 Tr")
    seeded.line("水")

    assert glyphs_of(seeded.save(tmp_path / "seeded.pdf")) == []


# ---- ends and starts of lines


def test_a_sound_page_has_no_fault(seeded: Seeded, tmp_path: Path) -> None:
    found = of_lines(seeded, tmp_path, *SOUND)

    assert (found.size, found.paragraphs, found.continuing) == (SIZE, 3, 6)
    assert (found.flush, found.loose, found.off_left, found.kinsoku, found.runts) == (1, 0, (), (), ())
    assert found.gaps is not None
    assert found.gaps.most == pytest.approx(0, abs=1e-6)
    assert found.difference is None


def test_a_line_short_of_the_measure_is_not_flush(seeded: Seeded, tmp_path: Path) -> None:
    found = of_lines(seeded, tmp_path, "我们把水引到田里去", *SOUND)

    assert found.flush == pytest.approx(6 / 7)
    assert len(found.ragged) == 1
    assert found.ragged[0].endswith("-10.00 pt")


def test_half_a_point_is_flush_and_more_is_not(seeded: Seeded, tmp_path: Path) -> None:
    first = "我们把水引到田里去用"
    for short in (0.4, 0.6):
        seeded.line(first, room={4: -short / SIZE})
    seeded.line("好的")

    found = measures(seeded, tmp_path, first + first + "好的")
    assert [r[-8:] for r in found.ragged] == ["-0.60 pt"]


@pytest.mark.parametrize(("end", "is_flush"), [(1.0, True), (0.5, True), (0.0, True), (0.323, True), (0.75, False)])
def test_a_mark_at_the_edge_may_be_whole_squeezed_cut_to_its_ink_or_hang(
        seeded: Seeded, tmp_path: Path, end: float, *, is_flush: bool) -> None:
    text = "我们把水引到田里用。"
    seeded.line(text, room={4: 1 - end})
    seeded.line("这一年大家都得到了水")
    seeded.line("好的")

    assert bool(measures(seeded, tmp_path, text + "这一年大家都得到了水好的").flush == 1) is is_flush


@pytest.mark.parametrize(("end", "is_flush"), [(0.0, True), (0.2, True), (-0.1, False), (0.5, False)])
def test_a_latin_mark_at_the_edge_may_hang_by_a_part(seeded: Seeded, tmp_path: Path, end: float, *, is_flush: bool) -> None:
    text = "我们把水引到田里好inter-"
    seeded.line(text, x=EMS + end - sum(face("serif").advances[character] for character in text))
    seeded.line("national")

    assert bool(measures(seeded, tmp_path, "我们把水引到田里好international").flush == 1) is is_flush


@pytest.mark.parametrize(("shift", "is_off"), [(0.0, False), (-0.5, False), (-0.25, True)])
def test_an_opening_mark_may_begin_a_line_by_its_square_or_its_ink(
        seeded: Seeded, tmp_path: Path, shift: float, *, is_off: bool) -> None:
    lines = ["我们把水引到田里去用", "这一年大家都得到了水", "《水经》我们都看过了", "好的"]
    for line in lines:
        seeded.line(line, x=shift if line.startswith("《") else 0)

    assert bool(measures(seeded, tmp_path, "".join(lines)).off_left) is is_off


def test_rectos_and_versos_have_edges_of_their_own(seeded: Seeded, tmp_path: Path) -> None:
    for left in (LEFT, LEFT + 30):
        for line in SOUND:
            seeded.line(line, left=left)
        seeded.page()

    found = measures(seeded, tmp_path, "\n\n".join(["".join(SOUND)] * 2))
    assert (found.flush, found.off_left) == (1, ())


# ---- room


def test_a_loose_line_and_its_gaps_are_seen(seeded: Seeded, tmp_path: Path) -> None:
    loose = "我们把水引到田里"
    seeded.line(loose, room=dict.fromkeys(range(7), 2 / 7))
    for line in SOUND:
        seeded.line(line)

    found = measures(seeded, tmp_path, loose + "".join(SOUND))
    assert found.flush == 1
    assert found.loose == pytest.approx(1 / 3)
    assert found.gaps is not None
    assert found.gaps.count == 25
    assert found.gaps.median == pytest.approx(0, abs=1e-4)
    assert found.gaps.p99 == pytest.approx(2 / 7, abs=1e-4)


def test_a_last_line_is_not_judged(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("我们把水引", room={1: 2})

    found = measures(seeded, tmp_path, "我们把水引")
    assert (found.continuing, found.flush, found.gaps) == (0, None, None)


def test_the_room_of_a_call_is_no_gap(seeded: Seeded, tmp_path: Path) -> None:
    end = seeded.line("我们把水", down=0)
    seeded.line("12", left=end, size=6, rise=3.5, down=0)
    seeded.line("引到田里好", left=end + 7)
    seeded.line("好的")

    found = measures(seeded, tmp_path, "我们把水引到田里好好的")
    assert found.gaps is not None
    assert found.gaps.count == 7
    assert found.gaps.most == pytest.approx(0, abs=1e-4)
    assert found.difference is None


def test_a_typed_space_between_ideographs_is_no_gap(seeded: Seeded, tmp_path: Path) -> None:
    for line in ("我们把水 引到田里去", "好的"):
        seeded.line(line)

    found = measures(seeded, tmp_path, "我们把水 引到田里去好的")
    assert found.gaps is not None
    assert found.gaps.count == 7
    assert found.gaps.most == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("text", "taken"), [("）《", 2), ("：“", 2), ("。”", 2), ("（《", 2), ("、、", 2), ("《）", 0)])
@pytest.mark.parametrize("out", [0.0, 0.5])
def test_marks_side_by_side_are_squeezed_or_not(seeded: Seeded, tmp_path: Path, text: str, taken: int, out: float) -> None:
    seeded.line(f"我们{text}水", room={2: -out})

    found = measures(seeded, tmp_path, f"我们{text}水")
    assert found.pairs == (1 if taken else 0)
    assert found.squeezed == (None if not taken else 1 if out else 0)


def test_room_between_han_and_latin_is_measured_with_or_without_a_space(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("用Go的", room={0: 0.25, 2: 0.125})
    seeded.line("用 Go的", room={0: -0.006})

    found = measures(seeded, tmp_path, "用Go的\n\n用 Go的")
    assert found.autospace is not None
    assert found.autospace.count == 4
    assert found.autospace.least == pytest.approx(0, abs=1e-4)
    assert sorted((round(found.autospace.median, 3), round(found.autospace.most, 3))) == [0.125, 0.25]


@pytest.mark.parametrize("size", [8.6, SIZE])
def test_room_beside_code_is_not_measured(seeded: Seeded, tmp_path: Path, size: float) -> None:
    end = seeded.line("用", down=0)
    end = seeded.line("go", left=end + 3, font="mono", size=size, down=0)
    seeded.line("写的", left=end + 3)

    found = measures(seeded, tmp_path, "用`go`写的")
    assert found.autospace is None
    assert found.difference is None


# ---- faults


@pytest.mark.parametrize("mark", ["，", "。", "、", "》", "”", "·", "%", "！"])
def test_a_mark_that_begins_a_line_is_seen(seeded: Seeded, tmp_path: Path, mark: str) -> None:
    assert len(of_lines(seeded, tmp_path, "我们把水引到田里去用", f"{mark}好的").kinsoku) == 1


@pytest.mark.parametrize("mark", ["（", "《", "“", "‘"])
def test_a_mark_that_ends_a_line_is_seen(seeded: Seeded, tmp_path: Path, mark: str) -> None:
    assert len(of_lines(seeded, tmp_path, f"我们把水引到田里去{mark}", "好的").kinsoku) == 1


@pytest.mark.parametrize("mark", "—…")
def test_a_doubled_mark_that_is_parted_is_seen_and_a_whole_one_is_not(seeded: Seeded, tmp_path: Path, mark: str) -> None:
    parted = of_lines(seeded, tmp_path, f"我们把水引到田里{mark}", f"{mark}好的")
    whole = of_lines(Seeded(), tmp_path, "我们把水引到田里去用", f"{mark}{mark}好的")
    two = of_lines(Seeded(), tmp_path, f"我们把水引到田里{mark}{mark}", f"{mark}{mark}好的")

    assert (len(parted.kinsoku), len(whole.kinsoku), len(two.kinsoku)) == (1, 0, 0)


@pytest.mark.parametrize(("last", "is_runt"), [("好", True), ("好。”", True), ("好的", False), ("a", False), ("好a", False)])
def test_one_ideograph_alone_is_seen(seeded: Seeded, tmp_path: Path, last: str, *, is_runt: bool) -> None:
    assert len(of_lines(seeded, tmp_path, "我们把水引到田里去用", last).runts) == is_runt


def test_a_hard_break_ends_a_line_that_need_not_be_flush(seeded: Seeded, tmp_path: Path) -> None:
    for line in ("白日去", "水", *SOUND):
        seeded.line(line)

    found = measures(seeded, tmp_path, "白日去\\\n水\n\n" + "".join(SOUND))
    assert (found.continuing, found.flush, found.runts, found.difference) == (2, 1, (), None)


def test_lines_off_the_grid_are_seen(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line(SOUND[0])
    seeded.line(SOUND[1], down=LEADING + 0.2)
    seeded.line(SOUND[2])
    path = seeded.save(tmp_path / "seeded.pdf")

    assert len(off_grid(path, origin=TOP, leading=LEADING, source="".join(SOUND))) == 1
    assert off_grid(path, origin=TOP + 7 * LEADING, leading=0.2, source="".join(SOUND)) == []


# ---- what is measured, and what it says


def test_headings_quotations_notes_and_folios_are_passed_over(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("水经", size=14)
    seeded.line(SOUND[0])
    seeded.line("1 这是脚下的说明", size=7)
    for _ in range(6):
        seeded.line("这是脚下的", size=8.5)
    seeded.line("12", size=8)
    seeded.page()
    seeded.line("水经", size=8)
    seeded.line(SOUND[1])
    seeded.line(SOUND[2])
    seeded.line("这是引来的", x=2)
    seeded.line("话", x=2)

    found = measures(seeded, tmp_path, f"## 水经\n\n{''.join(SOUND)}\n\n> 这是引来的话")
    assert (found.paragraphs, found.continuing, found.flush, found.difference) == (1, 2, 1, None)


def test_the_items_of_a_list_are_found_behind_their_markers(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("1. 我们把水引到", room={1: 0.4})
    seeded.line("田里", x=1)

    found = measures(seeded, tmp_path, "1. 我们把水引到田里")
    assert (found.paragraphs, found.continuing, found.difference) == (1, 1, None)


@pytest.mark.parametrize(("set_lines", "source"), [
    (["用Go来写"], "用 Go 来写"),
    (["用 Go 来写"], "用Go来写"),
    (["用the inter-", "national time来写"], "用the international time来写"),
    (["用the", "time来写"], "用the time来写"),
    (["用Word", "Count来写"], "用WordCount来写"),
])
def test_blanks_beside_han_and_hyphens_at_ends_are_the_typesetters_own(
        seeded: Seeded, tmp_path: Path, set_lines: list[str], source: str) -> None:
    for line in set_lines:
        seeded.line(line)

    assert first_difference(seeded.save(tmp_path / "seeded.pdf"), source) is None


@pytest.mark.parametrize(("line", "source"), [
    ("我们把引到", "我们把水引到"), ("我们水把引到", "我们把水引到"), ("我们把水水引到", "我们把水引到"),
    ("用thetime来写", "用the time来写"), ("用Word Count来写", "用WordCount来写"), ("用inter-national来写", "用international来写"),
])
def test_a_text_that_says_something_else_is_seen(seeded: Seeded, tmp_path: Path, line: str, source: str) -> None:
    seeded.line(line)

    assert first_difference(seeded.save(tmp_path / "seeded.pdf"), source) is not None


def test_a_space_inside_a_letter_is_none(seeded: Seeded, tmp_path: Path) -> None:
    seeded.glyph(" ", LEFT + 1)
    seeded.line("the")

    assert first_difference(seeded.save(tmp_path / "seeded.pdf"), "the") is None


def test_a_space_may_be_room_without_a_glyph(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("用thetime来写", room={3: 0.25})

    assert first_difference(seeded.save(tmp_path / "seeded.pdf"), "用the time来写") is None


@pytest.mark.parametrize(("indent", "first", "last"), [
    (2, "我们把水引到田里", "没有人说不好。"), (2, "我们把水引到田里", "没有人说这年田里不好"), (0, "我们把水引到田里去用", "没有人说不好。"),
])
def test_paragraphs_are_guessed_from_their_looks_without_a_source(
        seeded: Seeded, tmp_path: Path, indent: int, first: str, last: str) -> None:
    for _ in range(3):
        seeded.line(first, x=indent)
        seeded.line("这一年大家都得到了水")
        seeded.line(last)

    found = measures(seeded, tmp_path, "")
    assert (found.paragraphs, found.continuing, found.flush, found.difference) == (3, 6, 1, None)


def test_a_reading_above_its_base_is_no_text(seeded: Seeded, tmp_path: Path) -> None:
    seeded.line("shui", size=4, left=LEFT + 2 * SIZE, rise=10, down=0)
    seeded.line("用水")
    found = measures(seeded, tmp_path, "用{水|shui}")

    assert (found.paragraphs, found.difference) == (1, None)
