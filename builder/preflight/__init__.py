"""Preflight: the bytes of a finished EPUB or PDF come in, diagnostics leave: what a reading system or a printer would refuse.

`check` applies our own rules; `check_outside` asks the validators of others, where they are installed.
"""

from builder.preflight.inspection import check
from builder.preflight.outside import check_outside

__all__ = ["check", "check_outside"]
