import asyncio
import socket
import threading

import pytest
from driftscope import ConfigError, Problem, SimulationConfig
from driftscope_dashboard.app import HOST, Desk, _asked_for, _session, free_port, serve
from driftscope_dashboard.state import Session, State


class Document:
    """A document that takes its turns when the test says so, and notes which thread asked for them."""

    def __init__(self):
        self.turns, self.threads = [], []

    def add_next_tick_callback(self, turn):
        self.turns.append(turn)
        self.threads.append(threading.current_thread())

    def take_turns(self):
        while self.turns:
            self.turns.pop(0)()


@pytest.fixture
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def desk(state, loop, monkeypatch):
    made = Desk(state, Document(), loop)
    monkeypatch.setattr(made, "held", lambda function: function)
    return made


def turn(loop):
    """Let a loop do what waits for it."""
    loop.run_until_complete(asyncio.sleep(0))


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


def test_errors_become_words(state, loop):
    desk = Desk(state, None, loop)
    desk.failed(ConfigError([Problem("seed", "is missing", None)]))
    assert state.notices.latest[1:] == ("error", "seed (None): is missing")
    desk.guarded(lambda: 1 / 0)()
    assert state.notices.latest[1:] == ("error", "That did not work: division by zero")


def test_nothing_runs_on_a_page_that_is_gone(desk, loop):
    desk.load()
    desk.schedule(lambda: pytest.fail("ran"))
    desk.close()
    turn(loop)
    desk.schedule(lambda: pytest.fail("ran"))
    turn(loop)
    assert desk.document.turns == []


def test_what_is_finished_before_the_browser_has_the_page_is_shown_then(desk, loop):
    shown = []
    desk.schedule(lambda: shown.append("early"))
    turn(loop)
    desk.document.take_turns()
    assert shown == []
    desk.load()
    assert shown == ["early"]
    desk.schedule(lambda: shown.append("later"))
    turn(loop)
    desk.document.take_turns()
    assert shown == ["early", "later"]


def test_another_thread_never_touches_the_document(desk, loop):
    worker = threading.Thread(target=desk.schedule, args=(lambda: None,))
    worker.start()
    worker.join()
    assert desk.document.threads == []
    turn(loop)
    assert desk.document.threads == [threading.current_thread()]


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
