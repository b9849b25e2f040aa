"""veraPDF judges the edition for a screen by every rule of PDF/UA-1 and PDF/A-3u that a machine can try."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pikepdf
import pytest

import builder

from .node_modules import absent
from .tools import run

TOP = Path(__file__).parents[2]
JUDGE = Path(__file__).parent / "verapdf" / "Verify.java"


def verapdf(flavour: str, file: Path) -> tuple[int, str]:
    """Return veraPDF's exit code, 0 when no rule failed, and what it says; without it the test is skipped, and fails under
    CI=true.

    Looked for in the folder that POSTPRESS_VERAPDF names, else in `.tools/verapdf`.
    """
    jars = Path(os.environ.get("POSTPRESS_VERAPDF") or TOP / ".tools" / "verapdf")
    java = shutil.which("java")
    if java is None or not list(jars.glob("validation-model-*.jar")):
        absent("veraPDF is not installed; 'make test' installs it with Maven")
    done = run([str(java), "-cp", f"{jars}/*", JUDGE, flavour, file])
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("flavour", ["ua1", "3u"])
def test_no_rule_fails(screen_book: Path, standard: str, flavour: str) -> None:
    if flavour == "3u" and standard == "ua":
        with pikepdf.open(screen_book) as pdf:
            assert b"pdfaid" not in bytes(pdf.Root.Metadata.read_bytes()), "it claims what nobody asked for"
        return
    code, said = verapdf(flavour, screen_book)
    assert code == 0, said
    assert "0 rules failed" in said
    assert int(said.partition(f" {flavour}: ")[2].split()[0]) > 10_000, f"hardly a rule was tried: {said}"


def test_the_judge_is_no_stub(tmp_path: Path) -> None:
    """A file whose links no longer say where they lead fails."""
    post = tmp_path / "rain.md"
    post.write_text("---\ntitle: 雨\nlang: zh-Hans\n---\n\n见[这里](https://example.org/)。\n", encoding="utf-8")
    settings = builder.Settings(offline=True, store=tmp_path / "store")
    (made,) = builder.build(post, to=(builder.Target.SCREEN,), out=tmp_path, settings=settings).editions
    assert verapdf("ua1", made)[0] == 0
    with pikepdf.open(made, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            for area in page.obj.get("/Annots", []):
                del area["/Contents"]
        pdf.save(made, fix_metadata_version=False)
    code, said = verapdf("ua1", made)
    assert code == 1
    assert "7.18.5 test 2" in said
