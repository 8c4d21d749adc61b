import socket

import pytest
from driftscope import ConfigError, Problem, SimulationConfig
from driftscope_dashboard.app import HOST, Desk, _asked_for, _session, free_port, serve
from driftscope_dashboard.state import Session, State


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_named(taken):
    with pytest.raises(OSError, match=f"port {taken} is taken"):
        serve(port=taken, open_browser=False)


def test_a_free_port_can_be_used():
    with socket.socket() as own:
        own.bind((HOST, free_port()))


def test_errors_become_words(state):
    desk = Desk(state, None)
    desk.failed(ConfigError([Problem("seed", "is missing", None)]))
    assert state.notices.latest[1:] == ("error", "seed (None): is missing")
    desk.guarded(lambda: 1 / 0)()
    assert state.notices.latest[1:] == ("error", "That did not work: division by zero")


def test_nothing_runs_on_a_page_that_is_gone(state):
    desk = Desk(state, None)
    desk.close()
    desk.schedule(lambda: pytest.fail("ran"))


def test_without_an_address_the_page_begins_as_told(small):
    assert _asked_for(small) == (small, "")


def test_a_configuration_that_cannot_be_made_is_said_and_replaced(tmp_path):
    broken = SimulationConfig().replace({"probe": {"kind": "file", "path": str(tmp_path / "no.json")}})
    session, complaint = _session(broken, "")
    assert "cannot be read" in complaint
    assert session.preset is not None


def test_a_page_has_a_state_of_its_own(small):
    one, other = State(Session(small)), State(Session(small))
    one.selection.look(time_s=5.0)
    assert other.selection.time_s == 0.0
