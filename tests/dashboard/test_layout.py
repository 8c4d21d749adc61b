import re
from pathlib import Path

import driftscope_dashboard
import pytest
from driftscope_dashboard.actions import all_actions
from driftscope_dashboard.controls import Notices, PageLink
from driftscope_dashboard.editor import Editor
from driftscope_dashboard.layout import page
from driftscope_dashboard.tabs import Tabs
from driftscope_dashboard.timebar import Timebar
from driftscope_dashboard.views import all_views

TEMPLATE = (Path(driftscope_dashboard.__file__).parent / "page.html").read_text(encoding="utf-8")


@pytest.fixture
def made(state, services):
    return page(
        views=[view(state, services) for view in all_views()],
        actions=[action(state, services) for action in all_actions()],
        editor=Editor(state, services),
        timebar=Timebar(state, services),
        tabs=Tabs(state, services),
        notices=Notices(),
        link=PageLink(),
        dark=True,
    )


def test_every_view_has_its_place(made):
    areas = made._render_variables["places"]["areas"]
    placed = {view["name"] for area in areas.values() for view in area}
    assert placed == {view.name for view in all_views()}
    assert {f"view-{name}" for name in placed} <= set(made._render_items)


def test_every_tool_has_its_place(made):
    classes = {name for part, _ in made._render_items.values() for name in part.css_classes}
    assert {"ds-preset", "ds-undo", "ds-redo", "ds-export", "ds-import", "ds-theme"} <= classes
    assert {"ds-time", "ds-window", "ds-traces-mode", "ds-traces-style"} <= classes


def test_the_first_appearance_is_known_before_anything_is_drawn(made):
    assert made._render_variables["theme"] == "dark"


def test_the_template_marks_views_and_status():
    assert 'class="view ds-view-{{ view.name }}"' in TEMPLATE
    assert 'class="ds-status"' in TEMPLATE


def test_the_page_asks_nobody_outside():
    assert set(re.findall(r"https?://[^'\"]+", TEMPLATE)) == {"http://www.w3.org/2000/svg"}


def test_what_is_open_at_first_exists(state, services):
    assert set(Editor.open_at_first) <= set(Editor(state, services).bodies)
