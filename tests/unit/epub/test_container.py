from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from builder.epub.container import APPLE_OPTIONS, CONTAINER, MIMETYPE, container, packed
from builder.epub.package import Item

ITEMS = (Item("b", "b.xhtml", "application/xhtml+xml", "<p>é\n汉</p>".encode()),
         Item("a", "styles/a.css", "text/css", b"p{}"), Item("e", "empty.css", "text/css", b""),
         Item("f", "fonts/f.ttf", "font/ttf", bytes(range(256))))


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_files_come_out_as_they_went_in() -> None:
    with opened(container(b"<package/>", ITEMS, identifier="urn:uuid:1", has_fonts=True)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "mimetype": MIMETYPE, "META-INF/container.xml": CONTAINER, "EPUB/content.opf": b"<package/>",
            "META-INF/com.apple.ibooks.display-options.xml": APPLE_OPTIONS,
            **{f"EPUB/{item.name}": item.data for item in ITEMS}}


def test_apple_options_come_with_fonts_only() -> None:
    with opened(container(b"<package/>", ITEMS[:1], identifier="urn:uuid:1", has_fonts=False)) as archive:
        assert archive.namelist() == ["mimetype", "META-INF/container.xml", "EPUB/b.xhtml", "EPUB/content.opf"]


def test_mimetype_is_first_stored_and_bare() -> None:
    data = container(b"<package/>", ITEMS, identifier="urn:uuid:1", has_fonts=True)
    assert data[:58] == b"PK\3\4\x14\0\0\0\0\0\0\0\x21\0" + data[14:26] + b"\x08\0\0\0mimetype" + MIMETYPE


def test_entries_carry_no_clock_and_no_machine() -> None:
    with opened(container(b"<package/>", ITEMS, identifier="urn:uuid:1", has_fonts=True)) as archive:
        infos = archive.infolist()
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(i.create_system, i.external_attr >> 16, i.extra, i.flag_bits) for i in infos} == {(3, 0o100644, b"", 0)}
    assert [i.filename for i in infos[2:]] == sorted(i.filename for i in infos[2:])
    assert {i.compress_type for i in infos[1:]} == {zipfile.ZIP_DEFLATED}


def test_the_order_of_items_does_not_matter() -> None:
    there, back = (container(b"<package/>", items, identifier="urn:uuid:1", has_fonts=True) for items in (ITEMS, ITEMS[::-1]))
    assert there == back


@given(st.dictionaries(st.text("abc/.", min_size=1).filter(lambda n: not n.startswith("/")), st.binary(), max_size=6),
       st.randoms())
def test_packing_depends_on_nothing_but_the_files(files: dict[str, bytes], random: object) -> None:
    names = list(files)
    random.shuffle(names)  # type: ignore[attr-defined]  # hypothesis does not say that it is a random.Random
    first = packed({"mimetype": MIMETYPE, **files})
    assert packed({**{name: files[name] for name in names}, "mimetype": MIMETYPE}) == first
    with opened(first) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"mimetype": MIMETYPE, **files}
