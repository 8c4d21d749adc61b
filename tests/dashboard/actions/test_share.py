import pytest
from driftscope_dashboard.actions.share import COPIED, Share
from driftscope_dashboard.session.sharing import LinkError, decode, link_of


@pytest.fixture
def share(state, services, monkeypatch):
    action = Share(state, services)
    action.controls()
    action.told = []
    monkeypatch.setattr(action.share, "tell", action.told.append)
    return action


def test_a_click_sends_the_page_s_link(share, state):
    state.selection.look(time_s=4.0, mode="static")
    share.share.hear({"clicked": True})
    [message] = share.told
    found = decode(message["code"])
    assert found.config == state.session.config
    assert (found.look.time_s, found.look.mode) == (4.0, "static")


def test_a_copied_link_is_announced(share, state):
    share.share.hear({"copied": True})
    assert state.notices.latest[2] == COPIED
    assert share.told == []


def test_what_has_no_link_is_said(share, state, monkeypatch):
    def too_long(_):
        raise LinkError("too long for a link")

    monkeypatch.setattr("driftscope_dashboard.actions.share.link_of", too_long)
    share.share.hear({"clicked": True})
    assert state.notices.latest[1:] == ("error", "too long for a link")


def test_drafts_stay_here(state):
    state.session.change({"noise.level_uv": -1.0})
    assert decode(link_of(state)).config == state.session.config
