import re
from pathlib import Path

import driftscope_dashboard
import pytest
from driftscope_dashboard.actions import all_actions
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.lessons import LessonNode
from driftscope_dashboard.page.layout import TEMPLATE, Parts, placed
from driftscope_dashboard.page.story import Story
from driftscope_dashboard.page.tabs import Tabs
from driftscope_dashboard.page.timebar import Timebar
from driftscope_dashboard.views import all_views
from driftscope_dashboard.workbench import AddressNode, Notices, PageNode, StorageNode

PAGE = TEMPLATE.read_text(encoding="utf-8")


@pytest.fixture
def parts(state, services):
    return Parts(
        views=[view(state, services) for view in all_views()],
        actions=[action(state, services) for action in all_actions()],
        editor=SYNTHETIC.editor(state, services),
        timebar=Timebar(state, services),
        tabs=Tabs(state, services),
        story=Story(state, services),
        notices=Notices(),
        page=PageNode(value=True),
        address=AddressNode(),
        storage=StorageNode(),
        lesson=LessonNode(),
    )


def test_every_view_has_its_place(parts):
    variables, nodes = placed(parts)
    views = {view["name"]: view for area in variables["places"]["areas"].values() for view in area}
    assert views.keys() == {view.name for view in all_views()}
    assert {view["body"].key for view in views.values()} <= {node.key for node in nodes}


def test_every_tool_has_its_place(parts):
    hooks = {node.hook for node in placed(parts)[1]}
    assert {"preset", "undo", "redo", "export", "import", "theme"} <= hooks
    assert {"time", "window", "traces-mode", "traces-style"} <= hooks


def test_the_first_appearance_is_known_before_anything_is_drawn(parts):
    assert placed(parts)[0]["theme"] == "dark"


def test_the_template_marks_views_and_status():
    assert 'class="view ds-view-{{ view.name }}"' in PAGE
    assert 'class="ds-status"' in PAGE


def test_the_page_asks_nobody_outside():
    assert set(re.findall(r"https?://[^'\"]+", PAGE)) == {"http://www.w3.org/2000/svg"}


def test_what_is_open_at_first_exists(state, services):
    assert set(SYNTHETIC.form.open_at_first) <= set(SYNTHETIC.editor(state, services).bodies)


def test_the_dashboard_has_no_other_template():
    folder = Path(driftscope_dashboard.__file__).parent
    assert {one.name for one in folder.rglob("*.html")} == {"page.html", "sorry.html", "teach.html"}
