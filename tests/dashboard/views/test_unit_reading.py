from driftscope_dashboard.views.unit_list import UnitList
from driftscope_dashboard.views.unit_reading import ask, keep, list_of, read


def test_pieces_until_all_is_known(state):
    simulation, known = state.session.simulation, UnitList(state.session.simulation)
    request = ask(known, simulation, None, 0)
    assert keep(known, read(request))
    assert known.missing(range(6)) == [] and known.rates_hz is not None
    assert ask(known, simulation, None, 6).missing == ""


def test_what_was_read_of_another_recording_is_dropped(state):
    known = UnitList(state.session.simulation)
    found = read(ask(known, state.session.simulation, None, 0))
    state.session.change({"seed": 12})
    known.follow(state.session.simulation)
    assert not keep(known, found)
    assert known.known == {}


def test_a_page_has_one_list(state):
    assert list_of(state.session) is list_of(state.session)
