from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.epub.sentences import sentences


@pytest.mark.parametrize(("text", "parts"), [
    ("他来了。我走了！真的？！好。", ["他来了。", "我走了！", "真的？！", "好。"]),
    ("“好。”他说：“走吧……”然后走了；没有回头。", ["“好。”", "他说：“走吧……”", "然后走了；", "没有回头。"]),
    ("（好。）。另一句。", ["（好。）。", "另一句。"]),
    ("「そう。」と言った。", ["「そう。」", "と言った。"]),
    ('他说："走。"然后。"好。"', ['他说："走。"', "然后。", '"好。"']),
    ("等……等", ["等……", "等"]),
    ("Wait… what... now. Go.", ["Wait… what... now. ", "Go."]),
    ("It is 3.14. See http://a.b.c/d.e?f=g! Yes.", ["It is 3.14. ", "See http://a.b.c/d.e?f=g! ", "Yes."]),
    ("Mr. Tolkien, e.g. J. R. R. Tolkien, at 5 p.m. Then.", ["Mr. Tolkien, e.g. J. R. R. Tolkien, at 5 p.m. Then."]),
    ("See Fig. 3. He said no. Then he went.", ["See Fig. 3. ", "He said no. ", "Then he went."]),
    ('"What?" he said. "Go." (Really!) Yes.', ['"What?" he said. ', '"Go." ', "(Really!) ", "Yes."]),
    ("It was I. Then not.", ["It was I. ", "Then not."]),
    ("1. 引言", ["1. 引言"]),
    ("用了Node.js 1.2.3。Hello world.你好", ["用了Node.js 1.2.3。", "Hello world.", "你好"]),
    ("１．５倍．つぎ", ["１．５倍．", "つぎ"]),
    ("先。\n\u3000后。 ", ["先。\n\u3000", "后。 "]),
    ("没有标点", ["没有标点"]),
    ("", [""]),
])
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet=st.sampled_from("。！？；….!?”’」）)\"' \n汉aZI1．e:/"), max_size=40))
def test_sentences_joined_are_the_text_and_none_but_a_whole_empty_text_is_empty(text: str) -> None:
    parts = sentences(text)
    assert "".join(parts) == text
    assert all(parts) or not text


@given(st.text(max_size=60))
def test_no_sentence_but_the_first_begins_with_white_space(text: str) -> None:
    assert not any(part[0].isspace() for part in sentences(text)[1:])
