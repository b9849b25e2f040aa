from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from builder.manuscript.characters import is_han
from builder.manuscript.conversion import Converter, folded
from builder.options import Variant

HAN = st.text(alphabet="头发展干净部后来皇里面公台湾软件内存鼠标打印机服务器只一系统复杂着作云谷出丑松了发现，。“”（）a1 \n", max_size=40)
ANY = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
SCRIPTS = ["s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk"]


def convert(text: str, name: str = "s2tw", **asked: object) -> str:
    return Converter([name], Variant("zh-Hant", **asked)).text(text)  # type: ignore[arg-type]  # asked is passed on as it is


def test_words_decide() -> None:
    assert convert("头发、发展、干净、干部、皇后、以后") == "頭髮、發展、乾淨、幹部、皇后、以後"


def test_a_word_parted_by_a_tag_is_one_word() -> None:
    converter = Converter(["s2tw"], Variant("zh-Hant"))
    assert converter.pieces([("头", True), ("发", True), ("，头", True), ("code", False), ("发", True)]) == ["頭", "髮", "，頭", "code", "發"]


@given(st.lists(HAN, min_size=1, max_size=5), st.sampled_from(["s2tw", "s2twp"]))
@settings(max_examples=200, deadline=None)
def test_pieces_together_are_what_the_library_makes_of_the_whole(pieces: list[str], name: str) -> None:
    whole = "".join(pieces)
    found = Converter([name], Variant("zh-Hant", phrases=name.endswith("p"))).pieces([(piece, True) for piece in pieces])
    assert "".join(found) == OpenCC(name).convert(whole)


@given(st.lists(HAN, min_size=1, max_size=5), st.sampled_from(SCRIPTS))
@settings(max_examples=200, deadline=None)
def test_characters_stay_in_their_pieces_where_words_are_not_exchanged(pieces: list[str], name: str) -> None:
    whole = OpenCC(name).convert("".join(pieces))
    ends = [0, *accumulate(map(len, pieces))]
    assert Converter([name], Variant("zh-Hant")).pieces([(piece, True) for piece in pieces]) == [
        whole[start:end] for start, end in pairwise(ends)]


@given(ANY, st.sampled_from(SCRIPTS))
@settings(max_examples=300, deadline=None)
def test_what_is_no_ideograph_is_never_touched(text: str, name: str) -> None:
    found = convert(text, name)
    assert len(found) == len(text)
    assert all(after == before or is_han(before) for before, after in zip(text, found, strict=True))


@given(HAN)
@settings(max_examples=200, deadline=None)
def test_what_is_converted_stays_as_it_is(text: str) -> None:
    """Held by the second half of the way, which knows traditional characters alone."""
    once = convert(text)
    assert convert(once, "t2tw") == once


@given(HAN)
@settings(max_examples=100, deadline=None)
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(convert(text)).replace("著", "着") == folded(text).replace("著", "着")


@pytest.mark.parametrize(("pieces", "found"), [
    (["内", "存"], ["記憶", "體"]), (["打", "印机"], ["印", "表機"]), (["打印", "机"], ["印表", "機"]), (["内存", "好"], ["記憶體", "好"]), (["用内存", "和", "软件"], ["用記憶體", "和", "軟體"]),
    (["用", "内存"], ["用", "記憶體"]),
])
def test_a_word_of_another_length_is_shared_out(pieces: list[str], found: list[str]) -> None:
    assert Converter(["s2twp"], Variant("zh-Hant-TW", phrases=True)).pieces([(piece, True) for piece in pieces]) == found


def test_words_are_exchanged_only_when_asked() -> None:
    assert convert("软件和内存") == "軟件和內存"


def test_own_words_come_first_the_longest_of_them() -> None:
    assert convert("软件工程师的软件", words=(("软件", "軟體"), ("软件工程", "軟件工程"))) == "軟件工程師的軟體"
    assert convert("后来与后面的后", keep=("后面",)) == "後來與后面的後"
    assert Converter(["s2tw"], Variant("zh-Hant", words=(("软件", "軟體程式"),))).pieces([("软", True), ("件好", True)]) == ["軟體", "程式好"]


def test_own_words_are_not_found_in_what_is_closed() -> None:
    assert Converter(["s2tw"], Variant("zh-Hant", words=(("软件", "軟體"),))).pieces([("软", True), ("件", False)]) == ["軟", "件"]


def test_quotation_marks_change_when_asked_and_latin_ones_never() -> None:
    text = "他说：“看‘这’里”，and “open source” isn’t it"
    assert convert(text) == text.replace("说", "說").replace("这", "這").replace("里", "裡")
    assert convert(text, quotes="corner") == "他說：「看『這』裡」，and “open source” isn’t it"
    assert convert("他說：「看『這』裡」", "tw2s", quotes="curly") == "他说：“看‘这’里”"


def test_the_marks_of_code_stay_and_those_around_it_pair() -> None:
    converter = Converter(["s2tw"], Variant("zh-Hant", quotes="corner"))
    assert converter.pieces([("用“", True), ("a“b", False), ("”的", True)]) == ["用「", "a“b", "」的"]


def test_what_was_changed_is_counted() -> None:
    converter = Converter(["s2tw"], Variant("zh-Hant", keep=("软件",)))
    converter.text("头发，abc软件好")
    assert (converter.seen, converter.changed) == (3, 2)


def test_what_words_decided_is_told_with_its_place() -> None:
    converter = Converter(["s2tw"], Variant("zh-Hant"))
    converter.at("a.md", 3)
    converter.text("以后，然后")
    converter.at("a.md", 7)
    converter.text("皇后看头")
    (doubt,) = converter.doubts()
    assert doubt.told == "后 became 後 2 times (以后), stayed 1 time (皇后看)"
    assert (doubt.word, doubt.path, doubt.line) == ("皇后看", "a.md", 7)
