"""Preflight: the bytes of a finished EPUB or PDF come in, diagnostics leave: what a reading system or a printer would refuse.

`check` applies our own rules, and with a printer's profile those of that printer; `check_for_readers` applies those for reading
systems by their names; `sheet` puts a printer's findings on one page of HTML with small pictures of the pages; `check_outside`
asks the validators of others, where they are installed.
"""

from builder.preflight.inspection import check, check_for_readers, kind
from builder.preflight.outside import check_outside
from builder.preflight.printing import OF_THE_TEXT, Finding
from builder.preflight.reading_systems import READERS
from builder.preflight.reading_systems import Finding as ReaderFinding
from builder.preflight.sheet import sheet

__all__ = ["OF_THE_TEXT", "READERS", "Finding", "ReaderFinding", "check", "check_for_readers", "check_outside", "kind", "sheet"]
