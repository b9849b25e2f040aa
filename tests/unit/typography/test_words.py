from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.words import HUMP, HYPHEN, INSIDE_CODE, INSIDE_HUMP, LEAST, SEPARATOR, is_address, places


def parted(token: str, language: str = "en", *, code: bool = False) -> str:
    """Return a token with `-` where a hyphen may be set and `|` where it may be parted without one."""
    said, last = "", 0
    for offset, (_, is_hyphened) in places(token, language, code=code):
        said += token[last:offset] + ("\u2010" if is_hyphened else "|")
        last = offset
    return said + token[last:]


# ---- words


@pytest.mark.parametrize(("word", "language", "syllables"), [
    ("Kubernetes", "en", "Ku‐ber‐netes"), ("hyphenation", "en-US", "hy‐phen‐a‐tion"), ("hyphenation", "en-GB", "hy‐phen‐a‐tion"),
    ("Donaudampfschifffahrt", "de", "Do‐nau‐dampf‐schiff‐fahrt"), ("öffentlich", "de-AT", "öf‐fent‐lich"),
    ("правительство", "ru", "пра‐ви‐тель‐ство"),
])
def test_a_word_is_hyphenated_by_its_language(word: str, language: str, syllables: str) -> None:
    assert parted(word, language) == syllables


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant-TW", "ja", "ko", "yue", "und", ""])
def test_in_a_text_of_ideographs_a_latin_word_is_taken_for_english(language: str) -> None:
    assert parted("hyphenation", language) == parted("hyphenation", "en") != "hyphenation"


@pytest.mark.parametrize(("word", "language"), [("hyphenation", "xx"), ("правительство", "en"), ("شبكات", "en"), ("ελληνικά", "en")])
def test_a_word_without_patterns_stays_whole(word: str, language: str) -> None:
    assert parted(word, language) == word


@pytest.mark.parametrize("word", ["the", "open", "cloud", "ready", "NASA", "KUBERNETES", "I", "don’t", "can't", "x86", "5GHz", "e.g.", "U.S.A."])
def test_short_words_acronyms_and_contractions_stay_whole(word: str) -> None:
    assert parted(word) == word


def test_an_apostrophe_ends_a_word() -> None:
    assert parted("children’s") == "chil‐dren’s"
    assert parted("l’université", "fr") == "l’uni‐ver‐sité"
    assert parted("(children's),") == "(chil‐dren's),"


def test_a_word_keeps_the_marks_that_touch_it() -> None:
    assert parted("“hyphenation,”") == "“hy‐phen‐a‐tion,”"


# ---- identifiers


@pytest.mark.parametrize(("name", "humps"), [
    ("GitHub", "Git|Hub"), ("OpenAI", "Open|AI"), ("macOS", "mac|OS"), ("XMLHttpRequest", "XML|Http|Re‐quest"),
    ("getElementById", "get|El‐e‐ment|By|Id"), ("PostgreSQL", "Post‐gre|SQL"), ("PodIPs", "Pod|IPs"),
])
def test_an_identifier_is_parted_between_its_words(name: str, humps: str) -> None:
    assert parted(name) == humps


@pytest.mark.parametrize("name", ["iPhone", "eBay’s", "(iPhone)", "“eBay", "(iOS)", "x-iPhone"])
def test_one_letter_of_a_name_is_never_parted_from_it(name: str) -> None:
    assert parted(name) == name


@pytest.mark.parametrize(("name", "parts"), [
    ("foo_bar_baz", "foo_|bar_|baz"), ("std::string", "std::|string"), ("node.js", "node.|js"), ("key=value", "key=|value"),
    ("state-of-the-art", "state-|of-|the-|art"), ("ISO-8859-1", "ISO-|8859-1"), ("and/or", "and/|or"), ("I/O", "I/O"), ("a->b", "a->b"),
])
def test_a_separator_stays_at_the_lines_end(name: str, parts: str) -> None:
    assert parted(name) == parts


# ---- numbers


@pytest.mark.parametrize("number", [
    "12.50", "3.14159", "1.28.12", "v1.28", "v1.28.3", "$12.50", "1,000.50", "12,500", "10:30", "10:30:15", "2024-12-30", "192.168.12.13",
    "555-12-34", "HTTP/1.1", "50%", "100km", "UTF-8", "x86-64", "GPT-4o"])
def test_a_number_a_version_a_date_and_a_time_stay_whole(number: str) -> None:
    assert parted(number) == number


# ---- paths and addresses


@pytest.mark.parametrize("token", [
    "https://example.com/a", "git://host/x", "/usr/local", "~/notes", "./run", "example.com/a", "a.b.c/d", "user@example.com", "www.example.com",
    "file+x://y"])
def test_paths_and_addresses_are_known(token: str) -> None:
    assert is_address(token)


@pytest.mark.parametrize("token", ["and/or", "TCP/IP", "node.js", "e.g.", "Kubernetes", "3.5", "", "10:30"])
def test_words_are_no_addresses(token: str) -> None:
    assert not is_address(token)


@pytest.mark.parametrize("token", ["https://example.com/documentation/extraordinary", "/usr/share/documentation", "www.kubernetes.example"])
def test_no_hyphen_is_set_in_an_address(token: str) -> None:
    assert "\u2010" not in parted(token)
    assert "|" in parted(token)


def test_an_address_is_parted_behind_its_separators() -> None:
    assert parted("/usr/local/bin") == "/usr/|local/|bin"
    assert parted("https://example.com/long/path?query=1") == "https://example.|com/|long/|path?|query=1"


# ---- code


def test_code_is_parted_without_a_hyphen() -> None:
    assert "\u2010" not in parted("kubernetes", code=True)
    assert parted("kubernetes", code=True) == "kub|e|r|n|e|tes"


def test_of_a_word_of_code_three_letters_stay_on_both_sides() -> None:
    assert parted("abcde", code=True) == "abcde"
    assert parted("abcdef", code=True) == "abc|def"


# ---- prices


def test_the_better_a_place_the_lower_its_price() -> None:
    assert 0 < SEPARATOR < HYPHEN < HUMP < INSIDE_HUMP
    assert SEPARATOR < INSIDE_CODE
    assert {price for _, (price, _) in places("hyphenation", "en")} == {HYPHEN}
    assert [price for _, (price, _) in places("getElementById", "en")] == [HUMP, INSIDE_HUMP, INSIDE_HUMP, HUMP, HUMP]
    assert {price for _, (price, _) in places("foo_bar", "en")} == {SEPARATOR}


# ---- anything


TOKENS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Cc")), max_size=30),
    st.lists(st.sampled_from(["get", "Element", "HTTP", "x", "i", "Phone", "12", "3", ".", "/", "_", "-", ":", "::", "->", "@", "(", "’", "e\u0301",
                              "extraordinary", "öffentlich", "שלום", "\u200b", "?", "=", "SQL"]), max_size=10).map("".join))
LANGUAGES = st.sampled_from(["en", "en-GB", "de", "fr", "zh-Hans", "ja", "ru", "xx", ""])


@given(token=TOKENS, language=LANGUAGES, code=st.booleans())
def test_places_lie_within_the_token_in_order_and_cost_something(token: str, language: str, code: bool) -> None:
    found = places(token, language, code=code)
    offsets = [offset for offset, _ in found]
    assert offsets == sorted(set(offsets))
    assert all(0 < offset < len(token) for offset in offsets)
    assert all(price > 0 for _, (price, _) in found)


@given(token=TOKENS, language=LANGUAGES, code=st.booleans())
def test_no_place_leaves_a_letter_or_digit_alone(token: str, language: str, code: bool) -> None:
    for offset, _ in places(token, language, code=code):
        before = re.findall(r"[^\W_]*$", token[:offset].rstrip("/._-?&=%#+~:@\\>"))[0]
        behind = re.findall(r"^[^\W_]*", token[offset:])[0]
        assert len(before) >= 2
        assert len(behind) >= 2 or re.search(r"[^\W\d_]{3}-$", token[:offset])


@given(token=TOKENS, language=LANGUAGES)
def test_a_hyphen_stands_between_letters_of_a_word_that_is_long_enough(token: str, language: str) -> None:
    for offset, (_, is_hyphened) in places(token, language):
        if is_hyphened:
            before, behind = re.findall(r"[^\W\d_]*$", token[:offset])[0], re.findall(r"^[^\W\d_]*", token[offset:])[0]
            assert len(before) >= 2
            assert len(behind) >= 3
            assert len(before + behind) >= LEAST


@given(token=TOKENS, language=LANGUAGES)
def test_no_hyphen_is_set_in_code(token: str, language: str) -> None:
    assert not any(is_hyphened for _, (_, is_hyphened) in places(token, language, code=True))


@given(token=TOKENS, language=LANGUAGES, code=st.booleans())
def test_no_number_is_parted_at_its_own_marks(token: str, language: str, code: bool) -> None:
    for offset, _ in places(token, language, code=code):
        assert not re.search(r"\d[.:-]$", token[:offset]) or not token[offset].isdigit()
