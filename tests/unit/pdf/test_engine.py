from __future__ import annotations

from typing import Any

import pytest
import weasyprint

from builder.pdf import engine, lines

NAMES = [*engine.REPLACED.values(), *engine.CALLED]


@pytest.mark.parametrize("release", ["71.0", "69.0", "7.0", "70"])
def test_another_weasyprint_is_refused_by_name(release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", release)
    with pytest.raises(engine.UnknownWeasyPrintError, match=rf"^WeasyPrint {release} is installed.*70\.\*.*engine.py") as refused:
        lines.install()
    assert "which has" not in str(refused.value)


@pytest.mark.parametrize("patch", ["70.0", "70.1", "70.12"])
def test_a_patch_of_the_same_release_is_taken(patch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", patch)
    lines.install()


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[f"{module.__name__}.{name}" for module, name in NAMES])
def test_a_weasyprint_that_lacks_a_private_name_is_refused_with_it(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(module, name)
    with pytest.raises(engine.UnknownWeasyPrintError, match=rf"{module.__name__}.{name}: compare what builder/pdf/engine.py"):
        lines.install()


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in NAMES:
        monkeypatch.delattr(module, name)
    with pytest.raises(engine.UnknownWeasyPrintError) as refused:
        lines.install()
    assert all(f"{module.__name__}.{name}" in str(refused.value) for module, name in NAMES)


def test_every_place_is_taken_once_lines_are_installed() -> None:
    lines.install()
    for name, (module, replaced) in engine.REPLACED.items():
        assert getattr(module, replaced).__module__.startswith("builder.pdf."), name
        assert getattr(engine, f"weasyprint_{name}").__module__.startswith("weasyprint."), name


def test_to_install_twice_is_to_install_once() -> None:
    """The functions that were replaced are still at hand: ours do not call themselves."""
    lines.install()
    before = [getattr(module, name) for module, name in engine.REPLACED.values()]
    lines.install()
    assert [getattr(module, name) for module, name in engine.REPLACED.values()] == before
    assert not {engine.weasyprint_lines, engine.weasyprint_draw_text} & set(before)


def test_what_the_module_gives_is_there() -> None:
    assert [name for name in engine.__all__ if not hasattr(engine, name)] == []


@pytest.mark.parametrize(("text", "breaks"), [("汉字", "010"), ("汉，字", "0010"), ("a b", "0010"), ("——", "000"), ("字\u2060字", "0000"), ("字\u200b）", "0010")])
def test_line_attributes_say_where_a_line_may_begin(text: str, breaks: str) -> None:
    assert "".join(str(flags & 1) for flags in engine.line_attributes(text, "zh-Hans"))[:-1] == breaks[:-1]
