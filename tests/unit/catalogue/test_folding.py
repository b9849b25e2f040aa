from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue.folding import derived, fold, key_of, matches, shown, uri

anything = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(("query", "text", "found"), [
    ("kubernetes", "十年Ｋｕｂｅｒｎｅｔｅｓ：过去", True),
    ("ＫＵＢＥ", "Kubernetes", True),
    ("STRASSE", "Straße", True),
    ("过去 KUBE", "Kubernetes：过去、现在", True),
    ("雨　晴", "晴和雨", True),
    ("ｶﾞ", "ガ", True),
    ("未来 nothing", "未来", False),
    ("", "anything", False),
    (" 　 ", "anything", False),
])
def test_words_are_found_as_they_are_meant(query: str, text: str, *, found: bool) -> None:
    assert matches(query, [text]) is found


def test_a_word_is_not_pieced_together_from_two_texts() -> None:
    assert not matches("ab", ["a", "b"])
    assert matches("a b", ["a", "b"])


@given(anything)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_a_text_is_found_by_itself_however_it_is_typed(text: str) -> None:
    if fold(text):
        assert matches(text, [text])
        assert matches(text.lower(), [text])
        assert matches(unicodedata.normalize("NFKC", text), [text])
        assert matches(unicodedata.normalize("NFD", text), [text])


@given(anything)
def test_keys_are_short_and_plain_and_the_same_for_one_name_in_both_normal_forms(text: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{10}", key_of(text))
    assert key_of(unicodedata.normalize("NFD", text)) == key_of(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60), st.text(max_size=10))
def test_every_identifier_becomes_a_uri(identifier: str, key: str) -> None:
    assert re.fullmatch(r"(urn:[A-Za-z0-9][A-Za-z0-9-]*:|https?://)[!-~]+", uri(identifier, key), re.I)


@pytest.mark.parametrize(("identifier", "expected"), [
    ("urn:uuid:133620b9-fe1f-587a-a663-72b82ba108f4", "urn:uuid:133620b9-fe1f-587a-a663-72b82ba108f4"),
    ("978-7-115-54608-1", "urn:isbn:9787115546081"),
    ("ISBN 9787115546081", "urn:isbn:9787115546081"),
    ("https://example.org/a?b=c", "https://example.org/a?b=c"),
    ("https://example.org/a b", derived("https://example.org/a b")),
    ("javascript:alert(1)", derived("javascript:alert(1)")),
    ("", derived("postpress:rain")),
])
def test_identifiers(identifier: str, expected: str) -> None:
    assert uri(identifier, "rain") == expected


@given(st.text(max_size=60))
def test_what_is_shown_can_stand_in_xml(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", shown(text))
    assert len(shown(text)) == len(text)
