import pytest
from driftscope_dashboard.page.address import Address
from driftscope_dashboard.session.sharing import LinkError, Look, Shared, decode, encode
from driftscope_dashboard.workbench import AddressNode


@pytest.fixture
def address(state, services):
    return Address(state, services, AddressNode())


def test_the_address_follows_configuration_and_look(address, state):
    state.session.change({"seed": 5})
    state.selection.look(time_s=3.0, units=(2,))
    held = decode(address.node.shared)
    assert held.config.seed == 5
    assert (held.look.time_s, held.look.units) == (3.0, (2,))


def test_a_gesture_is_another_step_and_a_look_is_not(address, state):
    assert address.node.step == 0
    state.session.change({"seed": 5})
    assert address.node.step == 1
    state.selection.look(time_s=3.0)
    assert address.node.step == 1
    state.session.undo()
    assert address.node.step == 2


def test_going_back_brings_configuration_and_look_and_makes_no_step(address, state, small):
    first = address.node.shared
    state.session.change({"seed": 5})
    state.selection.look(time_s=3.0)
    address.node.hear({"code": first})
    assert state.session.config == small
    assert state.selection.time_s == decode(first).look.time_s
    assert (address.node.step, address.node.shared) == (1, first)
    state.session.undo()
    assert state.session.config.seed == 5


def test_while_it_plays_the_address_rests(address, state):
    before = address.node.shared
    state.selection.look(playing=True)
    state.selection.look(time_s=4.0)
    assert address.node.shared == before
    state.selection.look(playing=False)
    assert decode(address.node.shared).look.time_s == 4.0


def test_what_is_too_long_has_a_digest_and_comes_back_from_the_browsers_text(address, state, monkeypatch):
    import json

    long = state.session.config.replace(seed=9)
    monkeypatch.setattr("driftscope_dashboard.session.sharing.MOST_CHARACTERS", 50)
    state.session.open(long)
    assert address.is_too_long
    assert address.node.digest == long.digest
    state.session.change({"seed": 1})
    address.node.hear({"code": None, "text": json.dumps(long.to_dict())})
    assert state.session.config == long


def test_what_no_address_holds_is_said(address):
    with pytest.raises(LinkError, match="no longer has that page"):
        address.node.hear({"code": None, "text": None})
    with pytest.raises(LinkError, match="damaged"):
        address.node.hear({"code": "1-nonsense"})


def test_a_look_waits_until_its_configuration_is_seen(address, state, small):
    waiting = []
    state.session.build = lambda config, done, failed: waiting.append((config, done))
    address.node.hear({"code": encode(Shared(small.replace(duration_s=90.0), Look(time_s=80.0)))})
    assert state.selection.time_s == 0.0
    config, done = waiting[0]
    done(state.session.make(config))
    assert state.selection.time_s == 80.0
