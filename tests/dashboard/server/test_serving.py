import socket

import pytest
from driftscope_dashboard.server import free_port, serve
from driftscope_dashboard.server.options import LOOPBACK as HOST


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_named(taken):
    with pytest.raises(OSError, match=f"port {taken} is in use"):
        serve(port=taken, open_browser=False)


def test_a_free_port_can_be_used():
    with socket.socket() as own:
        own.bind((HOST, free_port()))
