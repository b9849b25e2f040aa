from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.model import Note
from builder.typography.address_notes import note_addresses
from builder.typography.trees import classes, fragment, named, plain_text, serialise

OUT = '<a href="https://example.org/%s">%s</a>'


def call(number: int) -> str:
    return f'<a class="noteref" id="noteref-c-{number}" href="#note-c-{number}">{number}</a>'


def note(number: int, markup: str = "<p>注</p>") -> Note:
    return Note(f"note-c-{number}", number, markup, (f"noteref-c-{number}",))


def test_a_link_refers_to_a_note_with_its_address() -> None:
    root = fragment(f'<p>见{OUT % ("%E5%AD%97", "那里")}。</p>')
    (made,) = note_addresses([root], (), "c")
    assert plain_text(root) == "见那里1。"
    assert '<a class="noteref" id="noteref-c-link-1" href="#note-c-link-1">1</a>。' in serialise(root).replace(
        ' xmlns="http://www.w3.org/1999/xhtml"', "")
    assert (made.id, made.number, made.references) == ("note-c-link-1", 1, ("noteref-c-link-1",))
    shown = fragment(made.markup)
    assert plain_text(shown) == "https://example.org/字"
    assert [a.get("href") for a in named(shown, "a")] == ["https://example.org/%E5%AD%97"]


def test_notes_of_both_kinds_are_numbered_in_one_row() -> None:
    title = fragment(OUT % ("t", "题"))
    root = fragment(f"<p>{OUT % ('a', '甲')}，乙{call(1)}，{OUT % ('b', '丙')}，丁{call(2)}</p>")
    notes = note_addresses([title, root], (note(1), note(2)), "c")
    assert [(n.number, n.id) for n in notes] == [
        (1, "note-c-link-1"), (2, "note-c-link-2"), (3, "note-c-1"), (4, "note-c-link-3"), (5, "note-c-2")]
    assert plain_text(root) == "甲2，乙3，丙4，丁5"


def test_an_address_linked_to_again_has_one_note() -> None:
    root = fragment(f"<p>{OUT % ('a', '甲')}，{OUT % ('a', '乙')}，{call(1)}</p>")
    address, foot = note_addresses([root], (note(1),), "c")
    assert plain_text(root) == "甲1，乙1，2"
    assert address.references == ("noteref-c-link-1", "noteref-c-link-1-2")
    assert foot.number == 2


def test_none_for_what_is_its_own_address_or_stays_in_the_book() -> None:
    root = fragment('<p><a href="https://example.org/">example.org</a>，<a href="#h">甲</a></p>')
    assert note_addresses([root], (), "c") == ()


def test_in_a_note_the_address_follows_and_its_references_are_numbered_anew() -> None:
    inner = f"<p>见{OUT % ('n', '此')}{call(2)}</p>"
    root = fragment(f"<p>{OUT % ('a', '甲')}{call(1)}</p>")
    _, first, second = note_addresses([root], (note(1, inner), Note("note-c-2", 2, "<p>再</p>", ("noteref-c-2",))), "c")
    assert plain_text(fragment(first.markup)) == "见此 (https://example.org/n)3"
    assert (second.id, second.number) == ("note-c-2", 3)


@given(st.lists(st.sampled_from(["甲", "a", "b", "note", "again"]), max_size=20))
def test_every_reference_tells_the_number_of_its_note(parts: list[str]) -> None:
    markup, calls = "", 0
    for part in parts:
        if part == "note":
            calls += 1
            markup += call(calls)
        elif part == "again" and calls:
            markup += call(calls).replace('id="noteref-c', 'id="again')
        else:
            markup += OUT % (part, part) if part in "ab" else part
    root = fragment(f"<p>{markup}</p>")
    notes = note_addresses([root], tuple(note(n) for n in range(1, calls + 1)), "c")
    assert [n.number for n in notes] == list(range(1, len(notes) + 1))
    numbers = {n.id: str(n.number) for n in notes}
    told = [(a.get("href", "")[1:], a.text) for a in named(root, "a") if "noteref" in classes(a)]
    assert all(numbers[name] == text for name, text in told)
    first = list(dict.fromkeys(name for name, _ in told))
    assert first == [n.id for n in notes][: len(first)]
