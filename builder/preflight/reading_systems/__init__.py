"""Reading systems: any EPUB and the names of readers come in, findings leave: what those readers refuse, drop or show badly.

`judge` opens the book once; each rule is a function from the opened book to findings, and each finding says which readers it
concerns.
"""

from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.judging import GENERAL, judge
from builder.preflight.reading_systems.readers import READERS

__all__ = ["GENERAL", "READERS", "Finding", "judge"]
