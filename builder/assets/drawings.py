"""Draws one SVG: an untrusted file on standard input, a PNG on standard output; what could act or fetch is refused.

A program of its own, started by `confined`; it imports nothing of this project. It answers with one line of JSON and
then the picture. Arguments: the magnification, the most pixels, the folder with the faces that text may be set in (or
nothing) and the families that stand for `serif`, `sans-serif` and `monospace`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import resvg_py
from lxml import etree

MAX_ELEMENTS = 100_000
_ACTIVE = frozenset(
    {"script", "handler", "listener", "foreignobject", "iframe", "embed", "object", "audio", "video", "canvas"})
_DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp)[;,]", re.IGNORECASE)
_CSS_FETCH = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|['\")]|data:image/(?:png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_FAMILIES = re.compile(r"(font-family\s*:\s*)([^;{}]+)", re.IGNORECASE)
_GENERIC = re.compile(r"(?:^|,)\s*(?:serif|sans-serif|monospace)\s*$", re.IGNORECASE)
_MONO = re.compile(r"mono|courier|consolas|menlo|code", re.IGNORECASE)
_SERIF = re.compile(r"times|georgia|roman|garamond|palatino|serif|song|simsun|ming|宋|明", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)\s*(px|pt|pc|mm|cm|in|)\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS pixels in each unit (CSS Values 3, 6.2)."""


class RefusedError(Exception):
    """The drawing is not taken; the first argument is the reason's name, the rest its particulars."""


def draw(
    data: bytes, *, magnification: float, most_pixels: int, faces: list[str],
    families: tuple[str, str, str] = ("", "", ""),
) -> tuple[dict[str, Any], bytes]:
    """Return the drawing's particulars and a PNG of it at that many pixels to a CSS pixel, fewer if they are too many.

    Raises:
        RefusedError: `active`, `outside` or `text` (what it holds, line), or `damaged` (why).
    """
    root = _parsed(data)
    _require_harmless(root)
    words = ("".join(map(str, element.itertext())) for element in root.iter("{*}text"))
    _name_generic_families(root)
    text = "".join(sorted({c for word in words for c in word if not c.isspace()}))
    if text and not faces:
        raise RefusedError("text", text)
    size = _size(root)
    scale: dict[str, Any] = {"zoom": magnification}
    if size is not None:
        width, height = size
        zoom = min(magnification, (most_pixels / (width * height)) ** 0.5)
        scale = {"width": max(1, round(width * zoom)), "height": max(1, round(height * zoom))}
    serif, sans, mono = families
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            dpi=96.0, **scale,
            skip_system_fonts=True, font_files=faces or None, font_family=serif or None,
            serif_family=serif or None, sans_serif_family=sans or None, monospace_family=mono or None,
        )
    except ValueError as error:
        raise RefusedError("damaged", str(error)) from error
    return {"text": text}, bytes(png)


def _parsed(data: bytes) -> etree._Element:
    """Return the root; entities are not expanded, no DTD is loaded, nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("damaged", str(error)) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:  # type: ignore[union-attr]  # lxml-stubs lacks it
        raise RefusedError("active", "entities of its own", 1)
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise RefusedError("damaged", "its root is not an svg element with SVG's own namespace")
    # The drawing engine is given the tree alone: a document type would only be one more thing to read.
    return root


def _require_harmless(root: etree._Element) -> None:
    """Refuse what acts and what points outside, and take away links, which a picture cannot have."""
    for count, element in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            raise RefusedError("damaged", f"it has more than {MAX_ELEMENTS} elements")
        if not isinstance(element.tag, str):
            raise RefusedError("active", "entities of its own", _line(element))
        name = etree.QName(element).localname
        line = _line(element)
        if name.lower() in _ACTIVE:
            raise RefusedError("active", f"<{name}>", line)
        if name == "style" and _CSS_FETCH.search(_unescaped("".join(map(str, element.itertext())))):
            raise RefusedError("outside", "a style sheet that loads something", line)
        for key, value in list(element.attrib.items()):
            _judge(element, name, str(key), str(value), line)


def _name_generic_families(root: etree._Element) -> None:
    """End every list of families with a generic one: drawing programs name a face of their own machine and no other."""
    for element in root.iter():
        if element.get("font-family"):
            element.set("font-family", _with_generic(str(element.get("font-family"))))
        if element.get("style"):
            element.set("style", _FAMILIES.sub(lambda m: m[1] + _with_generic(m[2]), str(element.get("style"))))
        if etree.QName(element).localname == "style" and element.text:
            element.text = _FAMILIES.sub(lambda m: m[1] + _with_generic(m[2]), str(element.text))


def _with_generic(families: str) -> str:
    """Return the list with the generic family that its names suggest; most lettering in drawings is sans."""
    if _GENERIC.search(families) or "!" in families:
        return families
    generic = "monospace" if _MONO.search(families) else "serif" if _SERIF.search(families) else "sans-serif"
    return f"{families.rstrip()}, {generic}"


def _line(element: etree._Element) -> int:
    return element.sourceline or 1  # type: ignore[return-value]  # lxml-stubs leaves its type open


def _judge(element: etree._Element, name: str, key: str, value: str, line: int) -> None:
    attribute = etree.QName(key).localname
    if attribute.lower().startswith("on") and len(attribute) > 2:
        raise RefusedError("active", f"{attribute}=", line)
    if attribute in {"href", "src", "base"}:
        target = re.sub(r"[\x00-\x20]", "", value)
        if name == "a" or attribute == "base":
            if target.lower().startswith(("javascript:", "vbscript:")):
                raise RefusedError("active", f"{attribute}='{target[:40]}'", line)
            del element.attrib[key]
        elif target and not target.startswith("#") and not _DATA_PICTURE.match(target):
            raise RefusedError("outside", f"'{target[:60]}'", line)
    elif _CSS_FETCH.search(_unescaped(value)):
        raise RefusedError("outside", f"{attribute}='{value[:60]}'", line)


def _unescaped(css: str) -> str:
    """Return CSS without comments and with its escapes read, so that neither hides a word (CSS Syntax 3, 4.3.7)."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), plain)


def _size(root: etree._Element) -> tuple[float, float] | None:
    """Return width and height in CSS pixels, and write them down in the drawing: the attributes, else the viewBox's.

    A drawing without any is drawn as large as what it holds: None.
    """
    box = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", str(root.get("viewBox", "")))]
    box_width, box_height = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else (0.0, 0.0)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if not width and not height:
        if not box_width:
            return None
        width, height = box_width, box_height
    ratio = box_width / box_height if box_width else 1.0
    width = width or height * ratio
    height = height or width / ratio
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise RefusedError("damaged", "its width and height make no size")
    root.set("width", f"{width:.6g}")
    root.set("height", f"{height:.6g}")
    if not box_width:
        root.set("viewBox", f"0 0 {width:.6g} {height:.6g}")
    return width, height


def _length(value: Any) -> float:
    """Return an absolute length in CSS pixels; 0 for none, a percentage or a unit that depends on a font."""
    match = _LENGTH.fullmatch(str(value or ""))
    return float(match[1]) * _PIXELS[match[2]] if match else 0.0


def main() -> None:
    """Read, draw, answer."""
    magnification, most_pixels, folder, serif, sans, mono = sys.argv[1:]
    faces = sorted(str(file) for file in Path(folder).iterdir()) if folder else []
    try:
        facts, png = draw(
            sys.stdin.buffer.read(), magnification=float(magnification), most_pixels=int(most_pixels), faces=faces,
            families=(serif, sans, mono),
        )
    except RefusedError as refusal:
        facts, png = {"refused": refusal.args[0], "particulars": refusal.args[1:]}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode("ascii") + b"\n" + png)


if __name__ == "__main__":
    main()
