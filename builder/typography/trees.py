"""The element tree a page is set on: XHTML text in, a tree to work on, XHTML text out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"

READINGS = frozenset({"rt", "rp"})
"""What stands over the text of a ruby, and around it where ruby is not drawn."""

_OPEN = f'<div xmlns="{XHTML}" xmlns:epub="{EPUB}">'


def fragment(markup: str) -> etree._Element:
    """Return a fragment's tree under a `div` of our own. The markup has no namespace declarations of its own."""
    return etree.fromstring(f"{_OPEN}{markup}</div>".encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))


def serialise(root: etree._Element) -> str:
    """Return what stands under `fragment`'s div, as text again."""
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    return text[text.index(">") + 1 : text.rindex("<")] if len(root) or root.text else ""


def element(name: str, text: str = "", **attributes: str) -> etree._Element:
    """Return a new XHTML element; `class_` stands for `class`."""
    made = etree.Element(f"{{{XHTML}}}{name}", {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()})
    made.text = text or None
    return made


def named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements with those names, in document order, from a snapshot: the tree may be changed meanwhile."""
    return iter(list(root.iter(*(f"{{{XHTML}}}{name}" for name in names))))


def classes(item: etree._Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset(item.get("class", "").split())


def add_class(item: etree._Element, name: str) -> None:
    """Give an element one more class."""
    item.set("class", " ".join([*item.get("class", "").split(), name]) if name not in classes(item) else item.get("class", ""))


def name_of(item: etree._Element) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""


def plain_text(item: etree._Element) -> str:
    """Return the text of an element and all below it."""
    return "".join(str(piece) for piece in item.itertext())


def base_text(item: etree._Element) -> str:
    """Return the text of an element and all below it, without the readings over it and the brackets around them."""
    text = item.text or ""
    for child in item:
        text += ("" if name_of(child) in READINGS else base_text(child)) + (child.tail or "")
    return text


def put_after(item: etree._Element, new: etree._Element) -> None:
    """Put an element right behind another, before that one's following text."""
    new.tail, item.tail = item.tail, None
    item.addnext(new)


Parts = list[str | etree._Element]  # noqa: SLF001 - the name its stubs give the class

Rule = Callable[[str, frozenset[str]], Parts]
"""From a stretch of text and the names of the elements it stands in, and their classes as `.class`, to the text and new
elements that take its place."""


def split_text(root: etree._Element, rule: Rule) -> None:
    """Replace every stretch of text below an element, in reading order, by what `rule` makes of it."""
    for item, place in list(_stretches(root)):
        text = item.text if place == "text" else item.tail
        if text:
            holder = item if place == "text" else item.getparent()
            inside = [holder, *holder.iterancestors()] if holder is not None else []
            names = {name_of(around) for around in inside} | {f".{name}" for around in inside for name in classes(around)}
            lay(item, place, rule(text, frozenset(names)))


def _stretches(item: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    yield item, "text"
    for child in item:
        if isinstance(child.tag, str):
            yield from _stretches(child)
        yield child, "tail"


def lay(item: etree._Element, place: str, parts: Parts) -> None:
    """Put a run of text and elements where an element's text or tail stood."""
    setattr(item, place, None)
    last: etree._Element | None = None
    for part in parts:
        if isinstance(part, str):
            if last is not None:
                last.tail = (last.tail or "") + part
            else:
                setattr(item, place, (getattr(item, place) or "") + part)
        elif last is not None:
            last.addnext(part)
            last = part
        else:
            item.insert(0, part) if place == "text" else item.addnext(part)
            last = part
