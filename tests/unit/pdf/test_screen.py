from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from builder.model import Metadata
from builder.pdf.screen import finish_for_screen
from builder.pdf.tags import Content, Structure, Tag

META = Metadata("书", "zh-Hans", "urn:uuid:x", date(2024, 12, 30))


def pressed() -> bytes:
    """A PDF of three pages with a picture, as the press leaves it."""
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(100, 200))
        picture = pdf.make_stream(b"\0\0\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1,
                                  ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Interpolate=True)
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=picture))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def finished(standard: str) -> bytes:
    document = Tag("Document")
    document.add(Tag("P", kids=[Content(0, 0)]))
    return finish_for_screen(pressed(), META, Structure(document), standard=standard)


def opened(standard: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(finished(standard)))


def test_it_opens_on_one_page_with_title_and_bookmarks() -> None:
    pdf = opened("ua")
    root = pdf.Root
    assert root.PageLayout == "/SinglePage"
    assert root.PageMode == "/UseOutlines"
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.MarkInfo.Marked


def test_pages_are_labelled_from_the_cover_on_and_none_is_added() -> None:
    pdf = opened("ua")
    assert len(pdf.pages) == 3
    assert [pdf.pages[n].label for n in range(3)] == ["1", "2", "3"]


@pytest.mark.parametrize("standard", ["ua", "a-3u"])
def test_same_input_same_bytes(standard: str) -> None:
    assert finished(standard) == finished(standard)


def test_an_archive_gets_a_profile_and_pictures_as_they_are() -> None:
    pdf = opened("a-3u")
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
    assert not pdf.pages[0].obj.Resources.XObject.X.Interpolate
    assert b"pdfaid" in bytes(pdf.Root.Metadata.read_bytes())


def test_others_get_none() -> None:
    pdf = opened("ua")
    assert "/OutputIntents" not in pdf.Root
    assert pdf.pages[0].obj.Resources.XObject.X.Interpolate


def test_dates_are_the_texts_own() -> None:
    pdf = opened("ua")
    assert str(pdf.docinfo["/CreationDate"]) == "D:20241230000000Z"
