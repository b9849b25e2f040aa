from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builder.manuscript import edit
from builder.options import Options, Readings, Variant

from .reading import book_of, codes, manuscript, read

FRONT = "---\ntitle: 头发\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n"


def test_a_book_is_made_as_it_is_unless_something_is_asked(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, FRONT + "头发\n")
    assert (book.metadata.title, book.metadata.original, codes(report)) == ("头发", "", [])
    assert "<ruby>" not in book.chapters[0].markup


def test_both_at_once_name_the_first_original_and_are_a_book_of_their_own(tmp_path: Path) -> None:
    plain, _ = book_of(tmp_path, FRONT + "头发\n")
    other, _ = book_of(tmp_path, FRONT + "头发\n", options=Options(variant=Variant("zh-Hant")))
    both, _ = book_of(tmp_path, FRONT + "头发\n", options=Options(variant=Variant("zh-Hant"), readings=Readings("pinyin")))
    assert both.metadata.original == plain.metadata.identifier
    assert len({book.metadata.identifier for book in (plain, other, both)}) == 3
    assert "<ruby>頭<rt>tóu</rt></ruby><ruby>髮<rt>fà</rt></ruby>" in both.chapters[0].markup


def test_a_book_with_a_number_of_its_own_keeps_it_under_its_readings(tmp_path: Path) -> None:
    post, report = read(tmp_path, FRONT + "头发\n")
    asked = Options(variant=Variant("zh-Hant", isbn="978-0-306-40615-7"), readings=Readings("pinyin"))
    assert edit(manuscript(post, options=asked), report).metadata.identifier == "urn:isbn:9780306406157"


def test_what_converts_is_imported_when_it_is_asked_for_alone(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(FRONT + "头发\n", encoding="utf-8")
    code = ("import sys; from pathlib import Path; import builder; script = builder.read(Path(sys.argv[1])); builder.edit(script);"
            "print([name in sys.modules for name in ('opencc', 'pypinyin')])")
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path / "post.md")], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[False, False]"
