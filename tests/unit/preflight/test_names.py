"""Names of every age: UTF-8, GB 2312, and bytes that are neither."""

from __future__ import annotations

import pikepdf
import pytest

from builder.preflight.names import name_of


@pytest.mark.parametrize(("written", "shown"), [
    (b"/Helvetica", "Helvetica"), (b"/Song#20Ti", "Song Ti"), (b"/#E5#AE#8B#E4#BD#93", "宋体"), (b"/#CB#CE#CC#E5", "宋体"),
    (b"/#CB#CE#CC#E5,Bold#231", "宋体,Bold#1"), (b"/#82#6C#82#72", "#82l#82r"), (b"/A#FF", "A#ff"),
])
def test_names_are_text(written: bytes, shown: str) -> None:
    assert name_of(pikepdf.Object.parse(written)) == shown


def test_text_is_its_own_name() -> None:
    assert name_of("unnamed") == "unnamed"
