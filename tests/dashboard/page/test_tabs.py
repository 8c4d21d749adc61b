from typing import get_args

import pytest
from driftscope_dashboard.hybrid.views import VIEWS as HYBRID_VIEWS
from driftscope_dashboard.page.tabs import Tabs, arranged
from driftscope_dashboard.session.selection import Tab
from driftscope_dashboard.views import all_views
from driftscope_dashboard.views.base import tab_of


@pytest.fixture
def tabs(state, services):
    return Tabs(state, services)


def test_the_open_tab_is_written_and_followed(state, tabs):
    tabs.link.take("noise")
    assert state.selection.tab == "noise"
    state.selection.look(tab="firing")
    assert tabs.link.value == "firing"


def test_the_first_tab_exists(tabs):
    assert tabs.link.value in {tab_of(view) for view in (*all_views(), *HYBRID_VIEWS) if view.area == "tabs"}
    assert tabs.link.value == "unit"


def test_the_chooser_shows_a_unit_that_nobody_chose(state, tabs):
    assert tabs.unit.value in range(6)
    assert tabs.unit.unit == "of 6"
    assert not tabs.unit.optional
    assert state.selection.units == ()


def test_the_chooser_selects_a_unit_and_gives_it_back(state, tabs):
    at_first = tabs.unit.value
    other = (at_first + 1) % 6
    tabs.unit.take(other)
    assert state.selection.units == (other,)
    assert tabs.unit.optional
    tabs.unit.take(None)
    assert state.selection.units == ()
    assert tabs.unit.value == at_first


@pytest.mark.parametrize(("pending", "unit"), [(99, 5), (-3, 0), (2.4, 2)])
def test_only_units_that_exist_are_selected(state, tabs, pending, unit):
    state.selection.look(units=(1,))
    tabs.unit.take(pending)
    assert state.selection.units == (unit,)
    assert tabs.unit.value == unit


def test_the_chooser_follows_selection_and_configuration(state, tabs):
    state.selection.look(units=(3, 4))
    assert tabs.unit.value == 3
    state.session.change({"units.num_units": 3})
    assert tabs.unit.unit == "of 3"
    assert tabs.unit.value < 3
    state.session.change({"units.num_units": 0})
    assert tabs.unit.disabled


def test_every_view_in_a_tab_can_be_opened_by_a_link():
    assert {*get_args(Tab)} >= {tab_of(view) for view in (*all_views(), *HYBRID_VIEWS) if view.area == "tabs"}


def test_views_of_one_tab_stand_together():
    views = [{"tab": tab_of(view), "title": view.title, "about_unit": view.about_unit} for view in all_views()]
    tabs = arranged(view for view, kind in zip(views, all_views(), strict=True) if kind.area == "tabs")
    tabs = [tab for tab in tabs if tab["name"] not in ("score", "motionerror")]
    assert [tab["name"] for tab in tabs] == ["unit", "units", "scatter", "firing", "noise", "field"]
    assert [len(tab["views"]) for tab in tabs] == [4, 1, 1, 1, 1, 1]
    assert [tab["about_unit"] for tab in tabs] == [True, False, False, True, False, False]


def test_a_tab_that_is_not_there_gives_way_to_the_first(state, services):
    state.selection.look(tab="library")
    tabs = Tabs(state, services, ["unit", "noise", "score"])
    assert (state.selection.tab, tabs.link.value) == ("unit", "unit")
    state.tabs.hide("score")
    state.selection.look(tab="score")
    assert (state.selection.tab, tabs.link.value) == ("unit", "unit")
    state.tabs.show("score")
    state.selection.look(tab="score")
    assert (tabs.link.value, tabs.link.hidden) == ("score", [])
    state.tabs.hide("score")
    assert (tabs.link.value, tabs.link.hidden) == ("unit", ["score"])
    state.selection.look(tab="")
    assert tabs.link.value == ""
