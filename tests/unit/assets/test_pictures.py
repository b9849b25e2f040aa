from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from builder.assets import confined, pictures
from builder.assets.pictures import KEPT_PIXELS, LONGEST_SIDE, MAX_PIXELS, develop, prepare
from builder.assets.store import Store
from builder.errors import Report
from builder.faces import Face
from builder.model import Asset

from .specimens import drawing, encoded, noise, opened

FONTS = Path(__file__).parents[3] / "fonts"


def prepared(data: bytes, *codes: str, faces: tuple[Face, ...] = ()) -> Asset:
    """Return the asset, having seen these warnings and nothing else."""
    report = Report()
    asset = prepare(data, target="x", shown="post.md", line=3, report=report, faces=faces)
    assert asset is not None, [str(d) for d in report]
    assert [d.code for d in report.warnings] == list(codes)
    assert not report.errors
    picture = opened(asset.data)
    assert picture.mode in {"L", "RGB"}
    assert picture.size == (asset.width, asset.height)
    assert asset.media_type == f"image/{(picture.format or '').lower()}"
    assert asset.name.endswith({"JPEG": ".jpg", "PNG": ".png"}[picture.format or ""])
    return asset


def refused(data: bytes, faces: tuple[Face, ...] = ()) -> tuple[str, str]:
    report = Report()
    assert prepare(data, target="x", shown="post.md", line=3, report=report, faces=faces) is None
    error, = report.errors
    assert (error.path, error.line) == ("post.md", 3)
    assert error.hint
    return error.code, error.message


def close(picture: Image.Image, at: tuple[int, int], colour: tuple[int, ...] | int, within: int = 6) -> bool:
    found = picture.getpixel(at)
    wanted = colour if isinstance(colour, tuple) else (colour,)
    pairs = zip(found if isinstance(found, tuple) else (found,), wanted, strict=True)
    return all(abs(a - b) <= within for a, b in pairs)  # type: ignore[operator]  # pixels of L and RGB are whole numbers


@pytest.mark.parametrize(("kind", "media_type"), [
    ("PNG", "image/png"), ("GIF", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg"), ("AVIF", "image/jpeg")])
def test_every_kind_becomes_jpeg_or_png(kind: str, media_type: str) -> None:
    asset = prepared(encoded(drawing(120, 80), kind))
    assert asset.media_type == media_type
    assert (asset.width, asset.height) == (120, 80)
    assert close(opened(asset.data), (45, 30), (200, 30, 30), 30)
    assert close(opened(asset.data), (5, 5), (255, 255, 255))


def test_a_photograph_becomes_jpeg_and_a_lossless_drawing_png() -> None:
    photograph = noise(64, 64).resize((600, 400), Image.Resampling.BICUBIC)
    assert prepared(encoded(photograph, "PNG")).media_type == "image/jpeg"
    assert prepared(encoded(photograph, "WEBP", lossless=True)).media_type == "image/jpeg"
    assert prepared(encoded(drawing(600, 400), "WEBP", lossless=True)).media_type == "image/png"


def test_the_same_bytes_give_the_same_asset_named_by_its_content() -> None:
    one, two = prepared(encoded(noise(50, 50), "JPEG")), prepared(encoded(noise(50, 50), "JPEG"))
    assert one == two
    assert one.name != prepared(encoded(noise(51, 50), "JPEG")).name


@pytest.mark.parametrize(("mode", "kind"), [
    ("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"),
    ("L", "JPEG"), ("P", "GIF"), ("RGBA", "WEBP"), ("RGBA", "AVIF")])
def test_every_mode_becomes_rgb_or_grey(mode: str, kind: str) -> None:
    picture = noise(40, 30).convert(mode) if mode != "I;16" else Image.new("I;16", (40, 30), 40_000)
    prepared(encoded(picture, kind))


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    for value in (0, 12_850, 40_000, 65_535):
        asset = prepared(encoded(Image.new("I;16", (8, 8), value), "PNG"))
        assert close(opened(asset.data), (1, 1), round(value / 257), 1)


def test_grey_in_colour_becomes_grey() -> None:
    assert opened(prepared(encoded(noise(30, 30, "L").convert("RGB"), "PNG")).data).mode == "L"
    assert opened(prepared(encoded(noise(30, 30, "RGB"), "PNG")).data).mode == "RGB"


def test_transparency_becomes_white() -> None:
    picture = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    picture.paste((0, 0, 200, 255), (20, 20, 40, 40))
    flat = opened(prepared(encoded(picture, "PNG")).data)
    assert close(flat, (5, 5), (255, 255, 255))
    assert close(flat, (30, 30), (0, 0, 200))


def test_a_palette_with_transparency_becomes_white_too() -> None:
    picture = Image.new("P", (60, 60), 0)
    picture.putpalette([0, 255, 0, 0, 0, 200] + [0] * 750)
    picture.paste(1, (20, 20, 40, 40))
    flat = opened(prepared(encoded(picture, "GIF", transparency=0)).data)
    assert close(flat, (5, 5), (255, 255, 255))
    assert close(flat, (30, 30), (0, 0, 200))


def test_white_on_nothing_gets_a_dark_ground_and_a_warning() -> None:
    logo = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    logo.paste((255, 255, 255, 255), (20, 20, 40, 40))
    flat = opened(prepared(encoded(logo, "PNG"), "A029").data)
    assert close(flat, (30, 30), 255)
    assert close(flat, (5, 5), 38)


def test_a_bright_window_with_its_shadow_stays_on_white() -> None:
    window = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    window.paste((0, 0, 0, 60), (10, 15, 195, 195))
    window.paste((255, 255, 255, 255), (15, 15, 185, 185))
    window.paste((40, 40, 40, 255), (30, 30, 150, 36))
    assert close(opened(prepared(encoded(window, "PNG")).data), (2, 2), 255)


def framed(size: tuple[int, int], ink: tuple[int, int, int, int]) -> Image.Image:
    """Return a drawing without a ground whose black frame is that box."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle(ink, outline=(0, 0, 0, 255), width=3)
    return picture


def test_a_line_at_the_edge_of_a_drawing_gets_a_margin() -> None:
    asset = prepared(encoded(framed((400, 200), (0, 50, 350, 199)), "PNG"))
    assert (asset.width, asset.height) == (408, 208)  # 2 % of 400 are lacking at the left and below, and only there
    flat = opened(asset.data)
    assert close(flat, (2, 100), 255)
    assert close(flat, (9, 100), 0)
    assert close(flat, (100, 205), 255)


def test_a_drawing_that_keeps_its_distance_is_left_as_it_is() -> None:
    asset = prepared(encoded(framed((400, 200), (8, 8, 391, 191)), "PNG"))
    assert (asset.width, asset.height) == (400, 200)


def test_a_margin_takes_no_picture_over_its_limits() -> None:
    asset = prepared(encoded(framed((2000, 2000), (0, 0, 1999, 1999)), "PNG"))
    assert asset.width * asset.height <= KEPT_PIXELS


def test_a_window_with_round_corners_is_no_drawing_and_gets_none() -> None:
    window = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(window).rounded_rectangle((0, 0, 199, 199), 20, (90, 120, 200, 255))
    asset = prepared(encoded(window, "PNG"))
    assert (asset.width, asset.height) == (200, 200)


def test_a_picture_of_nothing_at_all_stays_one() -> None:
    asset = prepared(encoded(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG"))
    assert (asset.width, asset.height) == (60, 40)


def test_the_camera_held_upright_is_shown_upright_and_nothing_of_it_remains() -> None:
    picture = drawing(80, 40)
    exif = picture.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    asset = prepared(encoded(picture, "JPEG", exif=exif, comment=b"Secret place", dpi=(72, 72)))
    assert (asset.width, asset.height) == (40, 80)
    assert close(opened(asset.data), (25, 25), (200, 30, 30), 30)
    assert b"Secret" not in asset.data
    assert not opened(asset.data).getexif()
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Secret", zip=False)
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret</x:xmpmeta>")
    png = prepared(encoded(drawing(80, 40), "PNG", pnginfo=info))
    assert b"Secret" not in png.data
    chunks = {png.data[at:at + 4] for at in _chunks(png.data)}
    assert chunks == {b"IHDR", b"IDAT", b"IEND"}


def _chunks(png: bytes) -> list[int]:
    at, found = 8, []
    while at < len(png):
        found.append(at + 4)
        at += 12 + int.from_bytes(png[at:at + 4])
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_large_picture_is_turned_upright_too(kind: str) -> None:
    picture = Image.new("RGB", (2600, 1600))
    picture.paste("red", (0, 0, 1300, 1600))
    exif = picture.getexif()
    exif[0x0112] = 6
    asset = prepared(encoded(picture, kind, exif=exif))
    assert asset.width < asset.height
    assert close(opened(asset.data), (20, 20), (255, 0, 0))
    assert close(opened(asset.data), (20, asset.height - 20), (0, 0, 0))


def test_colours_of_a_profile_are_turned_into_srgb() -> None:
    # A profile whose red and blue are exchanged: swapped colours prove that it was read.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = bytearray(profile.replace(b"s\x00R\x00G\x00B", b"o\x00t\x00h\x00r"))
    tags = {bytes(profile[at:at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red:red + 4], profile[blue:blue + 4] = b"bXYZ", b"rXYZ"
    for kind, within in (("PNG", 3), ("JPEG", 12)):
        data = encoded(Image.new("RGB", (16, 16), (255, 0, 0)), kind, icc_profile=bytes(profile))
        assert close(opened(prepared(data).data), (8, 8), (0, 0, 255), within)
    alpha = encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 128)), "PNG", icc_profile=bytes(profile))
    assert close(opened(prepared(alpha).data), (8, 8), (127, 127, 255), 3)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_cannot_be_read_is_passed_over(mode: str) -> None:
    prepared(encoded(noise(16, 16).convert(mode), "JPEG", icc_profile=b"not a profile"))


def test_large_pictures_are_scaled_to_what_a_book_can_show() -> None:
    asset = prepared(encoded(drawing(4000, 2000), "PNG"))
    assert KEPT_PIXELS * 0.99 < asset.width * asset.height <= KEPT_PIXELS
    assert abs(asset.width / asset.height - 2) < 0.01
    strip = prepared(encoded(drawing(9000, 90), "PNG"))
    assert (strip.width, strip.height) == (LONGEST_SIDE, 40)


def test_a_hundred_megapixels_are_refused_by_their_header_alone() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"nothing to inflate") + chunk(b"IEND", b"")
    code, message = refused(bomb)
    assert code == "A024"
    assert "10000 x 10000" in message
    assert MAX_PIXELS < 10_000 * 10_000
    # Larger than twice the limit Pillow itself refuses; the answer is the same.
    assert refused(bomb.replace(head, chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))))[0] == "A024"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_a_file_that_is_cut_short_is_damaged(kind: str) -> None:
    whole = encoded(noise(200, 200), kind)
    code, message = refused(whole[: len(whole) // 2])
    assert code == "A023"
    assert kind in message
    assert refused(whole[:40])[0] == "A023"


def test_a_flipped_bit_in_a_png_is_damage() -> None:
    whole = bytearray(encoded(noise(50, 50), "PNG"))
    whole[len(whole) // 2] ^= 0x10
    assert refused(bytes(whole))[0] == "A023"


@pytest.mark.parametrize(("data", "code", "says"), [
    (b"", "A020", "empty"),
    (b"<!doctype html><title>404</title>", "A021", "web page"),
    (encoded(drawing(9, 9), "TIFF"), "A022", "a TIFF picture"),
    (encoded(drawing(9, 9), "BMP"), "A022", "a BMP picture"),
    (b"%PDF-1.7", "A022", "a PDF"),
    (b'{"error": 1}', "A022", "a text file"),
    (b"\x89PNx", "A022", "not a picture"),
    (b"version https://git-lfs.github.com/spec/v1\n", "A022", "Git LFS"),
])
def test_what_is_no_picture_is_named(data: bytes, code: str, says: str) -> None:
    found, message = refused(data)
    assert found == code
    assert says in message


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_a_film_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    asset = prepared(encoded(frames[0], kind, save_all=True, append_images=frames[1:]), "A025")
    assert close(opened(asset.data), (15, 15), (255, 0, 0), 12)


def test_a_phones_picture_with_a_second_one_inside_is_no_film() -> None:
    asset = prepared(encoded(drawing(60, 40), "MPO", save_all=True, append_images=[drawing(30, 20)]))
    assert (asset.width, asset.height) == (60, 40)


def test_a_long_target_does_not_flood_the_message() -> None:
    report = Report()
    prepare(b"", target="data:image/png;base64," + "A" * 9999, shown="post.md", line=1, report=report)
    assert len(report.errors[0].message) < 150


def test_a_decoder_that_takes_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object) -> bytes:
        raise confined.ConfinedError("it takes longer than a minute")

    monkeypatch.setattr(confined, "run", burst)
    assert refused(encoded(drawing(9, 9), "PNG")) == ("A030", "'x' cannot be opened: it takes longer than a minute")


def test_with_a_store_a_picture_is_developed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    data = encoded(drawing(60, 40), "PNG")
    first = develop(data, target="x", store=store)
    monkeypatch.setattr(confined, "run", None)
    again = develop(data, target="y", store=store)
    assert again.asset == first.asset == prepare_without_store(data, monkeypatch)


def prepare_without_store(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Asset | None:
    monkeypatch.undo()
    return develop(data, target="x").asset


def test_what_is_refused_is_refused_again_from_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path)
    data = encoded(noise(50, 50), "PNG")[:500]
    assert develop(data, target="a", store=store).findings == develop(data, target="a", store=store).findings != ()


# SVG

def svg(inner: str, attributes: str = 'width="120" height="80"', before: str = "") -> bytes:
    return (f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>'
            f"{inner}</svg>").encode()


RED = '<rect width="60" height="80" fill="red"/>'


@pytest.mark.parametrize(("attributes", "size"), [
    ('width="120" height="80"', (240, 160)),
    ('viewBox="0 0 120 80"', (240, 160)),
    ('width="60" viewBox="0 0 120 80"', (120, 80)),
    ('width="100%" height="100%" viewBox="0,0,120,80"', (240, 160)),
    ('width="1in" height="72pt"', (192, 192)),
    ('width="4000" height="4000"', (2000, 2000)),
])
def test_a_drawing_becomes_pixels_at_twice_its_size(attributes: str, size: tuple[int, int]) -> None:
    asset = prepared(svg('<rect x="10" y="10" width="30" height="40" fill="red"/>', attributes))
    assert asset.media_type == "image/png"
    assert (asset.width, asset.height) == size


def test_a_drawing_without_a_size_is_as_large_as_what_it_draws() -> None:
    asset = prepared(svg(RED, ""))
    assert (asset.width, asset.height) == (120, 160)


def test_a_drawing_is_drawn_on_white() -> None:
    picture = opened(prepared(svg(RED)).data)
    assert close(picture, (30, 30), (255, 0, 0), 0)
    assert close(picture, (200, 30), (255, 255, 255), 0)


PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def test_links_are_dropped_and_what_is_inside_is_shown() -> None:
    inner = (f'<a xlink:href="https://example.com">{RED}</a><defs><g id="g">{RED}</g></defs><use xlink:href="#g" x="60"/>'
             f'<image href="{PIXEL}" width="1" height="1"/><style>rect{{fill:url(#none) red}}</style>')
    prepared(svg(inner))


@pytest.mark.parametrize(("inner", "says"), [
    ("<script>alert(1)</script>", "<script>"),
    ('<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></g>', "<script>"),
    ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", "<foreignObject>"),
    ('<rect onclick="alert(1)"/>', "onclick="),
    ('<rect onLoad="alert(1)"/>', "onLoad="),
    ('<a href=" java&#10;script:alert(1)">x</a>', "href="),
])
def test_a_drawing_that_acts_is_refused(inner: str, says: str) -> None:
    code, message = refused(svg(inner))
    assert code == "A026"
    assert says in message


@pytest.mark.parametrize("inner", [
    '<image href="https://example.com/x.png"/>',
    '<image xlink:href="file:///etc/hostname"/>',
    '<image href="../../secret.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    '<use href="other.svg#a"/>',
    "<style>@import 'https://example.com/x.css';</style>",
    "<style>@\\69mport 'https://example.com/x.css';</style>",
    "<style>rect{fill:url(https://example.com/x)}</style>",
    "<style>rect{fill:u\\72l('//example.com/x')}</style>",
    "<style>rect{fill:u/**/rl(x)} @imp/* */ort 'x'</style>",
    '<rect style="fill:url( &quot;x.svg#a&quot; )"/>',
    '<rect fill="url(http://example.com/#a)"/>',
    "<feImage href='/etc/passwd'/>",
])
def test_a_drawing_that_loads_something_is_refused(inner: str) -> None:
    assert refused(svg(inner))[0] == "A027"


def test_entities_are_refused_before_they_grow() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    assert refused(svg("<title>&c;</title>", before=bomb))[0] == "A026"
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    assert refused(svg("<title>&x;</title>", before=outside))[0] == "A026"
    svg_1_1 = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
    prepared(svg(RED, before=f"<!DOCTYPE svg PUBLIC {svg_1_1}>"))


@pytest.mark.parametrize("data", [
    b"<svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>", b"<svg width='1' height='1'/>", svg(RED)[:-6],
    svg("<g>" * 5000 + "</g>" * 5000), svg(RED, 'width="10000000" height="10000000"'),
])
def test_a_broken_drawing_is_damaged(data: bytes) -> None:
    assert refused(data)[0] == "A023"


def test_copies_of_copies_end_at_the_limits() -> None:
    levels = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 10))
    data = svg(f'<defs><g id="g0">{RED}</g>{levels}</defs><use href="#g9"/>')
    assert refused(data)[0] in {"A023", "A030"}


def test_text_is_set_in_the_books_faces_or_not_at_all(tmp_path: Path) -> None:
    data = svg('<text x="5" y="40" font-size="30" font-family="Helvetica">mm</text>')
    assert refused(data)[0] == "A028"
    file = FONTS / "JetBrainsMono-Regular.ttf"
    face = Face("JetBrains Mono", 400, False, file.name, "OFL-1.1", "", file.read_bytes(), frozenset(map(ord, "mn")))
    asset = prepared(data, faces=(face,))
    dark = sum(opened(asset.data).convert("L").histogram()[:128])
    assert dark > 300
    code, message = refused(svg("<text>雨mm</text>"), faces=(face,))
    assert code == "A028"
    assert "'雨' U+96E8" in message
    store = Store(tmp_path)
    assert develop(data, target="x", faces=(face,), store=store).asset == asset
    assert develop(data, target="x", faces=(face,), store=store).asset == asset


def test_an_enormous_drawing_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_SVG_BYTES", 100)
    monkeypatch.setattr(confined, "run", None)
    assert refused(svg(" " * 200))[0] == "A023"


