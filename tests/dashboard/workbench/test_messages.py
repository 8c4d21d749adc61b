from contextlib import contextmanager

import pytest
from bokeh.document import Document
from bokeh.document.events import ModelChangedEvent
from bokeh.models import Range1d
from driftscope_dashboard.workbench import Control, Messages, Stack


@contextmanager
def held(document):
    """Hold what changes as Panel does for a page that is open."""
    document.hold("combine")
    yield
    document.unhold()


@pytest.fixture
def _open_page(monkeypatch):
    monkeypatch.setattr("panel.io.hold", held)


@pytest.fixture
def sent():
    return []


@pytest.fixture
def messages(sent):
    made = Messages()
    made.connect(sent.append)
    return made


def added(messages, *nodes):
    for node in nodes:
        messages.add(node)
    messages.described()
    return nodes


def test_a_change_is_told_once_and_only_where_it_differs(messages, sent):
    [control] = added(messages, Control(value=1))
    control.value = 1
    control.update(value=2, label="A")
    assert sent == [{"patch": [[control.key, {"value": 2, "label": "A"}]]}]


def test_changes_of_one_callback_go_out_together(messages, sent):
    one, other = added(messages, Control(), Control())
    with messages.batched():
        one.value, other.value = 1, 2
        one.value = 3
        with messages.batched():
            other.tell({"wipe": True})
        assert sent == []
    assert sent == [
        {"patch": [[one.key, {"value": 3}], [other.key, {"value": 2}]], "to": [[other.key, {"wipe": True}]]}
    ]


def test_the_answer_comes_with_what_was_brought_about(messages, sent):
    one, other = added(messages, Control(), Control())
    one.on_set(lambda value: other.update(value=value + 1))
    messages.hear({"number": 1, "told": [[one.key, "set", 4]]})
    assert sent == [{"patch": [[other.key, {"value": 5}], [one.key, {"value": 4}]], "done": 1}]


def test_a_value_that_is_refused_is_told_back(messages, sent):
    [control] = added(messages, Control(value=1))
    control.on_set(lambda _: control.update(value=1))
    messages.hear({"number": 1, "told": [[control.key, "set", 4]]})
    assert sent == [{"patch": [[control.key, {"value": 1}]], "done": 1}]


def test_what_is_told_twice_counts_once(messages, sent):
    heard = []
    [control] = added(messages, Control(on_message=heard.append))
    for _ in range(2):
        messages.hear({"number": 1, "told": [[control.key, "message", {"clicked": True}]]})
    assert (heard, sent) == ([{"clicked": True}], [{"done": 1}] * 2)


def test_after_a_lost_connection_everything_is_told(messages, sent):
    [control] = added(messages, Control(label="A"))
    messages.hear({"again": True})
    assert sent == [{"new": {control.key: {"label": "A"}}}]


def test_what_is_told_of_unknown_nodes_or_is_no_message_is_nothing(messages, sent):
    messages.hear("nonsense")
    messages.hear({"number": 1, "told": [["gone", "set", 3]]})
    assert sent == [{"done": 1}]


def test_nodes_that_come_are_described_and_those_that_go_are_forgotten(messages, sent):
    first, second = Control(label="1"), Control(label="2")
    [stack] = added(messages, Stack(first))
    stack.children = [second]
    assert sent == [{"new": {second.key: {"label": "2"}}, "patch": [[stack.key, {"children": [second.key]}]]}]
    assert messages.nodes.keys() == {stack.key, second.key}
    first.value = 3
    assert len(sent) == 1


def test_children_within_children_come_and_go_with_them(messages):
    inner = Control()
    [stack] = added(messages, Stack())
    stack.children = [Stack(Stack(inner))]
    assert inner.key in messages.nodes
    stack.children = []
    assert messages.nodes.keys() == {stack.key}


def test_what_changes_before_the_browser_is_there_waits(sent):
    messages = Messages()
    [control] = added(messages, Control())
    control.value = 1
    control.tell({"words": "!"})
    messages.connect(sent.append)
    messages.hear({"hello": True})
    assert sent == [{"patch": [[control.key, {"value": 1}]], "to": [[control.key, {"words": "!"}]]}]


@pytest.mark.usefixtures("_open_page")
def test_figures_change_together_with_nodes():
    document, sent = Document(), []
    made, span = Messages(document), Range1d()
    document.add_root(span)
    document.on_change(lambda event: sent.append("figure") if isinstance(event, ModelChangedEvent) else None)
    made.connect(lambda message: sent.append(message))
    [control] = added(made, Control())
    with made.batched():
        span.start = 4
        control.value = 1
        assert sent == []
    assert sent == [{"patch": [[control.key, {"value": 1}]]}, "figure"]


@pytest.mark.usefixtures("_open_page")
def test_a_property_that_both_changed_is_sent_once_more():
    document, sent = Document(), []
    made, span = Messages(document), Range1d(start=3)
    document.add_root(span)
    document.on_change(lambda event: sent.append((event.attr, event.new)) if hasattr(event, "attr") else None)
    made.connect(lambda message: None)
    made.hear({"number": 1, "told": [], "crossed": [[span.id, "start"], [span.id, "nothing"], ["gone", "start"]]})
    assert sent == [("start", 3)]


def test_the_gesture_of_what_is_told_is_known_meanwhile(sent):
    gestures, during = [], []
    made = Messages(None, gestures.append)
    made.connect(sent.append)
    [control] = added(made, Control(on_set=lambda value: during.append((value, gestures[-1]))))
    made.hear(
        {"number": 1, "told": [[control.key, "set", 1, 7], [control.key, "set", 2], [control.key, "set", 3, "x"]]}
    )
    assert during == [(1, 7), (2, None), (3, None)]
    assert gestures[-1] is None
