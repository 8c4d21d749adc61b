"""Changes go out together and in order, also when they are made without the document's lock and the socket is slow."""

import asyncio
from types import SimpleNamespace

import pytest
from bokeh.document import Document
from bokeh.models import ColumnDataSource, Div
from bokeh.protocol import Protocol
from driftscope_dashboard.sending import tell_again, together
from tornado.locks import Lock


class SlowSocket:
    """Writes one message at a time, each after a few turns of the loop, as a full network buffer would."""

    def __init__(self):
        self.lock, self.written = Lock(), []

    async def send_message(self, message):
        with await self.lock.acquire():
            for _ in range(3):
                await asyncio.sleep(0)
            self.written.append(message.content["events"])


@pytest.fixture
def open_page():
    document, socket = Document(), SlowSocket()
    connection = SimpleNamespace(protocol=Protocol(), _socket=socket)
    session = SimpleNamespace(_subscribed_connections=[connection])
    document._session_context = lambda: SimpleNamespace(session=session)
    return document, socket


def run(change, socket, messages):
    """Run changes on an event loop until so many messages are out."""

    async def all_of_it():
        change()
        while len(socket.written) < messages:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(all_of_it(), 10))


def test_what_changes_together_is_one_message(open_page):
    document, socket = open_page
    words, data = Div(text="a"), ColumnDataSource({"x": [1.0]})
    document.add_root(words)
    document.add_root(data)

    def change():
        with together(document):
            words.text = "b"
            data.data = {"x": [2.0]}
            data.data = {"y": [3.0]}
            with together(document):
                words.visible = False

    run(change, socket, 1)
    [events] = socket.written
    assert {event.get("attr") for event in events} == {"text", "data", "visible"}


def test_the_last_change_of_many_is_not_left_behind_and_none_overtakes(open_page):
    document, socket = open_page
    words = Div(text="")
    document.add_root(words)

    def change():
        for number in range(50):
            with together(document):
                words.text = str(number)

    run(change, socket, 50)
    assert [event["new"] for [event] in socket.written] == [str(number) for number in range(50)]


def test_an_error_does_not_keep_what_was_changed_before_it(open_page):
    document, socket = open_page
    words = Div(text="")
    document.add_root(words)

    def change():
        with pytest.raises(ZeroDivisionError), together(document):
            words.text = "before"
            raise ZeroDivisionError

    run(change, socket, 1)
    assert document.callbacks.hold_value is None


def test_what_the_browser_may_have_overtaken_is_sent_again(open_page):
    document, socket = open_page
    words = Div(text="ours")
    document.add_root(words)

    def change():
        with together(document):
            tell_again(document, [(words.id, "text"), (words.id, "nothing"), ("gone", "text")])

    run(change, socket, 1)
    [[event]] = socket.written
    assert (event["model"], event["attr"], event["new"]) == ({"id": words.id}, "text", "ours")


def test_without_a_session_or_document_it_does_nothing():
    document = Document()
    heard = []
    document.on_change(heard.append)
    with together(None), together(document):
        document.title = "unseen"
    assert [event.title for event in heard] == ["unseen"]
