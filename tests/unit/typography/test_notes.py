from __future__ import annotations

from builder.model import Note
from builder.typography.notes import FootNumbers, link_notes, loose_notes, number_at_foot, refer, set_at_foot, with_backlinks
from builder.typography.trees import fragment, plain_text, serialise

NOTE = Note("note-1", 1, "<p>注文<em>一</em>。</p><p>二。</p>", ("noteref-1",))
REFERENCE = '<a class="noteref" id="noteref-1" href="#note-1">1</a>'


def test_references_pop_up_in_an_epub() -> None:
    root = fragment(f"<p>文{REFERENCE}。</p>")
    refer(root)
    assert 'epub:type="noteref"' in serialise(root)
    assert 'role="doc-noteref"' in serialise(root)


def test_a_note_opens_with_its_number_linked_back() -> None:
    (note,) = with_backlinks([NOTE], "回到正文")
    assert note.markup.startswith('<p><a class="backlink" href="#noteref-1" role="doc-backlink" title="回到正文" epub:type="backlink">1</a>注文')
    assert plain_text(fragment(note.markup)) == "1注文一。二。"


def test_a_note_referred_to_twice_links_back_twice() -> None:
    (note,) = with_backlinks([Note("n", 3, "<p>文</p>", ("a", "b"))], "回")
    assert plain_text(fragment(note.markup)) == "3(2)文"
    assert 'href="#a"' in note.markup
    assert 'href="#b"' in note.markup


def test_a_note_nobody_refers_to_keeps_its_number() -> None:
    (note,) = with_backlinks([Note("n", 2, "<p>文</p>", ())], "回")
    assert plain_text(fragment(note.markup)) == "2 文"


def test_a_note_stands_at_the_foot_instead_of_its_mark() -> None:
    root = fragment(f"<p>文{REFERENCE}，续。</p>")
    set_at_foot(root, [NOTE])
    assert plain_text(root) == "文注文一。二。，续。"
    assert "noteref" not in serialise(root)


def test_notes_are_numbered_as_the_pages_have_them() -> None:
    root = fragment('<p><span class="footnote">甲</span>一<span class="footnote">乙</span>二<span class="footnote">丙</span>三</p>')
    feet = FootNumbers((("foot-6", 1), ("foot-8", 2)), (("foot-7", "foot-6"),))
    assert number_at_foot(root, feet, 5) == 8
    assert plain_text(root) == "甲一二丙三"
    assert [n.get("data-number") for n in root.iter("{*}span")] == ["1", "2"]


def test_a_note_cited_twice_on_a_page_is_set_once_and_marked_twice() -> None:
    again = REFERENCE.replace("noteref-1", "noteref-2")
    root = fragment(f"<p>文{REFERENCE}，续{again}。</p>")
    set_at_foot(root, [NOTE])
    number_at_foot(root, FootNumbers((("foot-1", 3),), (("foot-2", "foot-1"),)), 0)
    assert plain_text(root) == "文注文一。二。，续3。"
    assert '<sup id="foot-2" class="call-again">3</sup>' in serialise(root)


def test_a_note_inside_a_note_stands_in_it() -> None:
    inner = Note("note-2", 2, "<p>深层。</p>", ("noteref-2",))
    outer = Note("note-1", 1, '<p>外层<a class="noteref" id="noteref-2" href="#note-2">2</a>尾。</p>', ("noteref-1",))
    root = fragment(f"<p>文{REFERENCE}。</p>")
    set_at_foot(root, [outer, inner])
    assert plain_text(root) == "文外层深层。尾。。"
    assert 'class="nested-note"' in serialise(root)


def test_notes_that_lead_back_to_each_other_come_to_an_end() -> None:
    one = Note("note-1", 1, '<p>甲<a class="noteref" href="#note-2">2</a></p>', ("noteref-1",))
    two = Note("note-2", 2, '<p>乙<a class="noteref" href="#note-1">1</a></p>', ())
    root = fragment(f"<p>文{REFERENCE}</p>")
    set_at_foot(root, [one, two])
    assert plain_text(root) == "文甲乙"


def test_a_note_nobody_refers_to_is_not_lost() -> None:
    assert plain_text(fragment(loose_notes([NOTE, Note("n", 2, "<p>散注。</p>", ())]))) == "散注。"
    assert loose_notes([NOTE]) == ""


def test_a_note_holds_no_block_that_would_end_its_paragraph() -> None:
    note = Note("note-1", 1, "<p>一</p><ul><li>二</li></ul><pre><code>三</code></pre><table><tr><td>四</td></tr></table>", ("noteref-1",))
    root = fragment(f"<p>文{REFERENCE}尾</p>")
    set_at_foot(root, [note])
    assert plain_text(root) == "文一二三四尾"
    assert not list(root.iter("{*}ul", "{*}pre", "{*}table", "{*}td"))
    assert len(list(root.iter("{*}p"))) == 1


def test_a_note_says_what_its_numbers_run_through_when_that_is_not_the_page() -> None:
    root = fragment('<p><span class="footnote">甲</span><span class="footnote">乙</span></p>')
    number_at_foot(root, FootNumbers(), 0, series="one")
    assert [n.get("data-series") for n in root.iter("{*}span")] == ["one", "one"]
    number_at_foot(plain := fragment('<p><span class="footnote">甲</span></p>'), FootNumbers(), 0)
    assert "data-series" not in serialise(plain)


def linked(markup: str, feet: FootNumbers) -> str:
    root = fragment(markup)
    set_at_foot(root, [NOTE])
    number_at_foot(root, feet, 0)
    link_notes(root, feet)
    return serialise(root)


def test_a_note_and_its_mark_lead_to_each_other() -> None:
    made = linked(f"<p>文{REFERENCE}，续。</p>", FootNumbers((("foot-1", 3),)))
    assert '</span><a class="call call-again" id="foot-1-call" href="#foot-1">3</a>，续。' in made
    assert '<a class="note-back" href="#foot-1-call">3</a>' in made


def test_a_second_mark_leads_to_the_note_of_the_first() -> None:
    again = REFERENCE.replace("noteref-1", "noteref-2")
    made = linked(f"<p>文{REFERENCE}，续{again}。</p>", FootNumbers((("foot-1", 3),), (("foot-2", "foot-1"),)))
    assert '，续<a class="call call-again" id="foot-2" href="#foot-1">3</a>。' in made


def test_a_mark_inside_a_link_is_no_link() -> None:
    made = linked(f'<p><a href="https://example.org/">文{REFERENCE}</a></p>', FootNumbers())
    assert '<sup class="call call-again" id="foot-1-call">1</sup></a>' in made
