from __future__ import annotations

from builder.pdf.tags import Content, Tag


def test_tags_are_put_last_first_or_behind_another_and_its_notes() -> None:
    document = Tag("Document")
    one, two = document.add(Tag("P")), document.add(Tag("P"))
    first = document.add(Tag("H1"), first=True)
    notes = [document.add(Tag("Note", name=name), behind=one) for name in "ab"]
    assert document.kids == [first, one, *notes, two]
    assert all(tag.parent is document for tag in document.tags())
    assert list(document.walk()) == [document, first, one, *notes, two]


def test_the_last_tag_is_asked_for_by_its_kind() -> None:
    item = Tag("LI")
    label = item.add(Tag("Lbl"))
    assert item.last("Lbl") is label
    assert item.last("LBody") is None
    item.kids.append(Content(0, 1))
    assert item.last("Lbl") is None
