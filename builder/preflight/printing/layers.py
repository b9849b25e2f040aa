"""Layers: the catalogue's optional content comes in; whether something in a layer is printed leaves (ISO 32000-1, 8.11)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from builder.preflight.printing.streams import BROKEN

HIDDEN = "PostpressHidden"
"""The key that `marked` gives to what is not printed."""
_NESTED_MOST = 8
_MEMBERS_MOST = 2_000


class Layers:
    """Which layers are printed, by the configuration a file opens with and what its layers say of printing."""

    def __init__(self, root: Any) -> None:
        self._off: set[Any] = set()
        self._known: dict[Any, bool] = {}
        properties = root.get("/OCProperties")
        try:
            if isinstance(properties, pikepdf.Dictionary):
                self._configure(properties)
        except BROKEN:
            self._off = set()

    def _configure(self, properties: Any) -> None:
        groups = [group for group in _members(properties.get("/OCGs")) if group.is_indirect]
        default = properties.get("/D", pikepdf.Dictionary())
        if str(default.get("/BaseState", "")) == "/OFF":
            self._off = {group.objgen for group in groups}
        self._off -= {group.objgen for group in _members(default.get("/ON"))}
        self._off |= {group.objgen for group in _members(default.get("/OFF"))}
        for usage in _members(default.get("/AS")):
            if str(usage.get("/Event", "")) == "/Print":
                self._apply(usage)
        intents = _names(default.get("/Intent", pikepdf.Name.View))
        for group in groups:
            if "/All" not in intents and not intents & _names(group.get("/Intent", pikepdf.Name.View)):
                self._off.discard(group.objgen)

    def _apply(self, usage: Any) -> None:
        """Let layers say themselves whether they are printed (table 103 and 8.11.4.4)."""
        categories = [name.removeprefix("/") for name in _names(usage.get("/Category"))]
        for group in _members(usage.get("/OCGs")):
            said = {str(group.get("/Usage", {}).get(f"/{name}", {}).get(f"/{name}State", "")) for name in categories}
            if "/OFF" in said:
                self._off.add(group.objgen)
            elif "/ON" in said:
                self._off.discard(group.objgen)

    def hides(self, written: Any) -> bool:
        """Return whether what is in this layer, or under this condition on layers, is not printed."""
        if not isinstance(written, pikepdf.Dictionary):
            return False
        key = written.objgen if written.is_indirect else None
        if key is not None and key in self._known:
            return self._known[key]
        try:
            found = not self._shows(written)
        except BROKEN:
            found = False
        if key is not None:
            self._known[key] = found
        return found

    def _shows(self, written: Any) -> bool:
        if str(written.get("/Type", "")) != "/OCMD":
            return not written.is_indirect or written.objgen not in self._off
        if isinstance(written.get("/VE"), pikepdf.Array):
            return self._holds(written["/VE"], 0)
        named = written.get("/OCGs")
        groups = [named] if isinstance(named, pikepdf.Dictionary) else list(_members(named))
        states = [group.objgen not in self._off for group in groups]
        if not states:
            return True
        policy = str(written.get("/P", "/AnyOn"))
        some = all(states) if policy in {"/AllOn", "/AnyOff"} else any(states)
        return some != (policy in {"/AnyOff", "/AllOff"})

    def _holds(self, expression: Any, depth: int) -> bool:
        """Return the value of a visibility expression (8.11.2.2)."""
        if isinstance(expression, pikepdf.Dictionary):
            return expression.objgen not in self._off
        if not isinstance(expression, pikepdf.Array) or depth > _NESTED_MOST:
            return True
        word, *parts = list(expression)[:_MEMBERS_MOST]
        values = (self._holds(part, depth + 1) for part in parts)
        match str(word):
            case "/Not":
                return not next(values, False)
            case "/Or":
                return any(values)
            case _:
                return all(values)


def _members(written: Any) -> Iterator[Any]:
    """Yield the dictionaries of an array; what is not there counts for nothing."""
    if isinstance(written, pikepdf.Array):
        yield from (each for each in list(written)[:_MEMBERS_MOST] if isinstance(each, pikepdf.Dictionary))


def _names(written: Any) -> set[str]:
    if isinstance(written, pikepdf.Array):
        return {str(each) for each in list(written)[:_MEMBERS_MOST] if isinstance(each, pikepdf.Name)}
    return {str(written)} if isinstance(written, pikepdf.Name) else set()


def marked(data: bytes) -> bytes:
    """Return a PDF in which what is not printed can be told by a program that knows no layers.

    Pictures and forms that are not printed become forms that hold nothing. Layers that are not printed, and conditions that do
    not hold, have an entry HIDDEN, which stands beside every object drawn in them. A file in which all is printed is returned
    as it is.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        layers = Layers(pdf.Root)
        if "/OCProperties" not in pdf.Root:
            return data
        changed = False
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                if layers.hides(item.get("/OC")):
                    _empty(item)
                    changed = True
                changed = _mark(item.get("/Resources"), layers) or changed
            elif isinstance(item, pikepdf.Dictionary):
                changed = _mark(item, layers) or _mark(item.get("/Resources"), layers) or changed
        if not changed:
            return data
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def _mark(found: Any, layers: Layers) -> bool:
    """Mark a layer or condition, and those among the properties that stand directly in resources."""
    if not isinstance(found, pikepdf.Dictionary):
        return False
    properties = found.get("/Properties")
    direct = [each for each in properties.values() if isinstance(each, pikepdf.Dictionary)] \
        if isinstance(properties, pikepdf.Dictionary) else []
    changed = False
    for each in (found, *direct):
        if str(each.get("/Type", "")) in {"/OCG", "/OCMD"} and layers.hides(each):
            each[f"/{HIDDEN}"] = 1
            changed = True
    return changed


def _empty(stream: Any) -> None:
    for key in list(stream.keys()):
        if key != "/Length":
            del stream[key]
    stream.write(b"")
    stream["/Type"], stream["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    stream["/BBox"] = pikepdf.Array([0, 0, 1, 1])
