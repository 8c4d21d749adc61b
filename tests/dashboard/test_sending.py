"""Changes go out together and in order, also when they are made without the document's lock and the socket is slow."""

import asyncio
import json
from types import SimpleNamespace

import numpy as np
import pytest
from bokeh.document import Document
from bokeh.models import ColumnDataSource, Div
from bokeh.protocol import Protocol
from driftscope_dashboard import sending
from driftscope_dashboard.sending import tell_again, together
from tornado.locks import Lock


class SlowNetwork:
    """Takes frames in the order in which they are written, and says only later that it took them."""

    def __init__(self):
        self.frames = []

    def is_closing(self):
        return False

    def write_message(self, frame, binary):
        self.frames.append(frame)

        async def take():
            for _ in range(3):
                await asyncio.sleep(0)

        return asyncio.ensure_future(take())


class Socket:
    """A socket, and the events of the messages that were written to it."""

    def __init__(self):
        self.write_lock, self.ws_connection = Lock(), SlowNetwork()

    @property
    def written(self):
        """The events of each message, in the order of its frames: header, metadata, content, and those of arrays."""
        texts = [json.loads(frame) for frame in self.ws_connection.frames if isinstance(frame, str)]
        return [text["events"] for text in texts if "events" in text]


@pytest.fixture
def open_page():
    document, socket = Document(), Socket()
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


def test_the_frames_of_messages_do_not_mix(open_page):
    document, socket = open_page
    data = ColumnDataSource({"x": np.zeros(3)})
    document.add_root(data)

    def change():
        for number in range(5):
            with together(document):
                data.data = {"x": np.full(3, float(number))}

    run(change, socket, 5)
    frames = socket.ws_connection.frames
    assert [isinstance(frame, str) for frame in frames] == [True, True, True, True, False] * 5
    assert [np.frombuffer(frame)[0] for frame in frames[4::5]] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_page_that_is_gone_takes_nothing(open_page):
    document, socket = open_page
    words = Div(text="")
    document.add_root(words)
    socket.ws_connection = None

    async def change():
        with together(document):
            words.text = "unseen"
        await asyncio.gather(*sending._on_their_way)

    asyncio.run(asyncio.wait_for(change(), 10))


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
