from __future__ import annotations

import re
import socket

import pytest

from builder.catalogue.listening import addresses, listen
from builder.errors import PostpressError, Report


def test_a_free_port_is_found_on_this_machine_alone() -> None:
    with listen(0, Report(), lan=False) as opened:
        host, port = opened.getsockname()
        assert host == "127.0.0.1"
        assert addresses(opened, lan=False) == (f"http://localhost:{port}",)
        socket.create_connection((host, port), timeout=5).close()


def test_the_network_gets_addresses_that_can_be_typed() -> None:
    with listen(0, Report(), lan=True) as opened:
        assert opened.getsockname()[0] == "0.0.0.0"
        found = addresses(opened, lan=True)
        assert found
        assert len(set(found)) == len(found)
        assert all(re.fullmatch(r"http://(\d+\.\d+\.\d+\.\d+|localhost):\d+", address) for address in found)
        assert not any("127.0.0.1" in address for address in found)


def test_a_port_in_use_is_an_error_that_names_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PostpressError) as stop:
            listen(port, Report(), lan=False)
    (said,) = stop.value.report
    assert said.code == "K003"
    assert f"port {port} " in said.message
    assert "--port" in str(said.hint)


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_is_none_is_an_error(port: int) -> None:
    with pytest.raises(PostpressError, match="K004"):
        listen(port, Report(), lan=False)
