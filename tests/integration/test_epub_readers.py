"""The finished first book in reading systems: foliate-js in a headless Chromium, and MuPDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from oracles.finished import Finished
from PIL import Image

from .node_modules import node, package
from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

SCRIPT = Path(__file__).parent / "node" / "foliate.mjs"
TITLE = "十年Kubernetes：过去、现在和未来"
CONTENTS = ["引言", "时代一 Kubernetes的简易时代", "时代二 成长的痛苦和收获", "时代三 稳定性与创新", "时代四 未来是Wasm", "超越原本的目的"]
FIRST_WORDS, LAST_WORDS = "最初，有 Borg。我在2010年代初在Google工作了一段时间", "Kubernetes即将飞速成功。"


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return artifacts(tmp_path_factory.mktemp("readers"), "readers")


@pytest.fixture(scope="module")
def foliate(first_book: Finished, shots: Path) -> dict[str, Any]:
    """Return what foliate-js makes of the first book, page by page."""
    modules = package("foliate-js").parent
    package("playwright-core")
    done = run([node(), SCRIPT, first_book.epub, modules, require("chromium"), shots])
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def section(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in told["sections"] if s["id"].endswith(name))
    return found


def test_it_opens_without_a_complaint_and_asks_for_nothing_outside(foliate: dict[str, Any]) -> None:
    assert foliate["errors"] == []
    assert foliate["outside"] == []
    assert foliate["metadata"]["title"] == TITLE
    assert foliate["metadata"]["language"] == "zh-Hans"
    assert all(s["language"] == "zh-Hans" for s in foliate["sections"])


def test_the_cover_is_known_and_shown(foliate: dict[str, Any]) -> None:
    assert foliate["cover"] == {"type": "image/jpeg", "width": 1600, "height": 2560}
    (image,) = foliate["sections"][0]["images"]
    assert (image["width"], image["height"]) == (1600, 2560)
    assert TITLE in image["alt"]


def test_the_contents_are_listed_in_order(foliate: dict[str, Any]) -> None:
    assert [entry["label"] for entry in foliate["toc"]][: len(CONTENTS)] == CONTENTS
    spine = [s["id"] for s in foliate["sections"]]
    places = [spine.index(entry["href"].partition("#")[0]) for entry in foliate["toc"]]
    assert places == sorted(places)
    assert [mark["type"] for mark in foliate["landmarks"]] == [["cover"], ["toc"], ["bodymatter"]]


def test_chapter_one_is_whole(foliate: dict[str, Any]) -> None:
    text = section(foliate, "chapter-01.xhtml")["text"]
    lines = [line for line in text.split("\n") if line.strip()]
    assert lines[:2] == ["时代一", "Kubernetes的简易时代"]
    assert lines[2].startswith(FIRST_WORDS)
    assert lines[-1] == LAST_WORDS


def test_every_embedded_face_loads_on_every_page(foliate: dict[str, Any]) -> None:
    for page in foliate["sections"]:
        assert page["fonts"], page["id"]
        assert {face["status"] for face in page["fonts"]} == {"loaded"}, page["id"]


def test_the_text_asks_for_the_embedded_families(foliate: dict[str, Any]) -> None:
    assert section(foliate, "chapter-01.xhtml")["used"] == ["Noto Serif SC", "Noto Sans SC"]
    assert all("Noto Serif SC" in page["used"] for page in foliate["sections"])


def test_every_page_has_the_whole_style_sheet(foliate: dict[str, Any]) -> None:
    assert len({tuple(page["rules"]) for page in foliate["sections"]}) == 1
    assert foliate["sections"][0]["rules"][0] > 40


def test_every_page_was_painted(foliate: dict[str, Any], shots: Path) -> None:
    pictures = sorted(shots.glob("foliate-*.png"))
    assert len(pictures) == len(foliate["sections"])
    for picture in pictures:
        with Image.open(picture) as image:
            assert len(image.convert("L").getcolors(256) or ()) > 16, f"{picture.name} is blank"


def test_a_click_on_a_printed_page_leads_to_where_it_begins(foliate: dict[str, Any], first_book: Finished) -> None:
    place = foliate["place"]
    begins = plain(place["begins"])[:10]
    assert begins in plain(place["shown"])
    with pymupdf.open(first_book.pdf) as printed:
        page = next(page for page in printed if page.get_label() == place["label"])
        assert begins in plain(page.get_text())


def test_a_click_on_a_note_pops_it_up(illustrated_book: Finished, tmp_path: Path) -> None:
    modules = package("foliate-js").parent
    done = run([node(), SCRIPT, illustrated_book.epub, modules, require("chromium"), artifacts(tmp_path, "notes")])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert (told["note"]["type"], told["note"]["hidden"]) == ("footnote", True)
    assert told["note"]["text"].startswith(told["note"]["number"])
    assert len(told["note"]["text"]) > len(told["note"]["number"]) + 2


def test_mupdf_draws_the_cover_and_the_text(first_book: Finished, shots: Path) -> None:
    done = run([require("mutool"), "draw", "-o", shots / "mupdf-%d.png", "-r", "96", "-W", "450", "-H", "700", "-S", "14",
                first_book.epub, "1-6"])
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr.lower()
    with Image.open(shots / "mupdf-1.png") as cover:
        colours = cover.convert("RGB").getcolors(1 << 20) or []
    white = sum(count for count, colour in colours if colour == (255, 255, 255))
    assert white < sum(count for count, _ in colours) / 2, "the cover is not on the first page"
    for number in range(2, 7):
        with Image.open(shots / f"mupdf-{number}.png") as page:
            assert len(page.convert("L").getcolors(256) or ()) > 16, f"page {number} is blank"


def test_mupdf_lists_the_same_contents(first_book: Finished) -> None:
    with pymupdf.open(first_book.epub) as book:
        assert [title for _, title, _ in book.get_toc()][: len(CONTENTS)] == CONTENTS


@pytest.fixture(scope="module")
def epubjs(finished: Finished) -> dict[str, Any]:
    """Return what epub.js makes of a book."""
    modules = package("epubjs").parent
    package("jszip")
    package("playwright-core")
    done = run([node(), SCRIPT.with_name("epubjs.mjs"), finished.epub, modules, require("chromium")])
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_epubjs_opens_every_page_and_asks_for_nothing_outside(epubjs: dict[str, Any], finished: Finished) -> None:
    assert (epubjs["errors"], epubjs["outside"]) == ([], [])
    with pymupdf.open(finished.epub) as book:
        assert epubjs["metadata"]["title"] == (book.metadata or {})["title"]
        assert [entry["label"] for entry in epubjs["toc"]] == [" ".join(title.split()) for _, title, _ in book.get_toc()]
    assert all(page["text"].strip() for page in epubjs["sections"] if "cover" not in page["href"])


def test_epubjs_goes_to_a_section_a_note_and_a_printed_page(epubjs: dict[str, Any], finished: Finished) -> None:
    with pymupdf.open(finished.pdf) as printed:
        page = next(page for page in printed if page.get_label() == str(epubjs["page"]["page"]))
        assert plain(epubjs["page"]["text"])[:12] in plain(page.get_text())
    assert epubjs["page"]["inSight"]
    if finished.epub.stem == "features":  # the first book has no notes, and no sections below its chapters
        assert epubjs["note"]
        assert epubjs["entry"]
    for aim in filter(None, (epubjs["entry"], epubjs["note"])):
        assert aim["inSight"], aim
    if epubjs["entry"]:
        assert plain(epubjs["entry"]["text"]).startswith(plain(epubjs["entry"]["label"]))


@pytest.fixture(scope="module")
def readium(finished: Finished) -> dict[str, Any]:
    """Return the publication that Readium's parser makes of a book."""
    modules = package("r2-shared-js").parent
    done = run([node(), SCRIPT.with_name("readium.mjs"), finished.epub, modules])
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_readium_reads_what_the_book_says_of_itself(readium: dict[str, Any], finished: Finished) -> None:
    with pymupdf.open(finished.epub) as book:
        assert readium["title"] == (book.metadata or {})["title"]
    assert readium["identifier"].startswith("urn:")
    assert (readium["languages"], readium["direction"]) == (["zh-Hans"], "ltr")
    assert readium["cover"].endswith(".jpg")
    assert {"tableOfContents", "readingOrder", "pageNavigation", "pageBreakMarkers"} <= set(readium["features"])
    assert readium["fonts"] > 0


def test_readium_finds_contents_landmarks_and_printed_pages_in_the_order_of_reading(
    readium: dict[str, Any], finished: Finished,
) -> None:
    spine = readium["spine"]
    for listed in ("toc", "pages", "landmarks"):
        places = [spine.index(entry["href"].partition("#")[0]) for entry in readium[listed]]
        assert places, listed
        assert listed == "landmarks" or places == sorted(places), listed
    assert [entry["title"] for entry in readium["landmarks"]][:3] == ["封面", "目录", "正文"]
    with pymupdf.open(finished.pdf) as printed:
        labels = [page.get_label() for page in printed]
    told = [entry["title"] for entry in readium["pages"]]
    assert told == [label for label in labels if label in told]


def plain(text: str) -> str:
    return "".join(text.split())
