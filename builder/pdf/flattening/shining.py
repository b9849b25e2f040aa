"""Shining: what in a PDF lets show what is behind it, how its text is kept unseen, and how such states are put out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pikepdf

Instruction = pikepdf.ContentStreamInstruction

STATE, PICTURE = "state", "picture"
"""Kinds of what shines: graphics states; pictures of which parts are clear (ISO 32000-1, 11.6.4, 11.6.5.3)."""

TEXT = frozenset({"Tj", "TJ", "'", '"'})
"""Operators that show text."""
PAINTING = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})
"""Operators that paint a path."""
_NORMAL = {"/Normal", "/Compatible"}
_DEEPEST = 24


def instruction(operator: str, *operands: Any) -> Instruction:
    """Return one operator with its operands."""
    return Instruction([operand if not isinstance(operand, str) else pikepdf.Name(operand) for operand in operands],
                       pikepdf.Operator(operator))


def blends(state: Any) -> bool:
    """Return whether a graphics state mixes colours with what is behind by another rule than Normal."""
    mode = state.get("/BM")
    modes = [mode] if isinstance(mode, pikepdf.Name) else list(mode or [])
    return any(str(each) not in _NORMAL for each in modes[:1])


def is_masked(state: Any) -> bool:
    """Return whether a graphics state has a soft mask."""
    return isinstance(state.get("/SMask"), pikepdf.Dictionary | pikepdf.Stream)


def shines(resources: Any, depth: int = 0) -> frozenset[str]:
    """Return the kinds of what shines among resources and in the forms and patterns there, whether it is used or not."""
    found: set[str] = set()
    if resources is None or depth > _DEEPEST:
        return frozenset()
    for state in resources.get("/ExtGState", pikepdf.Dictionary()).values():
        if state_shines(state):
            found.add(STATE)
    for group in ("/XObject", "/Pattern"):
        for item in resources.get(group, pikepdf.Dictionary()).values():
            found |= item_shines(item, depth)
    return frozenset(found)


def state_shines(state: Any) -> bool:
    """Return whether a graphics state lets show what is behind."""
    return any(float(state.get(key, 1)) != 1 for key in ("/ca", "/CA")) or is_masked(state) or blends(state)


def item_shines(item: Any, depth: int = 0) -> frozenset[str]:
    """Return the kinds of what shines in a picture, a form or a pattern."""
    if item.get("/Subtype") == "/Image":
        if int(item.get("/SMaskInData", 0)):
            return frozenset({STATE})
        return frozenset({PICTURE}) if isinstance(item.get("/SMask"), pikepdf.Stream) else frozenset()
    if "/ExtGState" in item and item.get("/PatternType") == 2 and state_shines(item["/ExtGState"]):
        return frozenset({STATE})
    return used_shines(item, item.get("/Resources"), depth + 1)


def used_shines(stream: Any, resources: Any, depth: int = 0) -> frozenset[str]:
    """Return the kinds of what shines of that which a stream of operators names.

    What a page has among its resources is often there for other pages.
    """
    if not isinstance(stream, pikepdf.Stream) or resources is None or depth > _DEEPEST:
        return frozenset()
    found: set[str] = set()
    for each in pikepdf.parse_content_stream(stream, "gs Do scn SCN"):
        name = str(each.operands[-1]) if each.operands and isinstance(each.operands[-1], pikepdf.Name) else ""
        operator = str(each.operator)
        group = {"gs": "/ExtGState", "Do": "/XObject"}.get(operator, "/Pattern")
        item = resources.get(group, pikepdf.Dictionary()).get(name) if name else None
        if item is None:
            continue
        if operator == "gs":
            found |= {STATE} if state_shines(item) else set()
        else:
            found |= item_shines(item, depth)
    return frozenset(found)


def put_out(pdf: pikepdf.Pdf) -> None:
    """Take from a PDF in which nothing shines any more the states and the groups that once did, in place."""
    for item in pdf.objects:
        for state in _states(item):
            _put_out(state)
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form" and "/Group" in item:
            del item["/Group"]


def _states(item: Any) -> Iterator[Any]:
    """Yield the graphics states of an object, whether it is resources, has resources, or is a blend as a pattern."""
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    own_state = item.get("/ExtGState")
    if item.get("/PatternType") == 2 and own_state is not None:
        yield own_state
    elif isinstance(own_state, pikepdf.Dictionary):
        yield from own_state.values()
    resources = item.get("/Resources")
    if isinstance(resources, pikepdf.Dictionary):
        yield from _states(resources)


def _put_out(state: Any) -> None:
    for key in ("/ca", "/CA"):
        if key in state:
            state[key] = 1
    for key in ("/SMask", "/BM", "/AIS"):
        if key in state:
            del state[key]


def ghost(pdf: pikepdf.Pdf, form: Any, depth: int = 0) -> pikepdf.Object:
    """Return a copy of a form that paints nothing and holds the same text, unseen (ISO 32000-1, 9.3.6, mode 3)."""
    resources = own(form.get("/Resources", pikepdf.Dictionary()), "/XObject")
    kept: list[Any] = [instruction("Tr", 3)]
    for each in pikepdf.parse_content_stream(form):
        operator = str(each.operator)
        if operator in PAINTING:
            kept.append(instruction("n"))
        elif operator == "Tr":
            kept.append(instruction("Tr", unseen(int(each.operands[0]))))
        elif operator == "Do":
            item = resources["/XObject"].get(str(each.operands[0]))
            if item is not None and item.get("/Subtype") == "/Form" and depth < _DEEPEST:
                name = f"{each.operands[0]}Unseen"
                resources["/XObject"][name] = ghost(pdf, item, depth + 1)
                kept.append(instruction("Do", name))
        elif operator not in {"sh", "gs", "INLINE IMAGE"}:
            kept.append(each)
    return rewritten(pdf, form, kept, resources)


def unseen(mode: int) -> int:
    """Return the mode of text that is not painted and clips as another one does."""
    return 7 if mode >= 4 else 3


def rewritten(pdf: pikepdf.Pdf, form: Any, kept: Sequence[Any], resources: Any) -> pikepdf.Object:
    """Return a form with other operators and resources, which is no group."""
    made = pdf.make_stream(pikepdf.unparse_content_stream(kept))
    for key, value in form.items():
        if key not in {"/Group", "/Resources", "/Length", "/Filter", "/DecodeParms"}:
            made[key] = value
    made["/Resources"] = resources
    return made


def own(resources: Any, group: str, names: Collection[str] | None = None) -> Any:
    """Return a copy of resources with a copy of one group of them, so that something can be added there; of the group only
    what has one of the names, None leaves all."""
    copied = pikepdf.Dictionary(dict(resources.items()))
    copied[group] = pikepdf.Dictionary({name: item for name, item in resources.get(group, pikepdf.Dictionary()).items()
                                        if names is None or name in names})
    return copied
