import asyncio
import threading

import pytest
from driftscope import ConfigError, Problem
from driftscope_dashboard.page.page_context import PageContext
from driftscope_dashboard.session.export_jobs import ExportJobs


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
def context(state, loop, monkeypatch, tmp_path):
    made = PageContext(state, Document(), loop, ExportJobs(tmp_path))
    monkeypatch.setattr(made, "held", lambda function: function)
    return made


def turn(loop):
    """Let a loop do what waits for it."""
    loop.run_until_complete(asyncio.sleep(0))


def test_errors_become_words(state, loop, tmp_path):
    context = PageContext(state, None, loop, ExportJobs(tmp_path))
    context.failed(ConfigError([Problem("seed", "is missing", None)]))
    assert state.notices.latest[1:] == ("error", "seed: is missing")
    context.safe(lambda: 1 / 0)()
    assert state.notices.latest[1:] == ("error", "That did not work: division by zero")


def test_nothing_runs_on_a_page_that_is_gone(context, loop):
    context.load()
    context.schedule(lambda: pytest.fail("ran"))
    context.close()
    turn(loop)
    context.schedule(lambda: pytest.fail("ran"))
    turn(loop)
    assert context.document.turns == []


def test_what_is_finished_before_the_browser_has_the_page_is_shown_then(context, loop):
    shown = []
    context.schedule(lambda: shown.append("early"))
    turn(loop)
    context.document.take_turns()
    assert shown == []
    context.load()
    assert shown == ["early"]
    context.schedule(lambda: shown.append("later"))
    turn(loop)
    context.document.take_turns()
    assert shown == ["early", "later"]


def test_another_thread_never_touches_the_document(context, loop):
    worker = threading.Thread(target=context.schedule, args=(lambda: None,))
    worker.start()
    worker.join()
    assert context.document.threads == []
    turn(loop)
    assert context.document.threads == [threading.current_thread()]
