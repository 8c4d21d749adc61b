import pytest
from driftscope import ConfigError, Problem
from driftscope_dashboard.hybrid.cards import UnitCards, name_of, with_unit, without_units


@pytest.fixture
def cards(state, services):
    made = UnitCards(state, services)
    for index in range(2):
        made.card(index, iter(()))
    return made


def told(cards):
    """Record what cards are told in the browser."""
    messages = []
    for index, heading in enumerate(cards.headings):
        heading.tell = lambda message, index=index: messages.append((index, message))
    return messages


def test_units_are_added_copied_and_removed(cards, session):
    first, second = session.config.units
    cards.headings[1].hear({"do": "copy"})
    assert session.config.units == (first, second, second)
    cards.headings[0].hear({"do": "remove"})
    assert session.config.units == (second, second)
    assert with_unit([first], second) == [first.to_dict(), second.to_dict()]
    assert without_units([first, second], [0]) == [second.to_dict()]


def test_the_last_unit_stays(cards, session):
    cards.headings[0].hear({"do": "remove"})
    with pytest.raises(ConfigError, match="at least one"):
        cards.headings[0].hear({"do": "remove"})
    assert len(session.config.units) == 1


def test_a_selected_unit_is_marked_and_its_card_comes_into_view_once(cards, state):
    messages = told(cards)
    state.selection.look(units=(1,))
    cards.follow((), ())
    assert [bool(heading.options) for heading in cards.headings] == [False, True]
    assert messages == [(1, {"show": True})]
    state.selection.look(units=(7,))
    assert len(messages) == 1


def test_what_is_wrong_with_a_whole_unit_stands_in_its_card(cards):
    wrong, field = Problem("units.1.dataset", "is of another rate"), Problem("units.0.snr", "is too large")
    odd = Problem("units.1.template_index", "is cut off")
    cards.follow([wrong, field], [odd])
    assert [(one.problem, one.advice) for one in cards.headings] == [("", ""), ("is of another rate", "")]
    cards.follow([], [odd])
    assert cards.headings[1].advice == "is cut off"


def test_names_leave_out_what_all_have(session):
    assert name_of(session.config.units[0]) == "sample_neuropixels1_visual · 1"
