from __future__ import annotations

from lxml import etree

from builder.typography.endnotes import Gathering
from builder.typography.trees import fragment, plain_text, serialise

FOOT = '<span class="footnote{kind}" data-address="{address}">{text}</span>'
TEXT = (f"<p>甲{FOOT.format(kind='', address='#n1', text='注一')}，乙{FOOT.format(kind=' link-note', address='https://e.com', text='址')}；"
        f"丙{FOOT.format(kind='', address='#n1', text='注一')}。</p>")


def gathered(title: str = "注释") -> tuple[etree._Element, etree._Element]:
    root, gathering = fragment(TEXT), Gathering("one")
    gathering.take(root)
    section = gathering.section(title)
    assert section is not None
    return root, section


def test_calls_stay_where_the_notes_stood_and_what_is_called_again_keeps_its_number() -> None:
    root, _ = gathered()
    assert plain_text(root) == "甲1，乙2；丙1。"
    assert serialise(root).count('class="call-again"') == 3


def test_notes_are_listed_once_in_their_order_under_the_title() -> None:
    _, section = gathered()
    assert [plain_text(item) for item in section] == ["注释", "1注一", "2址"]
    assert [item.get("class") for item in section.iter("{*}span")] == ["note", "note link-note"]


def test_calls_and_notes_lead_to_one_another() -> None:
    root, section = gathered()
    ids = {item.get("id") for tree in (root, section) for item in tree.iter("*") if item.get("id")}
    links = [a.get("href", "").removeprefix("#") for tree in (root, section) for a in tree.iter("{*}a")]
    assert set(links) <= ids
    assert len(ids) == 5
    assert links == ["id-note-one-1", "id-note-one-2", "id-note-one-1", "id-note-one-call-1", "id-note-one-call-2"]


def test_a_chapter_without_notes_has_no_section() -> None:
    gathering = Gathering("one")
    gathering.take(fragment("<p>甲</p>"))
    assert gathering.section("注释") is None
