"""PDF files that other programs made are judged for what they are: none is called damaged, none is given up."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from builder import printers
from builder.errors import Report
from builder.preflight import check
from builder.typography import TRIMS

from .tools import require, run

pytestmark = pytest.mark.integration

COMMANDS = {
    "pdfunite": ("{tool}", "{given}", "{given}", "{made}"), "pdfseparate": ("{tool}", "-l", "1", "{given}", "{made}"),
    "pdftocairo": ("{tool}", "-pdf", "{given}", "{made}"), "gs": ("{tool}", "-q", "-o", "{made}", "-sDEVICE=pdfwrite", "{given}"),
    "qpdf": ("{tool}", "--linearize", "--object-streams=generate", "{given}", "{made}"), "mutool": ("{tool}", "clean", "-ggg", "{given}", "{made}"),
}


@pytest.mark.parametrize("tool", COMMANDS)
def test_a_file_passed_through_a_tool_is_neither_damaged_nor_blank(tool: str, tmp_path: Path) -> None:
    given, made = tmp_path / "given.pdf", tmp_path / "made.pdf"
    with pikepdf.new() as pdf:
        for _ in range(4):
            page = pdf.add_blank_page(page_size=(396, 612)).obj
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)))
            page.Contents = pdf.make_stream(b"BT /F 12 Tf 100 300 Td (rain) Tj ET")
        pdf.save(given)
    run([part.format(tool=require(tool), given=given, made=made) for part in COMMANDS[tool]])
    for name in ("kdp", "generic"):
        profile = printers.load(name, places=printers.folders(), trims=tuple(TRIMS), report=Report())
        found = {finding.code for finding in check(made.read_bytes(), "made.pdf", Report(), profile)}
        assert not found & {"V050", "V083", "V084", "V092", "V107"}, found
