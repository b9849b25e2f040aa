"""Names the faces in the pages: runs that plain CSS would set in another face are wrapped, and get a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from builder.faces import Face
from builder.fonts.cascade import XHTML, FontStyle, Generated
from builder.fonts.choice import IGNORABLE, Choice, Loaded
from builder.fonts.runs import SPACES, Run
from builder.fonts.sheet import GENERICS

_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_BOX = ".missing-glyph { font-size: 0.6em; border: 0.06em solid; padding: 0 0.2em; white-space: nowrap }\n"


@dataclass(slots=True)
class Place:
    """A text of a document, parted into runs."""

    node: etree._Element
    is_tail: bool
    """Whether it is the text after the node, not the text in it."""
    style: FontStyle
    runs: list[Run]


def wrap(
    places: Sequence[Place], generated: Sequence[tuple[Generated, list[Run]]], choice: Choice, loaded: Loaded, *,
    show: bool,
) -> list[str]:
    """Wrap, in the pages' own trees, the runs that plain CSS would set otherwise; return the rules for them, sorted.

    `show` sets the characters that no face has as their codes in boxes.
    """
    rules: set[str] = set()
    for place in reversed(places):  # tails from the back, so that what is inserted moves nothing still to do
        pieces = [(run, run.face is not None and not _is_plain(run, place.style, loaded)) for run in place.runs]
        if not any(wrapped or run.face is None for run, wrapped in pieces):
            text = "".join(run.text for run in place.runs)
            if place.is_tail:
                place.node.tail = text
            else:
                place.node.text = text
            continue
        rules.update(_rule(run.face) for run, wrapped in pieces if wrapped and run.face is not None)
        box = box_face(place.style, choice) if show and any(run.face is None for run, _ in pieces) else None
        if box is not None:
            rules.update((_BOX, _rule(box)))
        _rebuild(place, pieces, box)
    for item, runs in generated:
        faces = list(dict.fromkeys(_key(r.face) for r in runs if r.face and not _is_plain(r, item.style, loaded)))
        if faces and item.selector and not item.selector.startswith("@"):
            rules.add(_generated_rule(item, faces))
    return sorted(rules)


def _is_plain(run: Run, style: FontStyle, loaded: Loaded) -> bool:
    """Whether the style sheet by itself sets the whole run in its face."""
    face = run.face
    points = set(map(ord, run.text)) - IGNORABLE
    return (face is not None and all(loaded.takes(style, face, c) for c in points - SPACES)
            and (not points & SPACES or loaded.sets_space(style)))


def _key(face: Face) -> tuple[str, int, bool]:
    return face.family, face.weight, face.italic


def _class(face: Face) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", face.family.lower()).strip("-")
    return f"face-{name}" + (f"-{face.weight}" if face.weight != 400 else "") + ("-italic" if face.italic else "")


def _rule(face: Face) -> str:
    """Return the rule of a face's class; important, because a theme's rule for spans must not take the face away."""
    return f".{_class(face)} {{ {_declarations(face.family, face.weight, italic=face.italic)} }}\n"


def _generated_rule(item: Generated, faces: Sequence[tuple[str, int, bool]]) -> str:
    families = list(dict.fromkeys([f for f, _, _ in faces] + [f for f in item.style.families if f not in GENERICS]))
    _, weight, italic = faces[0]
    return f"{item.selector} {{ {_declarations(*families, weight, italic=italic)} }}\n"


def _declarations(*parts: str | int, italic: bool) -> str:
    families = ", ".join(f'"{p}"' for p in parts[:-1])
    return (f"font-family: {families} !important; font-weight: {parts[-1]} !important; "
            f"font-style: {'italic' if italic else 'normal'} !important")


def _rebuild(place: Place, pieces: Sequence[tuple[Run, bool]], box: Face | None) -> None:
    """Set a place's text again with its wrapped runs, and missing characters as their codes in the face `box`."""
    parent = place.node.getparent() if place.is_tail else place.node
    if parent is None:
        return
    namespace = etree.QName(parent).namespace
    if namespace == _MATHML:  # a token holds text alone: the token itself is marked
        faces = [run.face for run, wrapped in pieces if wrapped and run.face is not None]
        if faces and not place.is_tail:
            parent.set("class", " ".join(filter(None, [parent.get("class"), _class(faces[0])])))
        text = "".join(r.text if r.face or not box else code(r.text) for r, _ in pieces)
        if place.is_tail:
            place.node.tail = text
        else:
            place.node.text = text
        return
    tag = f"{{{_SVG}}}tspan" if namespace == _SVG else f"{{{XHTML}}}span"
    if place.is_tail:
        place.node.tail = None
        index = parent.index(place.node) + 1
    else:
        place.node.text = None
        index = 0
    last = place.node if place.is_tail else None
    for run, wrapped in pieces:
        name = _class(run.face) if wrapped and run.face else ""
        if run.face is None and box is not None:
            name = f"missing-glyph {_class(box)}"
        if name:
            last = parent.makeelement(tag, {"class": name})
            last.text = code(run.text) if run.face is None else run.text
            parent.insert(index, last)
            index += 1
        elif last is None:
            parent.text = (parent.text or "") + run.text
        else:
            last.tail = (last.tail or "") + run.text


def box_face(style: FontStyle, choice: Choice) -> Face | None:
    """Return the face that sets a missing character's code at that style."""
    return choice.choose(replace(style, weight=400, italic=False), "U+0123456789ABCDEF")


def code(character: str) -> str:
    """Return a character's code point as Unicode writes it: `U+20BB7`."""
    return f"U+{ord(character):04X}"
