import json

import pytest
from driftscope import ConfigError, Problem, SimulationConfig
from driftscope_dashboard.page.address import Address
from driftscope_dashboard.page.browser_storage import BrowserStorage, read_kept
from driftscope_dashboard.workbench import AddressNode, StorageNode


class Browser:
    """Keeps what it is told, as far as there is room."""

    def __init__(self, node, room=100):
        self.node, self.room, self.texts, self.index = node, room, {}, None
        node.join(self)

    def said(self, node, message):
        self.texts |= message["texts"]
        self.index = dict(message["index"])
        asked = len(self.index["past"])
        self.index["past"] = self.index["past"][-self.room :] if self.room else []
        stored = self.room > 0
        letters = list(self.index["snapshots"]) if stored else []
        digests = list(self.texts) if stored else []
        past = {"past": len(self.index["past"]), "asked": asked}
        node.hear({"stored": stored, "letters": letters, "digests": digests, **past})

    def changed(self, node, values):
        pass

    def arrive(self, restore=None, open_kept=False):
        self.node.hear({"restore": restore, "open": open_kept})


@pytest.fixture
def storage(state, services):
    return BrowserStorage(state, services, StorageNode(), Address(state, services, AddressNode()), SimulationConfig)


@pytest.fixture
def browser(storage):
    return Browser(storage.node)


def text_of(config):
    return json.dumps(config.to_dict())


def kept(*configs, **index):
    return {"texts": {one.digest: text_of(one) for one in configs}, "index": index}


def test_history_and_snapshots_are_kept_in_the_browser(browser, state, small):
    browser.arrive()
    state.session.change({"seed": 5})
    state.snapshots.keep("A", state.session.config)
    assert browser.index["past"] == [small.digest]
    assert browser.index["now"] == browser.index["snapshots"]["A"] == state.session.config.digest
    assert json.loads(browser.texts[small.digest]) == small.to_dict()
    assert state.notices.latest[1:] == ("info", "A is saved in this browser tab and survives a reload.")


def test_nothing_is_kept_before_what_was_kept_is_known(browser, state):
    state.session.change({"seed": 5})
    assert browser.index is None


def test_what_was_kept_comes_back(browser, state, small):
    first, later = small.replace(seed=1), small.replace(seed=2)
    browser.arrive(kept(small, first, later, past=[first.digest], now=small.digest, future=[later.digest],
                        snapshots={"B": later.digest}))  # fmt: skip
    assert state.snapshots.kept == {"B": later}
    state.session.redo()
    assert state.session.config == later
    state.session.undo()
    state.session.undo()
    assert state.session.config == first


def test_another_page_in_the_same_tab_leads_back_to_the_one_before(browser, state, small):
    other = small.replace(seed=7)
    browser.arrive(kept(other, past=[], now=other.digest, future=[], snapshots={}))
    assert state.session.config == small
    state.session.undo()
    assert state.session.config == other


def test_a_page_that_was_too_long_for_an_address_is_opened(browser, state, small):
    other = small.replace(seed=7)
    browser.arrive(
        kept(other, past=[], now=other.digest, future=[], snapshots={}, look={"time_s": 4.0}), open_kept=True
    )
    assert state.session.config == other
    assert state.selection.time_s == 4.0
    assert not state.session.can_undo


def test_a_page_that_is_not_there_any_more_is_said(browser, state):
    browser.arrive(open_kept=True)
    assert "no longer has it" in state.notices.latest[2]


def test_what_is_not_kept_is_never_called_kept(browser, state):
    browser.room = 0
    browser.arrive()
    state.snapshots.keep("A", state.session.config)
    _, tone, words = state.notices.latest
    assert (tone, "A is lost when this page is closed" in words) == ("error", True)


def test_steps_for_which_there_is_no_room_are_said_once(browser, state):
    browser.room = 2
    browser.arrive()
    for seed in range(1, 6):
        state.session.open(state.session.config.replace(seed=seed))
    assert state.notices.latest == (1, "error", "The browser's storage is full: after a reload only the last 2 steps "
                                    "can be undone.")  # fmt: skip


def test_what_does_not_fit_into_an_address_is_said(browser, state, monkeypatch):
    browser.arrive()
    monkeypatch.setattr("driftscope_dashboard.session.sharing.MOST_CHARACTERS", 50)
    state.session.change({"seed": 5})
    assert "too long for a URL" in state.notices.latest[2]


NONSENSE = [None, [], {"texts": 3, "index": {"past": 4}}, {"texts": {"a": "{"}, "index": {"past": ["a", ["b"]]}}]


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_left_out(sent):
    read = read_kept(sent, lambda config: True)
    assert (read.past, read.future, read.snapshots, read.now) == ((), (), {}, None)


def test_what_a_page_may_not_have_is_left_out_and_counted(state, browser, small):
    other = small.replace(seed=7)

    def refuse(config):
        if config == other:
            raise ConfigError([Problem("", "no")])

    state.session._refuse = refuse
    browser.arrive(kept(small, other, past=[other.digest], now=small.digest, future=[], snapshots={}))
    assert not state.session.can_undo
    assert "1 of the saved configurations" in state.notices.latest[2]
