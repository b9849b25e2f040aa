from __future__ import annotations

import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from oracles.origins import glyphs_of

from builder import pipeline
from builder.errors import PostpressError, Report
from builder.model import Target
from builder.options import WrapOptions

POST = "---\ntitle: {title}\nauthor: 甲\nlang: zh-Hans\n---\n\n{title}的文字。\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("rain", "snow"):
        (tmp_path / f"{name}.md").write_text(POST.format(title=name), encoding="utf-8")
    (tmp_path / "book.toml").write_text('posts = ["rain.md", "snow.md"]\ntitle = "合集"\nisbn = "9787020002207"\nlicense = "CC0"\ndedication = "献给她"\n[copyright]\nprice = "48元"\n', encoding="utf-8")
    return tmp_path


def build(source: Path, tmp_path: Path) -> pipeline.Built:
    return pipeline.build(source, to=(Target.EPUB,), out=tmp_path / "out",
                          settings=pipeline.Settings(offline=True, store=tmp_path / "store"))


def package(book: Path) -> str:
    with zipfile.ZipFile(book) as archive:
        return archive.read("EPUB/content.opf").decode()


def test_a_book_of_several_posts_is_named_after_its_folder(shelf: Path) -> None:
    (book,) = build(shelf / "book.toml", shelf).editions
    assert book.name == f"{shelf.name}.epub"
    assert "合集" in package(book)


def test_the_editions_of_one_post_have_names_of_their_own(shelf: Path) -> None:
    (shelf / "book.toml").unlink()
    built = pipeline.build(shelf / "rain.md", to=(Target.SCREEN, Target.PDF), out=shelf / "out",
                           settings=pipeline.Settings(offline=True, store=shelf / "store"))
    assert [book.name for book in built.editions] == ["rain-screen.pdf", "rain.pdf"]
    assert {d.code for d in built.report} == {"A090", "M063"}


@pytest.mark.parametrize(("variant", "ruby", "name"), [
    ("zh-Hant", "", "rain.zh-Hant"), ("zh-TW-phrases", "bopomofo", "rain.zh-Hant-TW.bopomofo"), ("", "pinyin", "rain.zh-Hant-HK.pinyin"), ("none", "none", "rain"),
])
def test_script_and_readings_stand_in_the_name_and_the_command_wins(shelf: Path, variant: str, ruby: str, name: str) -> None:
    (shelf / "book.toml").write_text('posts = ["rain.md"]\nvariant = "zh-HK"\n[readings]\nruby = "bopomofo"\n' if not variant or variant == "none"
                                     else 'posts = ["rain.md"]\n', encoding="utf-8")
    settings = pipeline.Settings(offline=True, store=shelf / "store", variant=variant, ruby=ruby)
    (book,) = pipeline.build(shelf, to=(Target.EPUB,), out=shelf / "out", settings=settings).editions
    assert book.name == f"{name}.epub"


def test_a_name_of_the_books_own_stays(shelf: Path) -> None:
    (shelf / "book.toml").write_text('posts = ["rain.md"]\nvariant = "zh-Hant"\noutput = "own"\n', encoding="utf-8")
    (book,) = build(shelf, shelf).editions
    assert book.name == "own.epub"


def test_one_post_of_several_is_a_book_of_its_own(shelf: Path) -> None:
    (book,) = build(shelf / "rain.md", shelf).editions
    assert book.name == "rain.epub"
    opf = package(book)
    assert "rain</dc:title>" in opf
    assert "9787020002207" not in opf
    assert "CC0" in opf
    with zipfile.ZipFile(book) as archive:
        assert "EPUB/dedication.xhtml" not in archive.namelist()
        assert "48元" not in archive.read("EPUB/copyright-page.xhtml").decode()


def test_the_date_comes_from_outside_when_the_post_has_none(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735516800")
    script = pipeline.read(shelf / "rain.md", settings=pipeline.Settings(offline=True, store=shelf / "store"))
    assert script.source_date == date(2024, 12, 30)


@pytest.mark.parametrize(("variant", "ruby", "name"), [
    ("zh-Hant", "", "rain.zh-Hant"), ("zh-TW-phrases", "bopomofo", "rain.zh-Hant-TW.bopomofo"), ("", "pinyin", "rain.zh-Hant-HK.pinyin"), ("none", "none", "rain"),
])
def test_script_and_readings_stand_in_the_name_and_the_command_wins(shelf: Path, variant: str, ruby: str, name: str) -> None:
    (shelf / "book.toml").write_text('posts = ["rain.md"]\nvariant = "zh-HK"\n[readings]\nruby = "bopomofo"\n' if not variant or variant == "none"
                                     else 'posts = ["rain.md"]\n', encoding="utf-8")
    settings = pipeline.Settings(offline=True, store=shelf / "store", variant=variant, ruby=ruby)
    (book,) = pipeline.build(shelf, to=(Target.EPUB,), out=shelf / "out", settings=settings).editions
    assert book.name == f"{name}.epub"


def test_a_name_of_the_books_own_stays(shelf: Path) -> None:
    (shelf / "book.toml").write_text('posts = ["rain.md"]\nvariant = "zh-Hant"\noutput = "own"\n', encoding="utf-8")
    (book,) = build(shelf, shelf).editions
    assert book.name == "own.epub"


def test_one_post_of_several_has_a_wrap_of_its_own(shelf: Path) -> None:
    with (shelf / "book.toml").open("a", encoding="utf-8") as file:
        file.write('[wrap]\nblurb = "合集的话"\nabout = "甲"\nprice = "9 元"\npages = 300\nbarcode-size = 90\n')
    settings = pipeline.Settings(offline=True, store=shelf / "store")
    whole = pipeline.read(shelf / "book.toml", settings=settings).options.wrap
    one = pipeline.read(shelf / "rain.md", settings=settings).options.wrap
    assert (whole.blurb, whole.price, whole.pages) == (("合集的话",), "9 元", 300)
    assert one == WrapOptions(barcode_size=90)


@pytest.mark.parametrize("epoch", ["soon", "99999999999999999", "²"])
def test_a_date_that_is_none_is_refused(shelf: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    report = Report()
    with pytest.raises(PostpressError):
        pipeline.read(shelf / "rain.md", settings=pipeline.Settings(offline=True, store=shelf / "store"), report=report)
    assert [d.code for d in report.errors] == ["U012"]


def test_nothing_is_saved_when_one_edition_fails(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("builder.pdf.bind", fail)
    with pytest.raises(KeyboardInterrupt):
        pipeline.build(shelf / "rain.md", out=shelf / "out", settings=pipeline.Settings(offline=True, store=shelf / "store"))
    assert not (shelf / "out").exists()


# ---- lines of the PDF


def gaps_in_print(folder: Path, composition: str) -> list[float]:
    """Return the room between the letters and ideographs of a post's longest paragraph, in em, printed as book.toml has it."""
    (folder / "lines.md").write_text(POST.format(title="行") + "\n" + "我们在云上用Kubernetes管理许多容器并且" * 12 + "。\n", encoding="utf-8")
    (folder / "book.toml").write_text(f'posts = ["lines.md"]\n[print]\ncomposition = "{composition}"\n', encoding="utf-8")
    built = pipeline.build(folder / "book.toml", to=(Target.PDF,), out=folder / composition,
                           settings=pipeline.Settings(offline=True, store=folder / "store"))
    glyphs = [glyph for glyph in glyphs_of(built.editions[0]) if glyph.text != " "]
    return [(b.x - a.right) / a.size for a, b in pairwise(glyphs)
            if a.text + b.text in {"用K", "s管", "云上", "容器", "管理"} and a.page == b.page and a.y == b.y]


def test_book_toml_chooses_who_composes_the_lines(tmp_path: Path) -> None:
    full, plain = gaps_in_print(tmp_path, "full"), gaps_in_print(tmp_path, "plain")
    assert len(plain) > 30
    assert max(map(abs, plain)) < 0.01  # WeasyPrint opens spaces alone, and sets none between Han and Latin
    assert sum(0.12 < gap < 0.5 for gap in full) >= 20
