from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from builder import pipeline
from builder.errors import PostpressError, Report
from builder.model import Target

POST = "---\ntitle: {title}\nauthor: 甲\nlang: zh-Hans\n---\n\n{title}的文字。\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("rain", "snow"):
        (tmp_path / f"{name}.md").write_text(POST.format(title=name), encoding="utf-8")
    (tmp_path / "book.toml").write_text('posts = ["rain.md", "snow.md"]\ntitle = "合集"\nisbn = "9787020002207"\nlicense = "CC0"\n', encoding="utf-8")
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


def test_one_post_of_several_is_a_book_of_its_own(shelf: Path) -> None:
    (book,) = build(shelf / "rain.md", shelf).editions
    assert book.name == "rain.epub"
    opf = package(book)
    assert "rain</dc:title>" in opf
    assert "9787020002207" not in opf
    assert "CC0" in opf


def test_the_date_comes_from_outside_when_the_post_has_none(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735516800")
    script = pipeline.read(shelf / "rain.md", settings=pipeline.Settings(offline=True, store=shelf / "store"))
    assert script.source_date == date(2024, 12, 30)


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
