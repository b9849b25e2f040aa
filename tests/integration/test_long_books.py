"""A book of some three hundred pages, with all a book may hold, for every printing house."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import builder
from builder.errors import Report
from builder.model import Target
from builder.preflight import check

from .test_printing_houses import HOUSES, POINT, profile_of
from .tools import require, run

pytestmark = pytest.mark.integration

SENTENCES = ("山前有田，田边有水，水上有桥，桥下有船。", "集群 Kubernetes 在 2014 年开源，容器编排从此不同。", "他问：“这是谁的船？”没有人回答。",
             "《诗经》说得好——“关关雎鸠，在河之洲”；后来的人都这样念。")


def chapter(part: int, number: int) -> str:
    prose = "\n\n".join("".join(SENTENCES[(number + turn + n) % 4] for n in range(16)) for turn in range(9))
    marks = f"{{^山}}与{{^水!第{number}章}}各有所归[^{part}-{number}]。\n\n[^{part}-{number}]: 第{number}章的注，见[此处](https://example.com/{number})。"
    table = "表：数目\n\n| 名 | 数 |\n| --- | ---: |\n" + "\n".join(f"| 第{n}项 | {n * number} |" for n in range(1, 12))
    code = "```python\n" + "\n".join(f"value_{n} = {n}  # 第{n}行，写得长一些，好叫它在纸上换行，看看换行的记号在哪里" for n in range(8)) + "\n```"
    return f"## 第{number}章 {'山水田舟'[number % 4]}\n\n{marks}\n\n{prose}\n\n### 表与图\n\n{table}\n\n![桥边的船](boat.png)\n\n{code}\n\n{prose}"


def manuscript() -> str:
    parts = [f"# 第{'一二三四'[part]}部：{'山水田舟'[part]}\n\n" + "\n\n".join(chapter(part, number) for number in range(1, 7)) for part in range(4)]
    return "---\ntitle: 长书\nauthor: 甲\nlang: zh-Hans\ndate: 2026-01-01\n---\n\n开头的话。\n\n" + "\n\n".join(parts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("long")
    (made / "long.md").write_text(manuscript(), encoding="utf-8")
    (made / "book.toml").write_text(
        'posts = ["long.md"]\nisbn = "978-3-16-148410-0"\ndedication = "献给读者"\n[figures]\nnumbered = true\n[code]\nnumbers = true\n', encoding="utf-8")
    Image.linear_gradient("L").resize((1600, 1200)).save(made / "boat.png", dpi=(600, 600))
    return made


@pytest.mark.parametrize("house", HOUSES)
def test_its_printer_takes_it(house: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    profile, report = profile_of(house), Report()
    settings = builder.Settings(offline=True, store=tmp_path / "store", printer=house)
    book, = builder.build(folder, to=(Target.PDF,), out=tmp_path, settings=settings, report=report).editions
    assert {str(found) for found in report if found.code not in {"A090", "V109"}} == set()

    judged = Report()
    findings = check(book.read_bytes(), book.name, judged, profile)
    assert {finding.code for finding in findings} <= ({"V109"} if house == "kdp" else set())
    done = run([require("qpdf"), "--check", book])
    assert done.returncode == 0, done.stdout + done.stderr
    with pikepdf.open(book) as pdf:
        assert 280 <= len(pdf.pages) <= 480
        assert len(pdf.pages) % profile.multiple == 0
        width = float(pdf.pages[0].obj.TrimBox[2] - pdf.pages[0].obj.TrimBox[0]) * POINT
        assert width > 100
