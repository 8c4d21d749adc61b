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


def test_every_view_in_a_tab_can_be_opened_by_a_link():
    assert {*get_args(Tab)} >= {tab_of(view) for view in (*all_views(), *HYBRID_VIEWS) if view.area == "tabs"}


def test_views_of_one_tab_stand_together():
    views = [{"tab": tab_of(view), "title": view.title} for view in all_views()]
    tabs = arranged(view for view, kind in zip(views, all_views(), strict=True) if kind.area == "tabs")
    tabs = [tab for tab in tabs if tab["name"] not in ("score", "motionerror")]
    assert [tab["name"] for tab in tabs] == ["unit", "units", "scatter", "firing", "noise", "field"]
    assert [len(tab["views"]) for tab in tabs] == [4, 1, 1, 1, 1, 1]


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
