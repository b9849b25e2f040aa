"""Printing: a finished PDF and a printing house's profile come in, findings leave: what that house would refuse, page by page.

`observe` reads the file once into values; each rule is a function from these values and the profile to findings.
"""

from builder.preflight.printing.findings import OF_THE_TEXT, Finding, named
from builder.preflight.printing.judging import for_the_wrap, judge

__all__ = ["OF_THE_TEXT", "Finding", "for_the_wrap", "judge", "named"]
