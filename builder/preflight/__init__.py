"""Preflight: the bytes of a finished EPUB or PDF come in, diagnostics leave: what a reading system or a printer would refuse.

`check` applies our own rules, and with a printer's profile those of that printer, with names of readers those for them; `sheet` puts its findings on one page of HTML
with small pictures of the pages; `check_outside` asks the validators of others, where they are installed.
"""

from builder.preflight.inspection import check
from builder.preflight.outside import check_outside
from builder.preflight.printing import OF_THE_TEXT, Finding
from builder.preflight.reading_systems import READERS
from builder.preflight.reading_systems import Finding as ReaderFinding
from builder.preflight.sheet import sheet

__all__ = ["OF_THE_TEXT", "READERS", "Finding", "ReaderFinding", "check", "check_outside", "sheet"]
