from __future__ import annotations

import pytest

from builder.assets.labour import in_parallel


def test_work_in_parallel_keeps_its_order_and_its_failures() -> None:
    assert in_parallel(lambda n: n * n, range(50), 4) == [n * n for n in range(50)]
    assert in_parallel(lambda n: n, [], 4) == []
    with pytest.raises(ZeroDivisionError):
        in_parallel(lambda n: 1 // n, [1, 0, 1], 2)
