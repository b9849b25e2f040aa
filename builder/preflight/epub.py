"""The rules for a finished EPUB that concern the book as a whole: container, package, metadata, cover, contents."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from builder.epub.documents import elements, line_of, local, text_of
from builder.epub.package import LANGUAGE_TAG
from builder.epub.pictures import components, ends_right, kind, size
from builder.errors import Report
from builder.preflight import sfnt
from builder.preflight.archive import check_mimetype, unpack
from builder.preflight.opened import Opened, language, nav_links, open_package, ranks, target, tree
from builder.preflight.pages import check_pages
from builder.preflight.styles import check_styles
from builder.preflight.traces import trace

FILES_MOST = 300
PIXELS_MOST = 4_000_000
COVER_SIZE = (1600, 2560)
"""Amazon's recommended cover."""
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
MEBIBYTE = 1 << 20


def check(data: bytes, name: str, report: Report) -> None:
    """Report what a reading system or a shop would refuse in an EPUB: V010 to V049."""
    files = unpack(data, name, report)
    if files is None:
        return
    check_mimetype(data, files, name, report)
    opened = open_package(name, files, report)
    if opened is None:
        return
    _check_manifest(opened, report)
    _check_metadata(opened, report)
    _check_language(opened, report)
    check_pages(opened, report)
    fonts = {line.path: sfnt.read(files[line.path]) for line in opened.manifest if _is_font(line.path, line.media_type)
             and line.path in files}
    check_styles(opened, fonts, report)
    _check_pictures(opened, report)
    _check_cover(opened, report)
    _check_contents(opened, report)
    _check_accessibility(opened, report)
    _check_traces(opened, report)
    _weigh(data, files, name, report)


def _is_font(path: str, media_type: str) -> bool:
    return "font" in media_type or "opentype" in media_type or path.lower().endswith((".ttf", ".otf", ".woff", ".woff2"))


def _check_manifest(opened: Opened, report: Report) -> None:
    listed = {line.path for line in opened.manifest}
    shown = opened.shown(opened.package)
    for line in opened.manifest:
        if line.path not in opened.files and "://" not in line.path:
            report.error("V016", f"the manifest names a file that is not there: {line.path!r}", path=shown,
                         hint="put the file back, or take it out of the manifest")
    for path in opened.files:
        if path not in listed and path not in {"mimetype", opened.package} and not path.startswith("META-INF/"):
            report.error("V016", f"a file is not in the manifest: {path!r}", path=shown,
                         hint="KOReader and others do not find files the manifest does not name")
        if not path.isascii():
            report.warn("V037", f"a file's name is not ASCII: {path!r}", path=opened.name, hint="Kobo loses such files")
    if not opened.spine:
        report.error("V015", "the book has no spine", path=shown, hint="without one nothing is shown")
    if "META-INF/encryption.xml" in opened.files:
        report.error("V023", "files of the book are encrypted or its fonts obfuscated", path=opened.name,
                     hint="many reading systems show such fonts as boxes; embed them as they are")


def _check_metadata(opened: Opened, report: Report) -> None:
    shown = opened.shown(opened.package)
    for name, hint in (("title", "shops refuse a book without a title"), ("identifier", "give it a urn:uuid or an ISBN"),
                       ("dcterms:modified", "EPUB 3 asks for the date of the last change")):
        if not any(opened.metadata(name)):
            report.error("V029", f"the package has no {name}", path=shown, hint=hint)


def _check_language(opened: Opened, report: Report) -> None:
    """Kindle refuses or misplaces fonts for a Chinese book that does not say it is one."""
    shown = opened.shown(opened.package)
    tags = opened.metadata("language")
    if not tags or not LANGUAGE_TAG.fullmatch(tags[0]):
        said = f"dc:language is not a language tag: {tags[0]!r}" if tags else "there is no dc:language"
        report.error("V028", said, path=shown, hint="write a BCP 47 tag such as zh-Hans, ja or en")
        return
    text = "".join(text_of(root) for root in opened.pages.values())
    letters, han = len(_LETTER.findall(text)), len(_HAN.findall(text))
    expected = "ja or ko" if len(_KANA_HANGUL.findall(text)) * 10 > han else "zh"
    if han * 3 > letters and tags[0].split("-", maxsplit=1)[0].lower() not in {"zh", "ja", "ko"}:
        report.error("V028", f"the text is in Han characters and dc:language says {tags[0]!r}", path=shown,
                     hint=f"it must begin with {expected}")
    for path, root in ((opened.package, opened.root), *opened.pages.items()):
        declared = language(root)
        if not declared:
            report.warn("V040", "no xml:lang", path=opened.shown(path), line=line_of(root),
                        hint="it chooses fonts, hyphenation and the voice that reads aloud")
        elif declared.split("-", maxsplit=1)[0].lower() != tags[0].split("-", maxsplit=1)[0].lower():
            report.warn("V040", f"xml:lang is {declared!r} and the book's language {tags[0]!r}", path=opened.shown(path),
                        line=line_of(root), hint="let them agree")


def _check_pictures(opened: Opened, report: Report) -> None:
    for line in opened.manifest:
        if not line.media_type.startswith("image/") or line.path not in opened.files or line.media_type == "image/svg+xml":
            continue
        shown, data = opened.shown(line.path), opened.files[line.path]
        found = kind(data)
        if not found:
            report.error("V027", f"not a picture every reading system draws, though it says {line.media_type}", path=shown,
                         hint="save it as JPEG or PNG; WebP and AVIF stay blank on e-ink readers")
            continue
        if found != line.media_type or not ends_right(line.path, found):
            report.error("V027", f"the picture is {found}, its name or the manifest says otherwise", path=shown,
                         hint="name it for what it holds")
        if found == "image/jpeg" and components(data) == 4:
            report.error("V027", "the picture is CMYK", path=shown,
                         hint="save it as RGB; readers show CMYK inverted or not at all")
        pixels = size(data)
        if pixels and pixels[0] * pixels[1] > PIXELS_MOST and "cover-image" not in line.properties:
            report.warn("V039", f"the picture has {pixels[0]}x{pixels[1]} pixels, more than four million", path=shown,
                        hint="older readers run out of memory; make it smaller")


def _check_cover(opened: Opened, report: Report) -> None:
    shown = opened.shown(opened.package)
    covers = [line for line in opened.manifest if "cover-image" in line.properties]
    old = [e.get("content", "") for e in elements(opened.root) if local(e) == "meta" and e.get("name") == "cover"]
    if len(covers) != 1:
        report.warn("V026", "no picture is marked as the cover", path=shown, hint='give one item properties="cover-image"')
        return
    cover = covers[0]
    if old != [cover.id]:
        report.warn("V026", "no <meta name=\"cover\"> names the cover picture", path=shown,
                    hint="Kindle and Kobo look there, the way of EPUB 2")
    if cover.media_type != "image/jpeg":
        report.warn("V026", f"the cover is {cover.media_type}, not a JPEG", path=shown, hint="Kindle takes JPEG")
    data = opened.files.get(cover.path, b"")
    pixels = size(data)
    if pixels and pixels != COVER_SIZE:
        report.warn("V026", f"the cover has {pixels[0]}x{pixels[1]} pixels, not {COVER_SIZE[0]}x{COVER_SIZE[1]}",
                    path=opened.shown(cover.path), hint="shops ask for that size")
    if len(data) >= 1_000_000:
        report.warn("V026", "the cover has a million bytes or more", path=opened.shown(cover.path),
                    hint="save it as a JPEG of lower quality")
    first = opened.pages.get(opened.spine[0]) if opened.spine else None
    pictures = [e.get("src", "") for e in elements(first) if local(e) == "img"] if first is not None else []
    if not pictures or target(opened.spine[0], pictures[0])[0] != cover.path:
        report.warn("V026", "the first page does not show the cover as an <img>", path=shown,
                    hint="Kobo shows the first page of the spine as the cover")


def _check_contents(opened: Opened, report: Report) -> None:
    """Amazon refuses contents out of spine order; nav and NCX must agree, because different readers read different ones."""
    places = ranks(opened)
    if not opened.nav:
        report.error("V030", "there is no navigation document", path=opened.shown(opened.package),
                     hint='give one item properties="nav"')
    toc = nav_links(opened, "toc")
    if opened.nav and not toc:
        report.error("V030", "the navigation document lists nothing", path=opened.shown(opened.nav),
                     hint='it needs <nav epub:type="toc"> with a list of links')
    _check_order(opened, opened.nav, toc, places, report)
    marks = nav_links(opened, "landmarks")
    if len(marks) > 5:
        report.warn("V042", f"{len(marks)} landmarks", path=opened.shown(opened.nav),
                    hint="keep cover, contents and text: Kobo lists landmarks among the contents")
    if not opened.ncx:
        report.error("V031", "there is no NCX", path=opened.shown(opened.package),
                     hint="Kindle's converter and older readers read no other contents")
        return
    root = tree(opened.name, opened.ncx, opened.files, report, code="V031") if opened.ncx in opened.files else None
    if root is None:
        return
    points = _points(opened, root, "navPoint")
    for links in (points, _points(opened, root, "pageTarget")):
        _check_order(opened, opened.ncx, links, places, report)
    listed = {place for place, _ in toc}
    for place, line in points:
        if toc and place not in listed:
            report.warn("V043", f"the NCX lists a place that the nav does not: {'#'.join(filter(None, place))!r}",
                        path=opened.shown(opened.ncx), line=line, hint="make both from one list")
    _check_uid(opened, root, report)


def _check_order(
    opened: Opened, inner: str, links: list[tuple[tuple[str, str], int]], places: Mapping[tuple[str, str], tuple[int, int]],
    report: Report,
) -> None:
    last = (-1, -2)
    for place, line in links:
        here = places.get(place)
        if here is None:
            report.error("V018", f"the contents lead to a place that is not there: {'#'.join(filter(None, place))!r}",
                         path=opened.shown(inner), line=line, hint="mend the entry or the id it names")
        elif here < last:
            report.error("V031", f"the contents are out of reading order at {'#'.join(filter(None, place))!r}",
                         path=opened.shown(inner), line=line, hint="Amazon refuses such a book; list entries in spine order")
        last = max(last, here or last)


def _points(opened: Opened, ncx: etree._Element, kind: str) -> list[tuple[tuple[str, str], int]]:
    """Return what the NCX's entries of a kind lead to, and their lines."""
    return [(target(opened.ncx, e.get("src", "")), line_of(e)) for point in elements(ncx) if local(point) == kind.lower()
            for e in point if isinstance(e.tag, str) and local(e) == "content"]


def _check_uid(opened: Opened, ncx: etree._Element, report: Report) -> None:
    uid = next((e.get("content", "") for e in elements(ncx) if e.get("name") == "dtb:uid"), "")
    if uid not in opened.metadata("identifier"):
        report.error("V031", f"the NCX's identifier is another: {uid!r}", path=opened.shown(opened.ncx),
                     hint="dtb:uid must repeat the package's identifier")


def _check_accessibility(opened: Opened, report: Report) -> None:
    shown = opened.shown(opened.package)
    for name in ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard"):
        if not opened.metadata(name):
            report.warn("V044", f"there is no {name}", path=shown, hint="European shops ask for it since June 2025")
    everything = [e for root in opened.pages.values() for e in elements(root)]
    pictures = [e for e in everything if local(e) in {"img", "svg"}]
    features = opened.metadata("schema:accessibilityFeature")
    bare = [e for e in pictures if local(e) == "img" and not (e.get("alt") or e.get("role") == "presentation")]
    untrue = {
        "alternativeText": bool(bare) or not pictures,
        "tableOfContents": not nav_links(opened, "toc"),
        "MathML": not any(local(e) == "math" for e in everything),
        "rubyAnnotations": not any(local(e) == "ruby" for e in everything),
        "pageBreakMarkers": not nav_links(opened, "page-list"),
    }
    for feature in features:
        if untrue.get(feature):
            report.error("V033", f"the book claims {feature!r}, and it is not so", path=shown, hint="claim what is true")
    if "visual" in opened.metadata("schema:accessMode") and not pictures:
        report.error("V033", "the book claims to be visual and has no picture", path=shown, hint="claim what is true")
    if opened.metadata("dcterms:conformsTo") and not opened.metadata("a11y:certifiedBy"):
        report.error("V033", "a claim of conformance without the name of who checked", path=shown,
                     hint="add a11y:certifiedBy or drop dcterms:conformsTo")


def _check_traces(opened: Opened, report: Report) -> None:
    texts = [(opened.package, e.text or "", line_of(e)) for e in elements(opened.root)]
    texts += [(path, value, line_of(e)) for path, root in opened.pages.items() for e in elements(root)
              for value in map(str, e.attrib.values())]
    texts += [(path, line, number) for path, css in opened.styles.items() for number, line in enumerate(css.split("\n"), 1)]
    for path, text, line in texts:
        found = trace(text)
        if found:
            report.error("V032", f"the path of somebody's machine: {found!r}", path=opened.shown(path), line=line,
                         hint="nobody else can open it, and it tells who made the book")


def _weigh(data: bytes, files: Mapping[str, bytes], name: str, report: Report) -> None:
    if len(files) > FILES_MOST:
        report.warn("V034", f"the book has {len(files)} files, more than {FILES_MOST}", path=name, hint="make longer chapters")
    if len(data) > 200 * MEBIBYTE:
        report.error("V046", "the book has more than 200 MB, and Amazon takes no more", path=name, hint="use smaller pictures")
    elif len(data) > 50 * MEBIBYTE:
        report.warn("V045", "the book has more than 50 MB, the most Amazon takes by mail", path=name,
                    hint="use smaller pictures")
    elif len(data) > 25 * MEBIBYTE:
        report.hint("V035", "the book has more than 25 MB, the most Gmail sends", path=name, hint="use smaller pictures")
